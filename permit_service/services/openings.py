"""The openings of a space: opened from upwind by the guardian, closed for now or for good (R05, R57; G46 6.2.6)."""

import uuid

from sqlalchemy import select

from permit_service import facts_of
from permit_service.actor import Actor
from permit_service.errors import Invalid
from permit_service.facts_of.reader import Reader
from permit_service.models.openings import Closing, Opening, VentilationRun
from permit_service.models.spaces import SpaceOpening
from permit_service.services.case import Case
from permit_service.services.on_site import keep_photo, on_site, person_of, require_under_way, stamped
from workflows.kinds import ClosingKind, VentilationKind
from workflows.site_facts import Attempt
from workflows.vocabulary import Action


def open_space(
    actor: Actor, permit_id: uuid.UUID, opening_id: uuid.UUID, *, upwind: bool, photo: bytes | None = None
) -> Opening:
    """The guardian takes the barrier off and opens. Natural ventilation is recorded by itself (``ventilation``).

    Raises RefusedError, Invalid for ``opening_id`` (``unknown``, ``opened``) and ``photo``, Forbidden, NotFound.
    """

    def act(case: Case) -> Opening:
        opening = case.session.get(SpaceOpening, opening_id)
        if opening is None or opening.space_id != case.permit.space_id or opening.withdrawn_at is not None:
            raise Invalid({"opening_id": "unknown"})
        if opening_id in _standing_open(case):
            raise Invalid({"opening_id": "opened"})
        opener_id = person_of(case)
        case.ask(Action.open_space, Attempt(person_id=str(opener_id), upwind=upwind))
        photo_id = keep_photo(case, photo)
        row = case.write(
            Opening(**stamped(case), opening_id=opening_id, opened_by_id=opener_id, upwind=upwind, photo_id=photo_id)
        )
        case.record("opening:open", {"opening_row_id": row.id, "opening_id": opening_id}, also=case.space_stream)
        return row

    return on_site(actor, permit_id, act)


def close_opening(
    actor: Actor,
    permit_id: uuid.UUID,
    opening_id: uuid.UUID,
    *,
    kind: ClosingKind,
    sign_set: bool,
    photo: bytes | None = None,
) -> Closing:
    """An opening is closed, temporarily or finally, with or without its sign. No gate holds anybody from closing.

    With the last opening natural ventilation ends. Raises Invalid for ``opening_id`` (``not_opened``) and ``photo``,
    RefusedError on a permit that has ended, Forbidden, NotFound.
    """

    def act(case: Case) -> Closing:
        require_under_way(case)
        standing = _standing_open(case)
        if opening_id not in standing:
            raise Invalid({"opening_id": "not_opened"})
        row = case.write(
            Closing(
                **stamped(case),
                opening_id=opening_id,
                closed_by_id=person_of(case),
                kind=kind,
                sign_set=sign_set,
                photo_id=keep_photo(case, photo),
            )
        )
        if standing == {opening_id}:
            _end_natural_ventilation(case)
        told = {"closing_id": row.id, "opening_id": opening_id, "kind": kind, "sign_set": sign_set}
        case.record("opening:close", told, also=case.space_stream)
        return row

    return on_site(actor, permit_id, act)


def _standing_open(case: Case) -> set[uuid.UUID]:
    openings = facts_of.site.openings(Reader(case.session, permits=[case.permit.id]), case.permit)
    return {uuid.UUID(opening.opening_id) for opening in openings if opening.closed_at is None}


def _end_natural_ventilation(case: Case) -> None:
    runs = case.session.scalars(
        select(VentilationRun).where(
            VentilationRun.permit_id == case.permit.id,
            VentilationRun.kind == VentilationKind.natural,
            VentilationRun.stopped_at.is_(None),
        )
    )
    for run in runs:
        run.stopped_at = run.stop_recorded_at = case.now
        run.stop_recorded_by_id = case.user_id
