"""即将到期: what lapses soon or has lapsed, each with the way to where it is mended."""

import uuid
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from flask import Blueprint, render_template, url_for

from permit_service import labels, wallclock
from permit_service.access import current_actor
from permit_service.labels import reminder_words as words
from permit_service.queries import names, scope
from permit_service.queries import reminders as reading
from permit_service.queries.reading import session
from permit_service.queries.reminders import Reminder, Whose
from permit_service.web.register_pages import Filter, Listing, Row, Sign, asked
from permit_service.web.rows import Row as LinkRow
from workflows.reminders import ReminderKind, ReminderStep

Firms = Mapping[uuid.UUID | None, str]

blueprint = Blueprint("reminders", __name__, url_prefix="/registers")

_STEPS = Filter("step", words.STEP, tuple((step, labels.of(step)) for step in ReminderStep))
_KINDS = Filter("kind", words.KIND, tuple((kind, labels.of(kind)) for kind in ReminderKind))
_STATES: Mapping[ReminderStep, str] = MappingProxyType(
    {step: "none" if step is ReminderStep.month else "warn" for step in ReminderStep}
)
#: Where each kind is mended: the page, the name of its id, the place on it.
_MENDED: Mapping[ReminderKind, tuple[str, str, str]] = MappingProxyType(
    {
        ReminderKind.training: ("people.show", "person_id", "trainings"),
        ReminderKind.certificate: ("people.show", "person_id", "certificates"),
        ReminderKind.calibration: ("equipment.show", "equipment_id", "upkeep"),
        ReminderKind.inspection: ("equipment.show", "equipment_id", "upkeep"),
        ReminderKind.contract: ("contracts.show", "contract_id", "agreement"),
        ReminderKind.tenancy: ("parks.show", "park_id", "tenancies"),
        ReminderKind.means_agreement: ("shared_means.show", "means_id", "agreements"),
        ReminderKind.delegation: ("enterprises.show", "enterprise_id", "delegations"),
        ReminderKind.drill: ("response_plans.show", "response_plan_id", "drills"),
        ReminderKind.ledger_review: ("spaces.show", "space_id", "reviews"),
        ReminderKind.ledger_half_year: ("spaces.show", "space_id", "reviews"),
        ReminderKind.sign_photo: ("spaces.show", "space_id", "barrier"),
    }
)


@blueprint.get("/reminders")
def index() -> str:
    """What the account is reminded of: all of the enterprises it keeps, else what is its own."""
    return _page(reading.mine(current_actor()), "")


@blueprint.get("/enterprises/<uuid:enterprise_id>/reminders")
def enterprise(enterprise_id: uuid.UUID) -> str:
    """What of one enterprise lapses, for itself and its authorities."""
    found = scope.enterprise_file(session(), current_actor(), enterprise_id)
    return _page(Whose(frozenset({found.id})), found.name)


def link_rows(whose: Whose, found: Sequence[Reminder]) -> list[LinkRow]:
    """Reminders as rows of a list of links."""
    firms = _firms(whose)
    return [
        {
            "href": _href(one),
            "title": one.title,
            "sub": "  ".join(filter(None, (labels.of(one.kind), _about(one), firms.get(one.enterprise_id, "")))),
            "state": _STATES[one.step],
            "word": _until(one),
        }
        for one in found
    ]


def _page(whose: Whose, firm: str) -> str:
    wanted = asked(_STEPS, _KINDS)
    step, kind = wanted.get("step"), wanted.get("kind")
    page = reading.reminders(
        session(),
        whose,
        wallclock.now(),
        wanted.wanted,
        kind=None if kind is None else ReminderKind(kind),
        step=None if step is None else ReminderStep(step),
    )
    firms = _firms(whose)
    columns = (*words.COLUMNS, words.ENTERPRISE) if firms else words.COLUMNS
    listing = Listing(wanted, columns, tuple(_row(one, firms) for one in page.rows), page.after)
    return render_template("reminders/index.html", listing=listing, firm=firm)


def _row(one: Reminder, firms: Firms) -> Row:
    cells = (one.title, labels.of(one.kind), _about(one), Sign(_STATES[one.step], _until(one)))
    return Row(_href(one), (*cells, firms.get(one.enterprise_id, "")) if firms else cells)


def _firms(whose: Whose) -> Firms:
    """The enterprises' names, where there are several to tell apart."""
    return names.of_enterprises(session(), whose.enterprise_ids) if len(whose.enterprise_ids) > 1 else {}


def _href(one: Reminder) -> str:
    endpoint, name, place = _MENDED[one.kind]
    return url_for(endpoint, **{name: one.page_id}, _anchor=place)


def _about(one: Reminder) -> str:
    return " ".join(filter(None, (labels.of(one.what) if one.what is not None else "", one.about)))


def _until(one: Reminder) -> str:
    return words.UNTIL[one.step].format(last=one.last_day)
