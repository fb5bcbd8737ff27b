"""个体防护: what each entrant wears, as the guardian found it, piece by piece (R34; G46 5.12)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from permit_service.actor import Actor
from permit_service.errors import Invalid
from permit_service.models.checks import ProtectionAnswer, ProtectionCheck
from permit_service.models.choices import Answer
from permit_service.services.case import Case
from permit_service.services.inputs import Faults
from permit_service.services.on_site import on_site, parts_of, person_of, stamped
from workflows.kinds import AirSource, Gear
from workflows.vocabulary import Action


@dataclass(frozen=True, slots=True)
class ProtectionForm:
    """Gear that was looked at: worn and in order, or not."""

    answers: Mapping[Gear, Answer] = field(default_factory=dict)
    air_source: AirSource = AirSource.clean_air
    remark: str = ""


def check(actor: Actor, permit_id: uuid.UUID, person_id: uuid.UUID, form: ProtectionForm) -> ProtectionCheck:
    """Record what one person wears; the latest check of each person counts. Whether it suffices, gates tell.

    Raises Invalid (``person_id``: ``unknown``; ``answers``, ``remark``), RefusedError, Forbidden, NotFound.
    """

    def act(case: Case) -> ProtectionCheck:
        faults = Faults()
        faults.some("answers", form.answers)
        remark = faults.remark("remark", form.remark)
        faults.raise_any()
        if not parts_of(case.permit, person_id):
            raise Invalid({"person_id": "unknown"})
        case.ask(Action.prepare)
        row = case.write(
            ProtectionCheck(
                **stamped(case),
                person_id=person_id,
                checker_id=person_of(case),
                air_source=form.air_source,
                remark=remark,
                answers=[ProtectionAnswer(gear=gear, answer=answer) for gear, answer in form.answers.items()],
            )
        )
        told = {"check_id": row.id, "person_id": person_id, "answers": dict(form.answers), "source": form.air_source}
        case.record("protection:check", told)
        return row

    return on_site(actor, permit_id, act)
