"""A spot-check: begun by the permit's code, filled in, people asked, signed by its inspectors and the enterprise."""

import uuid
from datetime import date, timedelta

from heard import told_to
from outcomes import invalid, raises
from pieces import at
from plan_cast import Cast, then
from site_cast import Site, drawing
from sqlalchemy import select, update

from permit_service import unit_of_work
from permit_service.actor import Actor, Grant
from permit_service.errors import Forbidden, NotFound
from permit_service.models.accounts import RoleGrant
from permit_service.models.base import db
from permit_service.models.choices import Answer, MessageKind
from permit_service.models.inspections import Finding, Inspection, Quiz, UnfiledWork
from permit_service.models.messages import Message
from permit_service.models.signatures import Signature
from permit_service.models.spaces import Plate
from permit_service.queries import inspections as reading
from permit_service.queries import rectification as mending
from permit_service.queries.scope_of_parts import SEES_PARTS
from permit_service.services import codes, draws
from permit_service.services.inspections import beginning, filling, rectifying, signing
from permit_service.services.inspections.beginning import UnfiledForm
from permit_service.services.inspections.deadlines import remind_of_findings
from permit_service.services.inspections.filling import FindingForm, ItemAnswer
from permit_service.services.inspections.rectifying import Mended
from permit_service.services.registers import questions
from permit_service.wallclock import civil_day, day_end
from workflows.codes import Code
from workflows.inspection_kinds import (
    FindingState,
    InspectionItem,
    InspectionOrigin,
    InspectionResult,
    QuizTaker,
    Relation,
    SheetLack,
)
from workflows.vocabulary import Role

NOW = at("10:05")
DUE = civil_day(NOW) + timedelta(days=7)
IN_ORDER = dict.fromkeys(InspectionItem, ItemAnswer(Answer.yes))


def begun(site: Site) -> uuid.UUID:
    """A check of the job at the mouth by two officers of its street."""
    with then(NOW):
        code = codes.permit_code(site.permit)
        assert code is not None
        return beginning.begin_on_site(site.cast.actor("officer"), code, [site.cast.people["grid"]]).id


def to_do(actor: Actor) -> list[tuple[uuid.UUID, bool]]:
    """What waits for an inspector: the check, and whether another has signed it."""
    return [(one.inspection.id, one.to_sign) for one in reading.to_make(db.session(), actor)]


def load_bank() -> None:
    with then(NOW):
        questions.load_sample_bank(Actor(None, grants=(Grant(Role.administrator),)))


def right_answers(quiz: Quiz) -> dict[int, frozenset[int]]:
    return {item.position: frozenset(map(int, item.question.right)) for item in quiz.paper.items}


def row(inspection_id: uuid.UUID) -> Inspection:
    db.session.rollback()
    return db.session.get_one(Inspection, inspection_id)


