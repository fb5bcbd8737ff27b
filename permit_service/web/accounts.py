"""Accounts, for whoever keeps them: invitations, roles and where they hold, passwords taken away, locks, closing."""

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels
from permit_service.access import current_actor
from permit_service.actor import Grant
from permit_service.errors import Conflict, Invalid, RateLimited
from permit_service.labels.pages import account as words
from permit_service.labels.pages import common
from permit_service.models.choices import AccountState
from permit_service.queries import accounts as reading
from permit_service.queries import registers, scope
from permit_service.queries.accounts import AccountEntry
from permit_service.queries.reading import session
from permit_service.services import account_links, accounts
from permit_service.services.account_links import IssuedLink
from permit_service.services.accounts import AREA_ROLES, ENTERPRISE_ROLES, AccountForm
from permit_service.services.registers.desk import REGISTRARS
from permit_service.web.forms import Form
from permit_service.web.register_pages import Filter, Listing, Row, Sign, asked, filled
from permit_service.web.trouble import NONE, Trouble, carried_out, trouble_of
from workflows.vocabulary import Role

blueprint = Blueprint("accounts", __name__, url_prefix="/registers/accounts")

_SIGNS = {AccountState.usable: "safe", AccountState.waiting: "must", AccountState.closed: "none"}
_STATES = Filter("state", common.STATE, tuple((state, labels.of(state)) for state in AccountState))


@blueprint.get("")
def index() -> str:
    """Accounts, by login."""
    wanted = asked(_STATES)
    state = wanted.get("state")
    page = reading.accounts(
        session(),
        current_actor(),
        wanted.wanted,
        state=None if state is None else AccountState(state),
        search=wanted.search,
    )
    rows = tuple(_row(entry) for entry in reading.entries(session(), page.rows))
    listing = Listing(wanted, words.ACCOUNTS_COLUMNS, rows, page.after)
    return render_template("accounts/index.html", listing=listing)


@blueprint.get("/new")
def new() -> str:
    """The form of an invitation."""
    return _form_page(NONE)


@blueprint.post("")
def invite() -> ResponseReturnValue:
    """Give somebody an account, and show the link for them."""
    form = Form()
    asked_for = AccountForm(
        login=form.text("login"),
        password=None,
        person_id=form.id("person_id") or uuid.UUID(int=0),
        roles=form.choices("roles", Role),
    )

    def make() -> IssuedLink:
        form.needed("person_id", form.id("person_id"))
        form.done()
        return account_links.invite(current_actor(), asked_for)

    return _issued(make, _form_page)


@blueprint.get("/<uuid:user_id>")
def show(user_id: uuid.UUID) -> str:
    """One account."""
    return _page(user_id, NONE)


@blueprint.post("/<uuid:user_id>/invitations")
def invite_again(user_id: uuid.UUID) -> ResponseReturnValue:
    """A new link for an invitation that nobody has accepted."""
    return _issued(lambda: account_links.invite_again(current_actor(), user_id), lambda t: _page(user_id, t))


@blueprint.post("/<uuid:user_id>/reset")
def reset(user_id: uuid.UUID) -> ResponseReturnValue:
    """Take password and PIN away, and show the link to set new ones."""
    return _issued(lambda: account_links.reset_password(current_actor(), user_id), lambda t: _page(user_id, t))


@blueprint.post("/<uuid:user_id>/end-link")
def end_link(user_id: uuid.UUID) -> ResponseReturnValue:
    """End the link before anybody uses it."""
    return _done(user_id, lambda: account_links.end_link(current_actor(), user_id), words.LINK_ENDED)


@blueprint.post("/<uuid:user_id>/unlock")
def unlock(user_id: uuid.UUID) -> ResponseReturnValue:
    """Let an account sign in again."""
    return _done(user_id, lambda: accounts.lift_lock(current_actor(), user_id), words.LOCK_LIFTED)


@blueprint.post("/<uuid:user_id>/close")
def close(user_id: uuid.UUID) -> ResponseReturnValue:
    """Close an account."""
    return _done(user_id, lambda: accounts.close_account(current_actor(), user_id), words.CLOSED)


