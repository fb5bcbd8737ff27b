"""What an office looks at beside a job: a paper that somebody wrote after a training, a spot-check and its finding."""

import uuid
from datetime import timedelta
from decimal import Decimal

from permit_service.bench.stock import Row, Rows
from workflows.inspection_kinds import FindingStatus, InspectionOrigin, InspectionResult
from workflows.training_kinds import ExamForm, Trainee, TrainingTopic

TABLES = ("exam_paper", "finding", "inspection", "training_seat", "training_session")
_HOUR = timedelta(hours=1)
_MENDED_WITHIN = timedelta(days=14)


def add_paper(found: Rows, permit: Row, person_id: uuid.UUID) -> None:
    """A training of the enterprise that ended when the permit's window began, and one paper handed in."""
    ended, by = permit["window_start"], permit["created_by_id"]
    session = {"id": uuid.uuid4(), "enterprise_id": permit["enterprise_id"], "title": "年度复训（样例）"}
    times = {"started_at": ended - 2 * _HOUR, "ended_at": ended, "created_at": ended, "concluded_at": ended + _HOUR}
    held = {"topics": frozenset(TrainingTopic), "place": "培训室", "teacher": "样例", "created_by_id": by}
    exam = {"exam_form": ExamForm.phone, "pass_mark": 80, "practical": False}
    found["training_session"].append(session | times | held | exam)
    seat_id, mark = uuid.uuid4(), Decimal(92)
    seat = {"id": seat_id, "session_id": session["id"], "person_id": person_id, "trainee": Trainee.entrant}
    found["training_seat"].append(seat | {"attended_at": ended, "mark": mark, "exam_passed_at": ended})
    paper = {"id": uuid.uuid4(), "seat_id": seat_id, "number": 1, "seed": seat_id.hex, "drawn_at": ended - _HOUR}
    handed_in = {"due_at": ended + _HOUR, "handed_in_at": ended, "mark": mark, "passed": True}
    found["exam_paper"].append(paper | handed_in)


def add_check(found: Rows, permit: Row, officer_id: uuid.UUID) -> None:
    """A spot-check of the permit's job while it went on, with one finding still to be mended."""
    at = permit["window_start"] + _HOUR
    of_job = {name: permit[name] for name in ("area_path", "enterprise_id", "unit_id")}
    check = {"id": uuid.uuid4(), "job_id": permit["job_id"], "permit_id": permit["id"], "created_at": at}
    begun = {"origin": InspectionOrigin.on_site, "begun_at": at, "created_by_id": permit["created_by_id"]}
    ended = {"concluded_at": at + _HOUR, "result": InspectionResult.findings}
    found["inspection"].append(check | of_job | begun | ended | {"number": check["id"].hex[:30]})
    told = {"text": "备用检测仪没有带到现场", "clause": "GB 46768-2025 4.5", "responsible": "样例", "by_id": officer_id}
    finding = {"id": uuid.uuid4(), "inspection_id": check["id"], "at": at, "due_on": (at + _MENDED_WITHIN).date()}
    found["finding"].append(finding | of_job | told | {"status": FindingStatus.open})
