"""Findings 问题 of spot-checks and how they are mended 整改."""

from permit_service import wallclock
from permit_service.access import current_actor
from permit_service.api.inspection_bodies import InspectionReasonBody, MendedBody, RemarkBody
from permit_service.api.inspection_views import (
    FindingDetailView,
    FindingView,
    RectificationView,
    SheetView,
    path_of,
    sheet,
)
from permit_service.api.noun import does, noun, reads
from permit_service.api.serialize import Answer, PageView, answer, page
from permit_service.api.types import Choice, Id, PageQuery, Params
from permit_service.queries import rectification as reading
from permit_service.queries.reading import session
from permit_service.services.inspections import filling, rectifying
from permit_service.services.inspections.rectifying import Mended
from workflows.inspection_kinds import FindingState

blueprint = noun("findings")


class FindingPath(Params):
    finding_id: Id


class FindingQuery(PageQuery):
    enterprise_id: Id | None = None
    state: Choice[FindingState] | None = None
    area_id: Id | None = None


@blueprint.get("/findings", responses=reads(PageView[FindingView]))
def index(query: FindingQuery) -> Answer:
    """Findings of concluded checks, the newest first; of one enterprise or area, or standing so today, if told."""
    found = reading.findings(
        session(),
        current_actor(),
        query.wanted,
        today=wallclock.today(),
        enterprise_id=query.enterprise_id,
        state=query.state,
        area_path=path_of(query.area_id),
    )
    return answer(page(found, FindingView))


@blueprint.get("/findings/<uuid:finding_id>", responses=reads(FindingDetailView))
def show(path: FindingPath) -> Answer:
    """One finding, how it stands today, what was done about it; ``may`` is what the account can do now."""
    return _whole(path)


@blueprint.post("/findings/<uuid:finding_id>/report", responses=does(FindingDetailView))
def report(path: FindingPath, body: MendedBody) -> Answer:
    """The enterprise reports it as mended, with a photo."""
    rectifying.report(current_actor(), path.finding_id, Mended(body.text, body.photo))
    return _whole(path)


@blueprint.post("/findings/<uuid:finding_id>/accept", responses=does(FindingDetailView))
def accept(path: FindingPath, body: RemarkBody) -> Answer:
    """An officer saw that it is mended."""
    rectifying.accept(current_actor(), path.finding_id, body.remark)
    return _whole(path)


@blueprint.post("/findings/<uuid:finding_id>/send-back", responses=does(FindingDetailView))
def send_back(path: FindingPath, body: InspectionReasonBody) -> Answer:
    """It is not mended yet."""
    rectifying.send_back(current_actor(), path.finding_id, body.reason)
    return _whole(path)


@blueprint.post("/findings/<uuid:finding_id>/take-back", responses=does(SheetView))
def take_back(path: FindingPath) -> Answer:
    """Take a finding off a sheet that nobody has signed."""
    return sheet(filling.take_back_problem(current_actor(), path.finding_id).id)


def _whole(path: FindingPath) -> Answer:
    view = reading.finding(session(), current_actor(), path.finding_id, wallclock.today())
    return answer(
        FindingDetailView(
            **FindingView.model_validate(view.finding).model_dump(),
            state=view.state,
            may=sorted(view.may),
            rectifications=[RectificationView.model_validate(one) for one in view.finding.rectifications],
        )
    )
