"""实操考核: an assessor sees somebody handle the equipment, item by item, and signs for it (G46 4.4)."""

import uuid
from collections.abc import Mapping

from permit_service.actor import Actor
from permit_service.errors import Forbidden, Invalid
from permit_service.models.choices import Answer, SignatureAct
from permit_service.models.trainings import PracticalAnswer, PracticalCheck, TrainingSeat
from permit_service.queries.scope import find
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import AREA_KEEPERS, KEEPERS, Desk, at_desk
from permit_service.services.registers.trainings import of_seat, settle
from permit_service.services.signing import SignIn, accountable, reauthenticate
from workflows.training import practical_passed
from workflows.training_kinds import PracticalItem
from workflows.vocabulary import Role

#: Who may assess: keepers of the registers, those who lead, guard and test, and the experts.
ASSESSORS = KEEPERS | AREA_KEEPERS | {Role.work_leader, Role.guardian, Role.tester, Role.expert}

_SHOWN = {Answer.yes: True, Answer.no: False, Answer.not_involved: None}


def assess(
    actor: Actor,
    sign_in: SignIn,
    training_seat_id: uuid.UUID,
    answers: Mapping[PracticalItem, Answer],
    remark: str = "",
) -> PracticalCheck:
    """Record a practical check with the assessor's accountable signature; failed ones stay, it may be done again.

    Raises Invalid (``items.<item>``: ``required``; ``training_seat_id``: ``ended``, ``same_person``, ``future``; and
    what ``reauthenticate`` raises), Forbidden for who may not assess, NotFound.
    """
    signer = reauthenticate(actor, sign_in)

    def work(desk: Desk) -> PracticalCheck:
        seat = find(desk.session, TrainingSeat, training_seat_id, desk.scope.training_seats())
        if not desk.actor.roles & ASSESSORS:
            raise Forbidden
        desk.session.refresh(seat, with_for_update=True)
        told = _checked(desk, seat, signer.person_id, answers, remark)
        check = PracticalCheck(
            seat_id=seat.id,
            assessor_id=signer.person_id,
            at=desk.now,
            passed=practical_passed({item: _SHOWN[answer] for item, answer in answers.items()}),
            remark=told,
        )
        check.answers = [PracticalAnswer(item=item, answer=answer) for item, answer in answers.items()]
        desk.add(check)
        statement = {
            "seat_id": seat.id,
            "person_id": seat.person_id,
            "training_session_id": seat.session_id,
            "answers": {item.value: answer.value for item, answer in answers.items()},
            "remark": told,
            "passed": check.passed,
        }
        accountable(desk.session, signer, SignatureAct.practical, check.id, statement, now=desk.now)
        if check.passed and seat.practical_passed_at is None:
            seat.practical_passed_at = desk.now
        of_seat(seat)(desk, "training:assess", {"check_id": check.id, "passed": check.passed})
        settle(desk, seat)
        return check

    return at_desk(signer.actor, work)


def _checked(
    desk: Desk,
    seat: TrainingSeat,
    assessor_id: uuid.UUID,
    answers: Mapping[PracticalItem, Answer],
    remark: str,
) -> str:
    if seat.session.concluded_at is not None or seat.result_id is not None:
        raise Invalid({"training_seat_id": "ended"})
    faults = Faults()
    faults.check(seat.person_id != assessor_id, "training_seat_id", "same_person")
    faults.past("training_seat_id", seat.session.started_at, desk.now)
    for item in PracticalItem:
        faults.check(item in answers, f"items.{item}", "required")
    told = faults.remark("remark", remark)
    faults.raise_any()
    return told
