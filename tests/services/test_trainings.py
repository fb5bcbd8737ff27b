"""Trainings held here, from the list to the result: attendance, papers, retakes, practical check, calling back."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from keeping import administrator, draft_permit, faults, revision_of, tags
from pieces import PLANNED
from plan_cast import Cast
from sqlalchemy import select

from permit_service import wallclock
from permit_service.config import service_config
from permit_service.errors import Forbidden, NotFound
from permit_service.models import db
from permit_service.models.choices import Answer, SignatureAct
from permit_service.models.people import Person
from permit_service.models.signatures import Signature
from permit_service.models.trainings import ExamPaper, ExamQuestion, TrainingSeat
from permit_service.queries.people import person_file
from permit_service.services import codes
from permit_service.services.registers import certificates, examinations, practicals, questions, trainings
from permit_service.services.registers.certificates import CertificateForm
from permit_service.services.registers.questions import QuestionForm
from permit_service.services.registers.training_results import void_training
from permit_service.services.registers.trainings import SessionForm, Sheet
from qr import keyfile
from qr.keys import KeyRing
from workflows.training import Question, draw
from workflows.training_kinds import ALL_TOPICS, CertificateKind, ExamForm, PracticalItem, Trainee, TrainingTopic

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HELD = PLANNED - DAY
ALL_GOOD = dict.fromkeys(PracticalItem, Answer.yes)


@pytest.fixture
def cast(app: Flask, cast: Cast) -> Cast:
    keyfile.save(KeyRing.generate(PLANNED - 30 * DAY), service_config(app.config).keys_file)
    return cast


def form(**values: object) -> SessionForm:
    facts = {
        "title": "有限空间专题培训（样例）",
        "topics": ALL_TOPICS,
        "started_at": HELD,
        "ended_at": HELD + 4 * HOUR,
        "place": "培训室",
        "teacher": "样例老师",
        "exam_form": ExamForm.phone,
    }
    return SessionForm(**facts | values)  # type: ignore[arg-type]


def held(cast: Cast, *names: str, **values: object) -> uuid.UUID:
    """A training of the works with these people on its list, the sample bank loaded."""
    questions.load_sample_bank(administrator())
    manager = cast.actor("manager")
    session_id = trainings.hold_for_enterprise(manager, cast.enterprise, form(**values)).id
    trainings.seat_people(manager, session_id, [cast.people[name] for name in names], Trainee.entrant)
    return session_id


def seat_of(session_id: uuid.UUID, person_id: uuid.UUID) -> TrainingSeat:
    db.session.rollback()
    return db.session.scalars(
        select(TrainingSeat).where(TrainingSeat.session_id == session_id, TrainingSeat.person_id == person_id)
    ).one()


def answers_to(paper: ExamPaper, wrong: int = 0) -> dict[int, frozenset[int]]:
    right = {item.position: frozenset(map(int, item.question.right)) for item in paper.items}
    return right | {position: frozenset() for position in range(wrong)}


def sit(code: str, wrong: int = 0) -> ExamPaper:
    paper = examinations.open_paper(code)
    return examinations.hand_in(code, paper.id, answers_to(paper, wrong))


def trained_until(person_id: uuid.UUID) -> object:
    """What the gates are told, and the date lists are narrowed by: they agree."""
    db.session.rollback()
    person = db.session.get_one(Person, person_id)
    fresh = person_file(db.session(), person, wallclock.now()).entry.trained_until
    assert person.trained_until == fresh
    return fresh


def test_attendance_paper_and_practical_together_make_somebody_assignable(cast: Cast) -> None:
    person_id = cast.people["untrained"]
    permit = draft_permit(cast, naming=person_id)
    with wallclock.at(PLANNED):
        session_id = held(cast, "untrained")
        code = codes.exam_code(seat_of(session_id, person_id))
        before = revision_of(permit)

        paper = sit(code)
        assert (paper.mark, paper.passed, trained_until(person_id)) == (100, True, None)

        seat = seat_of(session_id, person_id)
        check = practicals.assess(cast.actor("manager"), cast.pin("leader"), seat.id, ALL_GOOD, "熟练")
        assert (check.passed, trained_until(person_id)) == (True, None)
        signature = db.session.scalars(select(Signature).where(Signature.act == SignatureAct.practical)).one()
        assert (signature.subject_id, signature.signer_id) == (check.id, cast.people["leader"])

        trainings.fill_sheet(cast.actor("manager"), session_id, {seat.id: Sheet(attended=True)})
        assert trained_until(person_id) == PLANNED + 365 * DAY
        assert revision_of(permit) == before + 1, "permits that name them are judged anew"
        result = seat_of(session_id, person_id).result
        assert result is not None
        assert result.number is not None
        read = codes.read_training(db.session(), codes.training_code(result) or "", wallclock.now())
        assert (read.row, read.fault) == (result, None)
        assert codes.read_training(db.session(), result.number, wallclock.now()).row == result

        void_training(cast.actor("manager"), result.id, "替考")
        assert trained_until(person_id) is None
        assert codes.read_training(db.session(), result.number, wallclock.now()).fault is not None
    assert {"training:hold", "training:draw", "training:mark", "training:assess", "person:void_training"} <= set(tags())


def test_a_drawing_can_be_checked_by_its_recorded_seed(cast: Cast) -> None:
    with wallclock.at(PLANNED):
        session_id = held(cast, "untrained")
        paper = examinations.open_paper(codes.exam_code(seat_of(session_id, cast.people["untrained"])))
        rows = db.session.scalars(select(ExamQuestion)).all()
    bank = [Question(str(row.id), row.topic, frozenset(map(int, row.right))) for row in rows]
    assert [str(item.question_id) for item in paper.items] == list(draw(paper.seed, bank, ALL_TOPICS, 2))


def test_a_failed_paper_may_be_taken_again_twice(cast: Cast) -> None:
    with wallclock.at(PLANNED):
        session_id = held(cast, "untrained", practical=False)
        person_id = cast.people["untrained"]
        code = codes.exam_code(seat_of(session_id, person_id))
        first, again = examinations.open_paper(code), examinations.open_paper(code)
        assert first.id == again.id, "a paper that lies open is given again"
        failed = examinations.hand_in(code, first.id, answers_to(first, wrong=3))
        assert (failed.mark, failed.passed) == (Decimal("78.5"), False)
        assert examinations.hand_in(code, first.id, answers_to(first)).passed is False, "handed in once"
        second = examinations.open_paper(code)
        assert second.seed != first.seed
    with wallclock.at(PLANNED + HOUR):
        assert examinations.open_paper(code).number == 3, "a paper whose time ran out counts as empty"
        assert db.session.get_one(ExamPaper, second.id).mark == 0
        third = examinations.open_paper(code)
        examinations.hand_in(code, third.id, {})
        assert faults(lambda: examinations.open_paper(code)) == {"exam": "no_tries_left"}
        assert seat_of(session_id, person_id).mark == Decimal("78.5"), "the best mark counts"


def test_who_attended_and_did_not_pass_has_failed_when_results_are_closed(cast: Cast) -> None:
    manager = cast.actor("manager")
    with wallclock.at(PLANNED):
        session_id = held(cast, "untrained", "entrant", "rescuer", exam_form=ExamForm.paper, practical=False)
        seats = {name: seat_of(session_id, cast.people[name]).id for name in ("untrained", "entrant", "rescuer")}
        sheet = {seats["untrained"]: Sheet(True, Decimal(79)), seats["entrant"]: Sheet(True, Decimal(80))}
        trainings.fill_sheet(manager, session_id, sheet)
        code = codes.exam_code(seat_of(session_id, cast.people["untrained"]))
        assert faults(lambda: examinations.open_paper(code)) == {"exam": "paper_exam"}
        trainings.conclude(manager, session_id)
        passed = {
            name: (result := seat_of(session_id, cast.people[name]).result) and result.passed_at for name in seats
        }
        assert passed == {"untrained": None, "entrant": PLANNED, "rescuer": None}
        assert seat_of(session_id, cast.people["rescuer"]).result is None, "who was not there is not examined"
        again = lambda: trainings.fill_sheet(manager, session_id, {})  # noqa: E731
        assert faults(again) == {"training_session_id": "ended"}


def test_what_may_not_be_entered_is_told_by_field(cast: Cast) -> None:
    manager = cast.actor("manager")
    with wallclock.at(PLANNED):
        hold = lambda **values: lambda: trainings.hold_for_enterprise(manager, cast.enterprise, form(**values))  # noqa: E731
        assert faults(hold(topics=frozenset(), ended_at=HELD, title="")) == {
            "topics": "required",
            "ended_at": "order",
            "title": "required",
        }
        assert faults(hold(pass_mark=79)) == {"pass_mark": "greater_than_equal"}
        session_id = held(cast, "untrained")
        seat = seat_of(session_id, cast.people["untrained"])
        fill = lambda sheet: lambda: trainings.fill_sheet(manager, session_id, sheet)  # noqa: E731
        assert faults(fill({seat.id: Sheet(True, Decimal(90))})) == {f"seats.{seat.id}.mark": "none_required"}
        assert faults(lambda: trainings.conclude(manager, held_later(cast))) == {"training_session_id": "future"}
        stranger = lambda: trainings.seat_people(manager, session_id, [cast.people["s_leader"]], Trainee.entrant)  # noqa: E731
        assert faults(stranger) == {"person_ids": "unknown"}
        missing = {item: Answer.yes for item in PracticalItem if item is not PracticalItem.rescue}
        assess = lambda: practicals.assess(manager, cast.pin("manager"), seat.id, missing)  # noqa: E731
        assert faults(assess) == {"items.rescue": "required"}
        sit(codes.exam_code(seat))
        change = lambda: trainings.edit_session(manager, session_id, 1, form(pass_mark=90))  # noqa: E731
        assert faults(change) == {"pass_mark": "fixed"}
        assert faults(lambda: trainings.unseat(manager, seat.id)) == {"training_seat_id": "in_use"}


def held_later(cast: Cast) -> uuid.UUID:
    later = form(started_at=PLANNED + DAY, ended_at=PLANNED + DAY + HOUR)
    return trainings.hold_for_enterprise(cast.actor("manager"), cast.enterprise, later).id


def test_nobody_assesses_themselves_and_a_failed_practical_may_be_shown_again(cast: Cast) -> None:
    with wallclock.at(PLANNED):
        session_id = held(cast, "leader")
        seat = seat_of(session_id, cast.people["leader"])
        assess = lambda who, shown: practicals.assess(cast.actor("manager"), cast.pin(who), seat.id, shown)  # noqa: E731
        assert faults(lambda: assess("leader", ALL_GOOD)) == {"training_seat_id": "same_person"}
        with pytest.raises(Forbidden):
            assess("inspector", ALL_GOOD)
        assert assess("guardian", ALL_GOOD | {PracticalItem.rescue: Answer.no}).passed is False
        assert assess("guardian", ALL_GOOD).passed
        assert len(seat_of(session_id, cast.people["leader"]).practicals) == 2


def test_a_street_trains_its_officers_and_firms_people_together(cast: Cast) -> None:
    officer = cast.actor("officer")
    with wallclock.at(PLANNED):
        session_id = trainings.hold_for_area(officer, cast.street, form(exam_form=ExamForm.paper, practical=False)).id
        people = [cast.people["grid"], cast.people["untrained"], cast.people["principal"]]
        trainings.seat_people(officer, session_id, people, Trainee.officer)
        sheet = {seat_of(session_id, person).id: Sheet(True, Decimal(95)) for person in people}
        trainings.fill_sheet(officer, session_id, sheet)
        assert [trained_until(person) for person in people] == [PLANNED + 365 * DAY] * 3
        with pytest.raises(NotFound):
            trainings.conclude(cast.actor("manager"), session_id)
        with pytest.raises(Forbidden):
            trainings.hold_for_area(cast.actor("grid"), cast.street, form())


def test_a_seats_code_opens_its_own_examination_only_while_it_is_held(cast: Cast) -> None:
    with wallclock.at(PLANNED):
        session_id = held(cast, "untrained", "entrant")
        mine, other = (codes.exam_code(seat_of(session_id, cast.people[n])) for n in ("untrained", "entrant"))
        paper = examinations.open_paper(mine)
        for told, wanted in ((other, paper.id), (mine, uuid.uuid4()), (mine[:-4] + "AAAA", paper.id)):
            with pytest.raises(NotFound):
                examinations.hand_in(told, wanted, {})
        unknown = lambda: examinations.hand_in(mine, paper.id, {99: frozenset({0}), 0: frozenset({9})})  # noqa: E731
        assert faults(unknown) == {"answers.99": "unknown", "answers.0": "unknown"}
    with wallclock.at(HELD + 31 * DAY + 4 * HOUR), pytest.raises(NotFound):
        examinations.open_paper(mine)


def test_questions_are_retired_by_who_entered_them_and_too_few_draw_no_paper(cast: Cast) -> None:
    manager, admin = cast.actor("manager"), administrator()
    own = QuestionForm(TrainingTopic.law, "样例题目", ("对", "错"), frozenset({0}), "样例")
    with wallclock.at(PLANNED):
        assert questions.load_sample_bank(admin) == 28
        assert questions.load_sample_bank(admin) == 0, "what was entered before is not entered again"
        added = questions.add_question(manager, cast.enterprise, own)
        common = db.session.scalars(select(ExamQuestion.id).where(ExamQuestion.code.like("sample-law-%"))).all()
        with pytest.raises(Forbidden):
            questions.retire_question(manager, common[0])
        questions.retire_question(manager, added.id)
        for question_id in common:
            questions.retire_question(admin, question_id)
        session_id = trainings.hold_for_enterprise(manager, cast.enterprise, form()).id
        trainings.seat_people(manager, session_id, [cast.people["untrained"]], Trainee.entrant)
        code = codes.exam_code(seat_of(session_id, cast.people["untrained"]))
        assert faults(lambda: examinations.open_paper(code)) == {"exam": "questions_missing"}


def test_certificates_stand_until_withdrawn_and_are_not_entered_twice(cast: Cast) -> None:
    manager, person_id = cast.actor("manager"), cast.people["entrant"]
    today = wallclock.civil_day(PLANNED)
    paper = CertificateForm(CertificateKind.special_operation, "t1234", "样例应急局", today - 400 * DAY, today - DAY)
    with wallclock.at(PLANNED):
        kept = certificates.add_certificate(manager, person_id, paper)
        assert kept.number == "T1234"
        assert faults(lambda: certificates.add_certificate(manager, person_id, paper)) == {"number": "taken"}
        certificates.withdraw_certificate(manager, kept.id)
        certificates.add_certificate(manager, person_id, paper)
        wrong = CertificateForm(CertificateKind.first_aid, "", "", today + DAY, today)
        assert faults(lambda: certificates.add_certificate(manager, person_id, wrong)) == {
            "number": "required",
            "issuer": "required",
            "issued_on": "future",
            "expires_on": "order",
        }
        with pytest.raises(NotFound):
            certificates.withdraw_certificate(cast.actor("s_leader"), kept.id)
    assert len(person_file(db.session(), db.session.get_one(Person, person_id), PLANNED).certificates) == 1
