"""The form of a filing: for the enterprise that makes it, and for the officer who writes it down from paper."""

from flask import render_template, request

from permit_service.models.filings import Filing
from permit_service.queries import filing_review
from permit_service.queries.reading import session
from permit_service.services.filing_forms import FilingForm, form_of
from permit_service.web.forms import Form
from permit_service.web.trouble import Trouble
from workflows.kinds import Hazard


def typed(form: Form, filing: Filing) -> FilingForm:
    """What was typed. People keep the parts they were named with; who was unticked is named no more."""
    before = form_of(filing)
    offered = {**filing_review.job_crew(session(), filing), **before.members}
    return FilingForm(
        start_at=form.moment("start_at"),
        end_at=form.moment("end_at"),
        content=form.text("content"),
        hazards=form.choices("hazards", Hazard),
        contact=form.text("contact"),
        phone=form.text("phone"),
        space_ids=frozenset(form.ids("space_ids")),
        members={person: offered[person] for person in form.ids("members") if person in offered},
    )


def form_page(filing: Filing, trouble: Trouble, action: str, *, counter: bool = False) -> str:
    """The page of the form; it goes to ``action``. ``counter``: an officer writes it down."""
    return render_template(
        "filings/edit.html",
        trouble=trouble,
        filing=filing,
        action=action,
        counter=counter,
        revision=str(filing.revision),
        typed=request.form if trouble.status != 200 else None,
        people=filing_review.people_of(session(), filing),
        hazards=list(Hazard),
        marked=_marked(filing),
    )


def _marked(filing: Filing) -> tuple[str, ...]:
    """Fields that the street wants completed."""
    return () if filing.open_return is None else filing.open_return.fields
