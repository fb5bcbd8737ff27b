"""Results that prove nothing: examinations not passed, and passes called back."""

from enum import StrEnum, unique

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from permit_service.actor import Actor
from permit_service.models.people import Person, TrainingResult
from permit_service.queries.paging import FIRST, Page, Wanted, page
from permit_service.queries.scope import scope_of
from permit_service.queries.search import found_by


@unique
class Worthless(StrEnum):
    """Why a result proves nothing."""

    failed = "failed"
    voided = "voided"


def worthless(
    session: Session, actor: Actor, wanted: Wanted = FIRST, *, why: Worthless | None = None, search: str = ""
) -> Page[TrainingResult]:
    """Failed and voided results of people the account may know of, the newest first.

    ``search`` looks in names, pinyin and the names of trainings.
    """
    conditions = {
        Worthless.failed: TrainingResult.passed_at.is_(None),
        Worthless.voided: TrainingResult.voided_at.is_not(None),
    }
    statement = (
        select(TrainingResult)
        .join(Person, Person.id == TrainingResult.person_id)
        .where(
            scope_of(session, actor).people(),
            or_(*conditions.values()) if why is None else conditions[why],
            found_by(search, Person.name, Person.pinyin, TrainingResult.title),
        )
        .options(joinedload(TrainingResult.person))
    )
    return page(session, statement, (TrainingResult.created_at, TrainingResult.id), wanted, newest_first=True)
