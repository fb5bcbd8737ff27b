"""The card of a filing's papers: 两表一方案 whole, one by one, and put into the package."""

from collections.abc import Mapping

from permit_service.access import current_actor
from permit_service.documents.paper_values import title_of
from permit_service.labels.street_words import PAPER_STATES
from permit_service.models.choices import Paper
from permit_service.queries.papers import Offered
from permit_service.services.filing_papers import asked_for
from permit_service.services.jobs import PLANNERS


def papers_card(offered: Offered) -> Mapping[str, object]:
    """What the card of a filing's papers shows."""
    wanted = asked_for(offered.filing, offered.templates)
    there = {paper.name for paper in offered.filing.papers}
    return {
        "papers": [(paper, title_of(paper, offered.templates)) for paper in Paper],
        "permits": offered.permits,
        "plan_written": offered.plan_written,
        "package": [
            (name, PAPER_STATES[name in wanted.values(), name in there]) for name in offered.filing.area.package_items
        ],
        "makes": bool(wanted) and bool(current_actor().roles & PLANNERS),
    }