def test_a_check_from_its_code_to_its_last_signature(active: Site) -> None:
    load_bank()
    cast, check_id = active.cast, begun(active)
    officer, firm = cast.actor("officer"), cast.actor("leader")
    guarding = dict(IN_ORDER) | {InspectionItem.guardian: ItemAnswer(Answer.no, "监护人离开入口")}
    with then(NOW), invalid(inspection_id="incomplete"):
        signing.sign(officer, cast.pin("officer"), check_id)
    with then(NOW):
        filling.answer(officer, check_id, guarding)
        filling.add_photo(officer, check_id, drawing(), InspectionItem.guardian)
    sheet = reading.sheet(db.session(), officer, check_id)
    assert (sheet.lacks, sheet.mine) == ((SheetLack.findings, SheetLack.quiz), True)
    assert [one.permit.id for one in sheet.sites] == [active.permit_id]
    with then(NOW), invalid(due_on="past", responsible="required"):
        filling.find_problem(
            officer, check_id, FindingForm("监护人不在", "", DUE - timedelta(days=9), InspectionItem.guardian)
        )
    with then(NOW):
        problem = filling.find_problem(
            officer, check_id, FindingForm("监护人不在", "班长样例", DUE, InspectionItem.guardian)
        )
        asked = filling.ask(officer, check_id, cast.people["principal"])
        filling.hand_in(officer, asked.id, right_answers(asked))
        worker = filling.ask(officer, check_id, cast.people["entrant"])
        filling.hand_in(officer, worker.id, {})
    assert problem.clause == "《工贸企业有限空间作业安全规定》第十五条"
    marks = {quiz.taker: (quiz.paper.mark, quiz.paper.passed) for quiz in row(check_id).quizzes}
    assert marks == {QuizTaker.principal: (100, True), QuizTaker.worker: (0, False)}
    with then(NOW), invalid(person_id="unknown"):
        filling.ask(officer, check_id, cast.people["other_officer"])

    assert to_do(officer) == to_do(cast.actor("grid")) == [(check_id, False)]
    assert reading.to_sign(db.session(), firm) == []
    with then(NOW):
        signing.sign(officer, cast.pin("officer"), check_id)
    assert (to_do(officer), to_do(cast.actor("grid"))) == ([], [(check_id, True)])
    assert [one.id for one in reading.to_sign(db.session(), firm)] == [check_id]
    with then(NOW), invalid(inspection_id="signed"):
        filling.answer(officer, check_id, IN_ORDER)
    with then(NOW), invalid(inspection_id="signed_already"):
        signing.sign(officer, cast.pin("officer"), check_id)
    with then(NOW), raises(Forbidden):  # another officer of the district signs for nobody
        signing.sign(officer, cast.pin("district_officer"), check_id)
    with then(NOW):
        signing.sign_for_enterprise(firm, cast.pin("leader"), check_id)
    with then(NOW), invalid(inspection_id="signed_already"):
        signing.note_refusal(officer, check_id, "样例")
    assert reading.to_sign(db.session(), firm) == []
    assert mending.waiting(db.session(), firm, 9) == ()
    assert row(check_id).concluded_at is None
    with then(NOW):  # 在此签字: the second inspector on the first one's phone
        signing.sign(officer, cast.pin("grid"), check_id)
    assert (row(check_id).result, row(check_id).concluded_at) == (InspectionResult.findings, NOW)
    with then(NOW), invalid(inspection_id="ended"):
        signing.reopen(officer, check_id)
    assert told_to(cast, "manager")[-1][1].startswith(f"流量计井1的检查发现 1 个问题，最早的 {DUE} 前整改")
    _mended_on_the_second_try(active, problem.id)


def _mended_on_the_second_try(site: Site, finding_id: uuid.UUID) -> None:
    """What the check found: reported by the firm, sent back, overdue, reported again, accepted."""
    cast = site.cast
    officer, firm, onlooker = cast.actor("officer"), cast.actor("leader"), cast.actor("guardian")
    done = Mended("监护人换班后到岗", drawing())
    assert [one.id for one in mending.waiting(db.session(), firm, 9)] == [finding_id]
    with then(NOW), invalid(finding_id="not_reported"):
        rectifying.accept(officer, finding_id)
    with then(NOW), invalid(text="required", photo="required"):
        rectifying.report(firm, finding_id, Mended(" ", None))
    for who in (officer, onlooker):
        with then(NOW), raises(Forbidden):
            rectifying.report(who, finding_id, done)
    with then(NOW), raises(NotFound):
        rectifying.report(cast.actor("s_leader"), finding_id, done)
    with then(NOW):
        rectifying.report(firm, finding_id, done)
    assert MessageKind.finding_reported in told_of(officer)
    assert mending.waiting(db.session(), firm, 9) == ()
    assert [one.id for one in mending.waiting(db.session(), officer, 9)] == [finding_id]
    with then(NOW), invalid(finding_id="reported_already"):
        rectifying.report(firm, finding_id, done)
    with then(NOW), raises(Forbidden):
        rectifying.accept(firm, finding_id)
    with then(NOW), invalid(reason="required"):
        rectifying.send_back(officer, finding_id, "")
    with then(NOW):
        rectifying.send_back(officer, finding_id, "照片看不出监护人在入口")
    assert MessageKind.finding_sent_back in told_of(firm)
    assert [one.id for one in of_state(firm, FindingState.overdue, DUE + timedelta(days=1))] == [finding_id]
    assert [one.id for one in of_state(firm, FindingState.open, DUE)] == [finding_id]
    _tells_of_its_day(cast)
    with then(NOW):
        rectifying.report(firm, finding_id, done)
        draws.declare_relation(cast.actor("grid"), cast.people["grid"], cast.enterprise, Relation.relative)
    with then(NOW), invalid(finding_id="related"):
        rectifying.accept(cast.actor("grid"), finding_id)
    with then(NOW):
        rectifying.accept(officer, finding_id, "现场看过")
    with then(NOW), invalid(finding_id="accepted_already"):
        rectifying.send_back(officer, finding_id, "样例")
    (mended,) = of_state(firm, FindingState.accepted, DUE)
    assert [(one.accepted, one.reason) for one in mended.rectifications] == [
        (False, "照片看不出监护人在入口"),
        (True, "现场看过"),
    ]
    assert mending.open_findings(db.session(), officer, {cast.enterprise}, ()) == ()


