"""Accounts: invitations, roles and where they hold, passwords taken away, locks lifted, accounts closed.

A one-time link is told once, to whoever made it; the page behind it sets password and PIN.
"""

import uuid
from typing import Annotated

from pydantic import Field

from permit_service.access import current_actor
from permit_service.actor import Grant
from permit_service.api.me import GrantView
from permit_service.api.noun import does, makes, noun, reads
from permit_service.api.serialize import Answer, Moment, PageView, Ref, View, answer, nothing, page
from permit_service.api.types import Body, Choice, Id, Line, PageQuery, Params
from permit_service.models.accounts import User
from permit_service.models.choices import AccountState
from permit_service.queries import accounts as reading_accounts
from permit_service.queries import scope
from permit_service.queries.paging import Page
from permit_service.queries.reading import session
from permit_service.services import account_links, accounts
from permit_service.services.account_links import IssuedLink
from permit_service.services.accounts import AccountForm
from workflows.vocabulary import Role

blueprint = noun("accounts")


class AccountPath(Params):
    user_id: Id


class GrantPath(AccountPath):
    grant_id: Id


class InvitationBody(Body):
    """``person_id`` brings the organisation in which the roles hold."""

    login: Line
    person_id: Id
    roles: Annotated[list[Choice[Role]], Field(min_length=1, max_length=len(Role))]


class NewGrantBody(Body):
    """A role in one enterprise or in one area."""

    role: Choice[Role]
    enterprise_id: Id | None = None
    area_id: Id | None = None


class LinkView(View):
    """A one-time link, told this once: its address, and until when it works."""

    user_id: uuid.UUID
    url: str
    expires_at: Moment


class HeldView(GrantView):
    """A role that stands, with the name of where it holds."""

    id: uuid.UUID
    where: str


class AccountView(View):
    """An account. ``locked_until``: too many wrong passwords; ``link_expires_at``: its link waits to be used."""

    id: uuid.UUID
    login: str
    person: Ref | None
    organisation: str
    state: AccountState
    grants: list[HeldView]
    has_pin: bool
    locked_until: Moment | None
    link_expires_at: Moment | None


@blueprint.get("/accounts", responses=reads(PageView[AccountView]))
def index(query: PageQuery) -> Answer:
    """Accounts the account may know of, by login."""
    found = reading_accounts.accounts(session(), current_actor(), query.wanted)
    return answer(page(Page(_views(found.rows), found.after), AccountView))


@blueprint.get("/accounts/<uuid:user_id>", responses=reads(AccountView))
def show(path: AccountPath) -> Answer:
    """One account."""
    return _account(path.user_id)


@blueprint.post("/accounts", responses=makes(LinkView))
def invite(body: InvitationBody) -> Answer:
    """Give somebody of the register an account, and a link to set its password and PIN."""
    form = AccountForm(body.login, None, body.person_id, frozenset(body.roles))
    return _link(account_links.invite(current_actor(), form))


@blueprint.post("/accounts/<uuid:user_id>/invitations", responses=makes(LinkView))
def invite_again(path: AccountPath) -> Answer:
    """A new link for an invitation that nobody has accepted; the one before ends."""
    return _link(account_links.invite_again(current_actor(), path.user_id))


@blueprint.post("/accounts/<uuid:user_id>/reset", responses=makes(LinkView))
def reset(path: AccountPath) -> Answer:
    """Take password and PIN away, end all sign-ins, and give a link to set new ones."""
    return _link(account_links.reset_password(current_actor(), path.user_id))


@blueprint.post("/accounts/<uuid:user_id>/end-link", responses=does(None))
def end_link(path: AccountPath) -> Answer:
    """End the link before anybody uses it."""
    account_links.end_link(current_actor(), path.user_id)
    return nothing()


@blueprint.post("/accounts/<uuid:user_id>/grants", responses=makes(AccountView))
def grant(path: AccountPath, body: NewGrantBody) -> Answer:
    """Give one more role, in an enterprise or an area that the giver oversees."""
    accounts.grant_role(current_actor(), path.user_id, Grant(body.role, body.enterprise_id, body.area_id))
    return _account(path.user_id, 201)


@blueprint.post("/accounts/<uuid:user_id>/grants/<uuid:grant_id>/end", responses=does(None))
def end_grant(path: GrantPath) -> Answer:
    """End a role now."""
    accounts.end_grant(current_actor(), path.user_id, path.grant_id)
    return nothing()


@blueprint.post("/accounts/<uuid:user_id>/unlock", responses=does(None))
def unlock(path: AccountPath) -> Answer:
    """Let an account sign in again that too many wrong passwords have locked."""
    accounts.lift_lock(current_actor(), path.user_id)
    return nothing()


@blueprint.post("/accounts/<uuid:user_id>/close", responses=does(None))
def close(path: AccountPath) -> Answer:
    """Close an account: nobody signs in with it any more."""
    accounts.close_account(current_actor(), path.user_id)
    return nothing()


def _link(issued: IssuedLink) -> Answer:
    view = LinkView(user_id=issued.user_id, url=issued.url, expires_at=issued.expires_at)
    return answer(view, 201)


def _account(user_id: uuid.UUID, status: int = 200) -> Answer:
    (view,) = _views((scope.user(session(), current_actor(), user_id),))
    return answer(view, status)


def _views(users: tuple[User, ...]) -> tuple[AccountView, ...]:
    return tuple(
        AccountView(
            id=entry.user.id,
            login=entry.user.login,
            person=None if entry.person is None else Ref.model_validate(entry.person),
            organisation=entry.organisation,
            state=entry.state,
            grants=[
                HeldView(
                    id=held.grant.id,
                    role=held.grant.role,
                    enterprise_id=held.grant.enterprise_id,
                    area_id=held.grant.area_id,
                    where=held.where,
                )
                for held in entry.held
            ],
            has_pin=entry.user.pin_hash is not None,
            locked_until=entry.locked_until,
            link_expires_at=None if entry.link is None else entry.link.expires_at,
        )
        for entry in reading_accounts.entries(session(), users)
    )