@blueprint.post("/<uuid:user_id>/grants")
def grant(user_id: uuid.UUID) -> ResponseReturnValue:
    """Give one more role."""
    form = Form()

    def act() -> object:
        role = form.needed("role", form.choice("role", Role))
        kind, _, organisation = form.text("where").partition(":")
        if kind not in ("enterprise_id", "area_id"):
            raise Invalid({"where": "required"})
        return accounts.grant_role(current_actor(), user_id, Grant(role, **{kind: _uuid(organisation)}))

    return _done(user_id, act, words.ROLE_GRANTED)


@blueprint.post("/<uuid:user_id>/grants/<uuid:grant_id>/end")
def end_grant(user_id: uuid.UUID, grant_id: uuid.UUID) -> ResponseReturnValue:
    """End a role."""
    return _done(user_id, lambda: accounts.end_grant(current_actor(), user_id, grant_id), words.ROLE_ENDED)


def _uuid(typed: str) -> uuid.UUID:
    try:
        return uuid.UUID(typed)
    except ValueError as error:
        raise Invalid({"where": "uuid_parsing"}) from error


def _done(user_id: uuid.UUID, act: Callable[[], object], told: str) -> ResponseReturnValue:
    def acted() -> str:
        act()
        flash(told, "safe")
        return url_for("accounts.show", user_id=user_id)

    return carried_out(acted, lambda trouble: _page(user_id, trouble))


def _issued(make: Callable[[], IssuedLink], show_again: Callable[[Trouble], str]) -> ResponseReturnValue:
    """The page with a link just made: it is shown this once, so there is no address that shows it again."""
    try:
        issued = make()
    except (Invalid, Conflict, RateLimited) as error:
        trouble = trouble_of(error)
        return show_again(trouble), trouble.status
    return render_template("accounts/link.html", issued=issued, entry=_entry(issued.user_id))


def _form_page(trouble: Trouble) -> str:
    search = asked().search
    found = reading.without_account(session(), current_actor(), search)
    return render_template(
        "accounts/new.html",
        trouble=trouble,
        f=filled({}, trouble),
        people=[(person.id, " ".join(filter(None, (person.name, person.position)))) for person in found],
        roles=_roles(),
        search=search,
        many=bool(search) or len(found) == reading.MOST_OFFERED,
    )


def _page(user_id: uuid.UUID, trouble: Trouble) -> str:
    entry = _entry(user_id)
    return render_template(
        "accounts/show.html",
        trouble=trouble,
        entry=entry,
        state=_sign(entry),
        own=user_id == current_actor().user_id,
        roles=[(role, labels.of(role)) for role in _roles()],
        organisations=_places(entry),
    )


def _roles() -> list[Role]:
    """Roles that one may give somewhere: a firm's keeper has no use for those of authorities."""
    actor = current_actor()
    registrar = actor.everywhere or bool(actor.roles & REGISTRARS)
    offered = ENTERPRISE_ROLES | AREA_ROLES if registrar else ENTERPRISE_ROLES - {Role.principal}
    return [role for role in Role if role in offered]


def _entry(user_id: uuid.UUID) -> AccountEntry:
    (entry,) = reading.entries(session(), (scope.user(session(), current_actor(), user_id),))
    return entry


def _places(entry: AccountEntry) -> list[tuple[str, str]]:
    """Where a role may be given on the page: the account's own organisation, and the areas in one's charge."""
    user = entry.user
    own = [("enterprise_id", user.enterprise_id), ("area_id", user.area_id)]
    places = [(f"{kind}:{one}", entry.organisation) for kind, one in own if one is not None]
    areas = registers.area_names_in_charge(session(), current_actor())
    return places + [(f"area_id:{area.id}", area.name) for area in areas if area.id != user.area_id]


def _row(entry: AccountEntry) -> Row:
    roles = "、".join(dict.fromkeys(labels.of(held.grant.role) for held in entry.held))
    name = entry.person.name if entry.person else ""
    href = url_for("accounts.show", user_id=entry.user.id)
    return Row(href, (entry.user.login, name, entry.organisation, roles, _sign(entry)))


def _sign(entry: AccountEntry) -> Sign:
    if entry.locked_until is not None:
        return Sign("warn", words.LOCKED)
    if entry.state is AccountState.waiting and not entry.invited:
        return Sign("must", words.AWAITS_LOGIN)
    return Sign(_SIGNS[entry.state], labels.of(entry.state))
