"""Templates by which an area wants its papers (site-rules 32): their names, and how they look in Word."""

import uuid

from sqlalchemy import select

from permit_service import journal, storage
from permit_service.actor import Actor
from permit_service.documents import word
from permit_service.documents.paper_values import example
from permit_service.labels.paper_forms import CODE
from permit_service.models.choices import Paper
from permit_service.models.papers import PaperTemplate
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import AREA_KEEPERS, Desk, at_desk
from permit_service.storage import MediaType

_NAME = 60
_WORD = frozenset({MediaType.docx})


def put_template(actor: Actor, area_id: uuid.UUID, paper: Paper, name: str, data: bytes | None) -> PaperTemplate:
    """From now on the area calls the paper ``name`` and wants it like this Word file; None = like the built-in one.

    The one before stays in the history. Raises Invalid (``name``; ``file``: ``docx_*``, ``template_*`` with the
    paragraph that is wrong), Forbidden, NotFound.
    """

    def work(desk: Desk) -> PaperTemplate:
        area = desk.keep_area(area_id, AREA_KEEPERS)
        faults = Faults()
        called = faults.words("name", name, longest=_NAME)
        faults.raise_any()
        file_id = None if data is None else _kept(desk, paper, data)
        _end(desk, area.id, paper)
        row = PaperTemplate(
            area_id=area.id,
            paper=paper,
            name=called,
            file_id=file_id,
            created_at=desk.now,
            created_by_id=desk.user_id,
        )
        desk.add(row)
        desk.record("paper_template:put", {"area_id": area.id, "paper": paper, "file_id": file_id}, journal.SYSTEM)
        return row

    return at_desk(actor, work)


def withdraw_template(actor: Actor, area_id: uuid.UUID, paper: Paper) -> None:
    """Back to what holds above this area, in the end to the built-in paper; nothing to do where none of its own stands.

    Raises Forbidden, NotFound.
    """

    def work(desk: Desk) -> None:
        area = desk.keep_area(area_id, AREA_KEEPERS)
        if _end(desk, area.id, paper):
            desk.record("paper_template:withdraw", {"area_id": area.id, "paper": paper}, journal.SYSTEM)

    at_desk(actor, work)


def _kept(desk: Desk, paper: Paper, data: bytes) -> uuid.UUID:
    word.render(data, example(paper), (CODE, None))
    return storage.save(desk.session, data, uploaded_by_id=desk.user_id, at=desk.now, accept=_WORD).id


def _end(desk: Desk, area_id: uuid.UUID, paper: Paper) -> bool:
    standing = desk.session.scalar(
        select(PaperTemplate).where(
            PaperTemplate.area_id == area_id, PaperTemplate.paper == paper, PaperTemplate.ended_at.is_(None)
        )
    )
    if standing is None:
        return False
    standing.ended_at, standing.ended_by_id = desk.now, desk.user_id
    desk.session.flush()
    return True