def _tells_of_its_day(cast: Cast) -> None:
    """The firm's two heads a day before, once; the inspectors too when it is over."""
    end = day_end(DUE)
    for moment, news in (
        (end - timedelta(days=2, seconds=1), 0),
        (end - timedelta(days=2), 2),
        (end - timedelta(hours=1), 0),
        (end, 4),
        (end + timedelta(hours=1), 0),
    ):
        with then(moment):
            assert remind_of_findings() == news, moment
    assert told_to(cast, "officer")[-1][1] == f"监护人不在。整改期限 {DUE} 已过，还没有报告整改。"


def sees_file(actor: Actor, file_id: uuid.UUID) -> bool:
    return SEES_PARTS["file_id"](actor, file_id)


def told_of(actor: Actor) -> set[MessageKind]:
    return set(db.session.scalars(select(Message.kind).where(Message.user_id == actor.user_id)))


def of_state(actor: Actor, state: FindingState, today: date) -> tuple[Finding, ...]:
    db.session.rollback()
    return mending.findings(db.session(), actor, today=today, state=state).rows


def test_a_sheet_is_corrected_by_letting_every_signature_fall(active: Site) -> None:
    cast, check_id = active.cast, begun(active)
    officer = cast.actor("officer")
    with then(NOW):
        filling.answer(officer, check_id, IN_ORDER)
        filling.leave_out_quiz(officer, check_id, "主要负责人不在现场")
        signing.witness(officer, check_id, cast.people["entrant"], drawing())
        signing.sign(officer, cast.pin("officer"), check_id)
        signing.reopen(officer, check_id)
        filling.answer(officer, check_id, {InspectionItem.drills: ItemAnswer(Answer.not_involved)})
    assert [one.fallen_at for one in db.session.scalars(select(Signature).where(Signature.subject_id == check_id))] == [
        NOW,
        NOW,
    ]
    images = db.session.scalars(select(Signature.image_id).where(Signature.subject_id == check_id)).all()
    (image_id,) = [one for one in images if one is not None]
    assert {who: sees_file(cast.actor(who), image_id) for who in ("leader", "grid", "other_officer", "s_leader")} == {
        "leader": True,
        "grid": True,
        "other_officer": False,
        "s_leader": False,
    }
    with then(NOW), invalid(person_id="unknown"):
        signing.witness(officer, check_id, cast.people["district_officer"], drawing())
    with then(NOW), invalid(signature="required"):
        signing.witness(officer, check_id, cast.people["entrant"], None)
    with then(NOW):
        signing.note_refusal(officer, check_id, "现场负责人拒绝签字")
        signing.sign(officer, cast.pin("officer"), check_id)
        signing.sign(cast.actor("grid"), cast.pin("grid"), check_id)
    assert (row(check_id).result, row(check_id).refusal) == (InspectionResult.in_order, "现场负责人拒绝签字")


