"""培训证明 as PDF: who passed which training, until when it holds, and the code by which anyone can check it."""

from datetime import datetime

from permit_service import labels
from permit_service.documents import pdf
from permit_service.models.people import TrainingResult
from permit_service.queries.trainings import ProvenTraining
from permit_service.services import codes
from permit_service.wallclock import SHANGHAI
from qr import image
from workflows.training_kinds import TrainingTopic

_WIDTH_MM = 40.0


def training_proof(proven: ProvenTraining, now: datetime) -> bytes | None:
    """The paper of a passed training that was not called back; None where there is nothing to prove."""
    result = proven.result
    url = codes.training_code(result)
    if url is None or result.voided_at is not None:
        return None
    picture = image.svg(url, "", width_mm=_WIDTH_MM)
    return pdf("training_proof.typ", _data(proven, result, now), {"code": picture.encode()}, at=now)


def _data(proven: ProvenTraining, result: TrainingResult, now: datetime) -> dict[str, object]:
    return {
        "number": result.number,
        "name": proven.name,
        "organisation": proven.organisation,
        "holder": proven.holder,
        "trainee": "" if proven.trainee is None else labels.of(proven.trainee),
        "title": result.title,
        "topics": [labels.of(topic) for topic in TrainingTopic if topic in result.topics],
        "mark": "" if result.mark is None else f"{result.mark:f}",
        "held_on": _day(result.held_at),
        "passed_on": _day(result.passed_at),
        "valid_until": _day(result.valid_until),
        "printed_at": now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
    }


def _day(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(SHANGHAI).strftime("%Y-%m-%d")
