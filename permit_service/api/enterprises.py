"""Enterprises: the firms, their trade and rule profile, their 主要负责人."""

import uuid
from datetime import date

from permit_service.access import current_actor
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, Moment, PageView, Ref, View, answer, page
from permit_service.api.types import Body, Choice, Count, Id, Line, PageQuery, Params
from permit_service.queries import registers, scope
from permit_service.queries.reading import session
from permit_service.services.registers import enterprises
from permit_service.services.registers.enterprises import EnterpriseForm, OwnEntryForm
from workflows.vocabulary import ProfileName, Sector

blueprint = noun("enterprises")


class EnterprisePath(Params):
    enterprise_id: Id


class EnterpriseBody(Body):
    """``uscc`` is the 统一社会信用代码; without ``profile`` the trade's own counts."""

    name: Line
    uscc: Line
    sector: Choice[Sector]
    area_id: Id
    profile: Choice[ProfileName] | None = None
    address: Line = ""
    phone: Line = ""
    night_approval: bool = False
    drills_block: bool = False


class ChangedEnterpriseBody(EnterpriseBody):
    """``revision`` is the entry's when it was read; another one is 409 ``stale``."""

    revision: Count


class OwnEntryBody(Body):
    """What a firm decides about itself.

    ``night_approval``: work at night or on a day off needs one more approver. ``drills_block``: an overdue drill
    refuses work instead of warning.
    """

    revision: Count
    address: Line
    phone: Line
    night_approval: bool
    drills_block: bool


class PrincipalBody(Body):
    """Somebody of this enterprise."""

    person_id: Id


class EnterpriseView(View):
    """An enterprise."""

    id: uuid.UUID
    revision: int
    name: str
    uscc: str
    sector: Sector
    profile: ProfileName
    area: Ref
    address: str
    phone: str
    night_approval: bool
    drills_block: bool
    file_reviewed_on: date | None
    created_at: Moment


@blueprint.get("/enterprises", responses=reads(PageView[EnterpriseView]))
def index(query: PageQuery) -> Answer:
    """Enterprises the account may know of, by name."""
    return answer(page(registers.enterprises(session(), current_actor(), query.wanted), EnterpriseView))


@blueprint.post("/enterprises", responses=makes(EnterpriseView))
def create(body: EnterpriseBody) -> Answer:
    """Enter a firm; for administrators and the district officers of its area."""
    entry = enterprises.add_enterprise(current_actor(), EnterpriseForm(**body.model_dump()))
    return answer(EnterpriseView.model_validate(entry), 201)


@blueprint.get("/enterprises/<uuid:enterprise_id>", responses=reads(EnterpriseView))
def show(path: EnterprisePath) -> Answer:
    """One enterprise."""
    return answer(EnterpriseView.model_validate(scope.enterprise(session(), current_actor(), path.enterprise_id)))


@blueprint.put("/enterprises/<uuid:enterprise_id>", responses=does(EnterpriseView))
def edit(path: EnterprisePath, body: ChangedEnterpriseBody) -> Answer:
    """Change a firm's entry, as its registrars may."""
    form = EnterpriseForm(**body.model_dump(exclude={"revision"}))
    entry = enterprises.edit_enterprise(current_actor(), path.enterprise_id, body.revision, form)
    return answer(EnterpriseView.model_validate(entry))


@blueprint.put("/enterprises/<uuid:enterprise_id>/own-entry", responses=does(EnterpriseView))
def edit_own_entry(path: EnterprisePath, body: OwnEntryBody) -> Answer:
    """Change what a firm decides about itself."""
    form = OwnEntryForm(**body.model_dump(exclude={"revision"}))
    entry = enterprises.edit_own_entry(current_actor(), path.enterprise_id, body.revision, form)
    return answer(EnterpriseView.model_validate(entry))


@blueprint.post("/enterprises/<uuid:enterprise_id>/principal", responses=does(EnterpriseView))
def name_principal(path: EnterprisePath, body: PrincipalBody) -> Answer:
    """Say who is the firm's 主要负责人 from now on; the one before ceases to be."""
    enterprises.name_principal(current_actor(), path.enterprise_id, body.person_id)
    return answer(EnterpriseView.model_validate(scope.enterprise(session(), current_actor(), path.enterprise_id)))
