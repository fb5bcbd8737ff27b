"""SAMPLE ONLY: the trainings of the water works, one over and one being examined, and some certificates."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from permit_service import wallclock
from permit_service.actor import Actor
from permit_service.services.registers import certificates, questions, trainings
from permit_service.services.registers.certificates import CertificateForm
from permit_service.services.registers.trainings import SessionForm, Sheet
from workflows.training_kinds import ALL_TOPICS, CertificateKind, ExamForm, Trainee

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_AHEAD = 25 * _DAY


def build_trainings(
    admin: Actor, keeper: Actor, enterprise_id: uuid.UUID, people: Mapping[str, uuid.UUID], now: datetime
) -> None:
    """Fill the works' trainings as its safety manager would. Raises what the services raise."""
    questions.load_sample_bank(admin)
    _over(keeper, enterprise_id, people, now)
    _being_examined(keeper, enterprise_id, people, now)
    _certificates(keeper, people, wallclock.civil_day(now))


def _over(keeper: Actor, enterprise_id: uuid.UUID, people: Mapping[str, uuid.UUID], now: datetime) -> None:
    """A training examined on paper: one passed, one failed."""
    form = _form("新进人员专题培训（样例）", now - 20 * _DAY, ExamForm.paper, practical=False)
    marks = {people["赵样例"]: Decimal(92), people["田样例"]: Decimal(61)}
    session = trainings.hold_for_enterprise(keeper, enterprise_id, form)
    session = trainings.seat_people(keeper, session.id, marks.keys(), Trainee.entrant)
    sheets = {seat.id: Sheet(attended=True, mark=marks[seat.person_id]) for seat in session.seats}
    trainings.fill_sheet(keeper, session.id, sheets)
    trainings.conclude(keeper, session.id)


def _being_examined(keeper: Actor, enterprise_id: uuid.UUID, people: Mapping[str, uuid.UUID], now: datetime) -> None:
    """A training planned ahead, so that its people can sit on their phones when the sample is served."""
    form = _form("有限空间作业年度复训（样例）", now + _AHEAD, ExamForm.phone, practical=True)
    session = trainings.hold_for_enterprise(keeper, enterprise_id, form)
    named = [people[name] for name in ("钱样例", "田样例", "阿卜杜热合曼·买买提江（样例）")]
    trainings.seat_people(keeper, session.id, named, Trainee.entrant)


def _certificates(keeper: Actor, people: Mapping[str, uuid.UUID], today: date) -> None:
    kind, issuer = CertificateKind.special_operation, "样例省应急管理厅"
    good = CertificateForm(kind, "T00000001", issuer, today - 400 * _DAY, today + 700 * _DAY, "高处作业")
    lapsed = CertificateForm(kind, "T00000002", issuer, today - 1500 * _DAY, today - 30 * _DAY, "焊接与热切割作业")
    for certificate in (good, lapsed):
        certificates.add_certificate(keeper, people["赵样例"], certificate)


def _form(title: str, started_at: datetime, exam_form: ExamForm, *, practical: bool) -> SessionForm:
    return SessionForm(
        title=title,
        topics=ALL_TOPICS,
        started_at=started_at,
        ended_at=started_at + 4 * _HOUR,
        place="培训室（样例）",
        teacher="孙样例",
        exam_form=exam_form,
        practical=practical,
    )
