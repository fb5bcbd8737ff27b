"""The session that a face reads with: pages and API pass it to queries, and never ask the database themselves."""

from sqlalchemy.orm import Session

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
    user = session().get_one(User, actor.user_id)
    return user, None if user.person_id is None else session().get_one(Person, user.person_id)
