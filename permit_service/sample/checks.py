"""SAMPLE ONLY: spot-checks of the sample district: one concluded last week, unfiled work, and a draw of today."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select

from permit_service import wallclock
from permit_service.models.base import db
from permit_service.models.choices import Answer
from permit_service.models.people import Person
from permit_service.models.permits import Permit
from permit_service.sample.crews import signed_in
from permit_service.sample.papers import picture, right_but
from permit_service.sample.registers import SampleDistrict, acting
from permit_service.services import draws
from permit_service.services.draws import DrawForm
from permit_service.services.inspections import beginning, filling, rectifying, signing
from permit_service.services.inspections.beginning import UnfiledForm
from permit_service.services.inspections.filling import FindingForm, ItemAnswer
from permit_service.services.inspections.rectifying import Mended
from workflows.inspection_kinds import InspectionItem, Relation

_MENDED_WITHIN = timedelta(days=14)
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_NOT_INVOLVED = (InspectionItem.electrics, InspectionItem.contracting)


def concluded(moment: datetime) -> Iterator[datetime]:
    """Two officers of the street check the job under way at ``moment``: one problem, everybody signs."""
    yield moment
    officer, colleague = acting("street-east"), acting("grid-east")
    permit = db.session.scalars(
        select(Permit).where(
            Permit.window_start <= moment, Permit.window_end > moment, Permit.confirmed_at.is_not(None)
        )
    ).first()
    if permit is None or colleague.person_id is None:
        raise LookupError("the sample has no job under way then")
    check_id = beginning.begin_on_site(officer, permit.number, [colleague.person_id]).id
    answers = dict.fromkeys(InspectionItem, ItemAnswer(Answer.yes))
    answers |= dict.fromkeys(_NOT_INVOLVED, ItemAnswer(Answer.not_involved))
    wrong = {InspectionItem.equipment: ItemAnswer(Answer.no, "备用检测仪没有带到现场（样例）")}
    filling.answer(officer, check_id, answers | wrong)
    filling.add_photo(officer, check_id, picture("the site of the check"), InspectionItem.equipment)
    due = wallclock.civil_day(moment) + _MENDED_WITHIN
    problem = FindingForm("备用检测仪没有带到现场（样例）", "李样例", due, InspectionItem.equipment)
    finding_id = filling.find_problem(officer, check_id, problem).id
    yield moment + 5 * _MINUTE
    for name, wrong_answers in (("张样例", 0), ("赵样例", 1)):
        quiz = filling.ask(officer, check_id, _person(name))
        filling.hand_in(officer, quiz.id, right_but(quiz.paper, wrong_answers))
    yield moment + 20 * _MINUTE
    signing.sign(officer, signed_in(), check_id)
    signing.sign(colleague, signed_in(), check_id)
    signing.sign_for_enterprise(acting("water-leader"), signed_in(), check_id)
    yield moment + 2 * _DAY
    rectifying.report(acting("water-leader"), finding_id, Mended("备用检测仪已带到现场（样例）", picture("mended")))


def unfiled(moment: datetime, district: SampleDistrict) -> Iterator[datetime]:
    """The grid officer comes upon work that nobody had filed."""
    yield moment
    form = UnfiledForm(
        area_id=district.east_id,
        place="东岸街道样例路 1 号门前污水井",
        content="清掏污水井",
        people_inside=1,
        done="要求停止作业，井内人员已出井，拉起警戒带",
        firm="样例疏通队（未登记）",
        photo=picture("unfiled work"),
    )
    beginning.report_unfiled(acting("grid-east"), form)


def drawn(moment: datetime, district: SampleDistrict, day: date) -> Iterator[datetime]:
    """A relation is declared, and the district draws among the jobs of ``day``."""
    yield moment - 10 * _MINUTE
    officer = acting("street-west")
    if officer.person_id is not None:
        draws.declare_relation(officer, officer.person_id, district.machinery.id, Relation.relative, "样例申报")
    yield moment
    form = DrawForm(district.district_id, day, day + timedelta(days=1), 2, spare_own_area=False)
    draws.run_draw(acting("district"), form)


def _person(name: str) -> uuid.UUID:
    return db.session.scalars(select(Person.id).where(Person.name == name)).one()
