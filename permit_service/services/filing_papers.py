"""Papers that this service makes put into a filing's package: what the street sees stays as it was then."""

import uuid
from collections.abc import Mapping

from permit_service import wallclock
from permit_service.actor import Actor
from permit_service.documents import papers as making
from permit_service.documents.paper_values import title_of
from permit_service.documents.papers import FileKind
from permit_service.errors import Invalid
from permit_service.labels.paper_forms import SHORT
from permit_service.models.base import db
from permit_service.models.choices import Paper
from permit_service.models.filings import Filing
from permit_service.models.papers import PaperTemplate
from permit_service.queries import papers as reading
from permit_service.queries import scope
from permit_service.services import filings


def asked_for(filing: Filing, templates: Mapping[Paper, PaperTemplate]) -> Mapping[Paper, str]:
    """The papers of the area's package that are made here, by the name that the area gives them."""
    called = {title_of(paper, templates): paper for paper in Paper} | {SHORT[paper]: paper for paper in Paper}
    return {called[name]: name for name in filing.area.package_items if name in called}


def attach_made(actor: Actor, filing_id: uuid.UUID) -> None:
    """Make the papers as PDF and put each into the package in place of an earlier one.

    Drawn before anything is locked. Raises Invalid (``plan``: ``required`` where no work plan was written), Forbidden,
    NotFound.
    """
    papers = reading.of_filing(db.session(), actor, filing_id)
    if papers.plan is None:
        raise Invalid({"plan": "required"})
    filing, now = scope.filing(db.session(), actor, filing_id), wallclock.now()
    wanted = asked_for(filing, papers.templates)
    drawn = {name: making.made(paper, FileKind.pdf, papers, now).data for paper, name in wanted.items()}
    filings.attach_papers(actor, filing_id, drawn)
