"""The session that a face reads with: pages and API pass it to queries, and never ask the database themselves."""

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from permit_service.actor import Actor
from permit_service.errors import Forbidden
from permit_service.models.accounts import User
from permit_service.models.base import db
from permit_service.models.people import Person


def session() -> Session:
    """The session of this request. What use cases write, it sees."""
    return db.session()


def own_account(actor: Actor) -> tuple[User, Person | None]:
    """The account that asks, and its person in the register. Raises Forbidden without an account."""
    if actor.user_id is None:
        raise Forbidden
    account = select(User, Person).outerjoin(Person, Person.id == User.person_id).where(User.id == actor.user_id)
    user, person = session().execute(account.options(lazyload(User.grants))).one()
    return user, person