def test_who_sees_and_who_fills_in(active: Site) -> None:
    cast = active.cast
    third_party = update(RoleGrant).where(RoleGrant.user_id == cast.users["grid"])
    unit_of_work.run(lambda session: session.execute(third_party.values(role=Role.third_party_inspector)))
    with then(NOW), raises(Forbidden):  # never a check of one's own at will
        beginning.begin_on_site(cast.actor("grid"), codes.permit_code(active.permit) or "", [])
    check_id = begun(active)
    with then(NOW):
        filling.answer(cast.actor("grid"), check_id, IN_ORDER)
    with then(NOW), raises(Forbidden):
        filling.answer(cast.actor("district_officer"), check_id, IN_ORDER)
    with then(NOW), raises(NotFound):
        filling.answer(cast.actor("other_officer"), check_id, IN_ORDER)
    with then(NOW), invalid(code="in_other_hands"):
        beginning.begin_on_site(cast.actor("district_officer"), codes.permit_code(active.permit) or "", [])
    permit_code = codes.permit_code(active.permit) or ""
    for told, fault in (
        ("P20261122-9999X", Code.code_broken),
        (codes.plate_code(db.session.get_one(Plate, cast.plate)), Code.code_wrong_kind),
        ("https://example.org/menu", Code.code_broken),
    ):
        with then(NOW), invalid(code=fault):
            beginning.begin_on_site(cast.actor("officer"), told, [])
    for told, fault in ((permit_code, "permit_elsewhere"), (active.permit.number, Code.code_unknown)):
        with then(NOW), invalid(code=fault):
            beginning.begin_on_site(cast.actor("other_officer"), told, [])
    with then(NOW), raises(Forbidden):
        beginning.begin_on_site(cast.actor("leader"), codes.permit_code(active.permit) or "", [])
    assert reading.sheet(db.session(), cast.actor("leader"), check_id).mine is False
    # before it has begun the firm knows nothing of it
    unit_of_work.run(lambda session: setattr(session.get_one(Inspection, check_id), "begun_at", None))
    with raises(NotFound):
        reading.sheet(db.session(), cast.actor("leader"), check_id)
    with then(NOW), invalid(inspection_id="not_begun"):
        filling.answer(cast.actor("officer"), check_id, IN_ORDER)
    # whom the draw sends sees the sheet wherever the work is, and begins it by the permit's code
    with then(NOW):
        assert beginning.begin_waiting(cast.actor("grid"), check_id, active.permit.number).begun_at == NOW


def test_unfiled_work_is_a_record_of_its_own_and_may_be_checked(raised: Site) -> None:
    cast = raised.cast
    officer = cast.actor("officer")
    plate = db.session.get_one(Plate, cast.plate)
    form = UnfiledForm(cast.street, "样例路口", "清淤", 2, "要求停止作业，人员已出井", plate=plate.code)
    with then(NOW), invalid(firm="required"):
        beginning.report_unfiled(officer, form)
    told = UnfiledForm(cast.street, "样例路口", "清淤", 2, "要求停止作业，人员已出井", "样例施工队", plate=plate.code)
    with then(NOW), raises(NotFound):
        beginning.report_unfiled(cast.actor("other_officer"), told)
    with then(NOW):
        found = beginning.report_unfiled(officer, told)
        check = beginning.check_unfiled(officer, found.id, [cast.people["grid"]])
        assert beginning.check_unfiled(officer, found.id, []).id == check.id
        filling.answer(officer, check.id, dict.fromkeys(InspectionItem, ItemAnswer(Answer.yes)))
        filling.find_problem(officer, check.id, FindingForm("未报备", "施工队负责人样例", DUE, InspectionItem.filing))
        filling.leave_out_quiz(officer, check.id, "没有找到负责人")
        signing.note_refusal(officer, check.id, "施工队没有可签字的人")
        signing.sign(officer, cast.pin("officer"), check.id)
        signing.sign(officer, cast.pin("grid"), check.id)
    assert (found.space_id, check.origin) == (cast.space, InspectionOrigin.unfiled)
    assert row(check.id).result is InspectionResult.findings
    assert db.session.scalars(select(Finding.enterprise_id)).one() is None
    finding_id = db.session.scalars(select(Finding.id)).one()
    with then(NOW), raises(NotFound):
        rectifying.report(cast.actor("leader"), finding_id, Mended("已补报", drawing()))
    with then(NOW):  # a firm that no register knows has nobody to report
        rectifying.report(officer, finding_id, Mended("施工队已撤出，改由有资质的单位报备", drawing()))
        rectifying.accept(cast.actor("grid"), finding_id)
    assert [one.id for one in reading.unfiled_work(db.session(), cast.actor("district_officer")).rows] == [found.id]
    assert reading.unfiled_work(db.session(), cast.actor("other_officer")).rows == ()
    assert db.session.scalars(select(UnfiledWork.place)).one() == "样例路口"
    assert told_to(cast, "district_officer")[-1][1] == "样例路口有未报备的作业，里面 2 人，请核实。"
