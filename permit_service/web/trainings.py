"""培训: the list of trainings, one with everyone on it, attendance and marks, codes to sit by, results."""

import uuid
from decimal import Decimal

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels, wallclock
from permit_service.access import current_actor
from permit_service.errors import NotFound
from permit_service.labels.pages import common
from permit_service.labels.pages import trainings as words
from permit_service.models.trainings import TrainingSeat, TrainingSession
from permit_service.queries import scope
from permit_service.queries import trainings as reading
from permit_service.queries.reading import session
from permit_service.queries.trainings import Counted, holder_of
from permit_service.services import codes
from permit_service.services.registers import trainings
from permit_service.services.registers.desk import AREA_KEEPERS
from permit_service.services.registers.trainings import SessionForm, Sheet, progress_of
from permit_service.told import at, span
from permit_service.web.credentials import TOPICS
from permit_service.web.forms import Form
from permit_service.web.register_pages import Filter, Listing, Row, Sign, asked, filled, may_keep, own_enterprise_id
from permit_service.web.trouble import NONE, Trouble, carried_out
from qr import image
from workflows.training import lacks
from workflows.training_kinds import ALL_TOPICS, ExamForm, Trainee, TrainingTopic

blueprint = Blueprint("trainings", __name__, url_prefix="/registers/trainings")

_OPEN, _CLOSED = "open", "closed"
_STATE = Filter("state", common.STATE, ((_OPEN, words.UNDER_WAY), (_CLOSED, words.ENDED)))
_EXAM_FORMS = tuple((one, labels.of(one)) for one in ExamForm)
_TRAINEES = tuple((one, labels.of(one)) for one in Trainee)


@blueprint.get("")
def index() -> str:
    """Trainings, the latest first."""
    wanted = asked(_STATE)
    state = wanted.get("state")
    page = reading.sessions(
        session(),
        current_actor(),
        wanted.wanted,
        open_only=None if state is None else state == _OPEN,
        search=wanted.search,
    )
    rows = tuple(_row(one) for one in reading.counted(session(), page.rows))
    listing = Listing(wanted, words.TRAININGS_COLUMNS, rows, page.after)
    return render_template("trainings/index.html", listing=listing, holds=_holder() is not None)


@blueprint.get("/new")
def new() -> str:
    """The form of a new training."""
    return _form_page(None, NONE)


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """Enter a training of the own enterprise or authority."""

    def act() -> str:
        kind, holder_id = _holder() or (None, None)
        if holder_id is None:
            raise NotFound
        hold = trainings.hold_for_enterprise if kind == "enterprise" else trainings.hold_for_area
        entry = hold(current_actor(), holder_id, _form())
        return url_for("trainings.show", training_session_id=entry.id)

    return carried_out(act, lambda trouble: _form_page(None, trouble))


@blueprint.get("/<uuid:training_session_id>/edit")
def edit(training_session_id: uuid.UUID) -> str:
    """The form of a training."""
    return _form_page(_session(training_session_id), NONE)


@blueprint.post("/<uuid:training_session_id>/edit")
def edit_post(training_session_id: uuid.UUID) -> ResponseReturnValue:
    """Change a training's entry."""

    def act() -> str:
        form = Form()
        revision = form.number("revision")
        form.done()
        trainings.edit_session(current_actor(), training_session_id, revision, _form())
        return url_for("trainings.show", training_session_id=training_session_id)

    return carried_out(act, lambda trouble: _form_page(_session(training_session_id), trouble))


@blueprint.get("/<uuid:training_session_id>")
def show(training_session_id: uuid.UUID) -> str:
    """One training with everyone on its list."""
    return _show_page(training_session_id, NONE)


@blueprint.post("/<uuid:training_session_id>/seats")
def seat(training_session_id: uuid.UUID) -> ResponseReturnValue:
    """Put people on the list."""

    def act() -> str:
        form = Form()
        person_ids, trainee = form.ids("person_ids"), form.choice("trainee", Trainee)
        trainee = form.needed("trainee", trainee)
        form.done()
        trainings.seat_people(current_actor(), training_session_id, person_ids, trainee)
        return url_for("trainings.show", training_session_id=training_session_id, _anchor="list")

    return carried_out(act, lambda trouble: _show_page(training_session_id, trouble))


@blueprint.post("/<uuid:training_session_id>/sheet")
def fill(training_session_id: uuid.UUID) -> ResponseReturnValue:
    """Enter who attended, and marks of a paper examination."""

    def act() -> str:
        form = Form()
        entry = _session(training_session_id)
        sheets = {}
        for one in entry.seats:
            mark: Decimal | None = None
            if entry.exam_form is ExamForm.paper:
                mark = form.decimal(f"seats.{one.id}.mark")
            sheets[one.id] = Sheet(form.ticked(f"seats.{one.id}.attended"), mark)
        form.done()
        trainings.fill_sheet(current_actor(), training_session_id, sheets)
        flash(words.MARKS_SAVED, "safe")
        return url_for("trainings.show", training_session_id=training_session_id, _anchor="list")

    return carried_out(act, lambda trouble: _show_page(training_session_id, trouble))


@blueprint.post("/<uuid:training_session_id>/conclude")
def conclude(training_session_id: uuid.UUID) -> ResponseReturnValue:
    """Close the results."""

    def act() -> str:
        trainings.conclude(current_actor(), training_session_id)
        flash(words.CONCLUDED, "safe")
        return url_for("trainings.show", training_session_id=training_session_id)

    return carried_out(act, lambda trouble: _show_page(training_session_id, trouble))


@blueprint.post("/seats/<uuid:training_seat_id>/remove")
def unseat(training_seat_id: uuid.UUID) -> ResponseReturnValue:
    """Take somebody off the list."""
    session_id = scope.training_seat(session(), current_actor(), training_seat_id).session_id

    def act() -> str:
        trainings.unseat(current_actor(), training_seat_id)
        return url_for("trainings.show", training_session_id=session_id, _anchor="list")

    return carried_out(act, lambda trouble: _show_page(session_id, trouble))


@blueprint.get("/<uuid:training_session_id>/codes")
def exam_codes(training_session_id: uuid.UUID) -> str:
    """A code for everyone who may still sit, to be scanned with their own phone."""
    entry = _session(training_session_id)
    if entry.exam_form is not ExamForm.phone or not _keeps(entry):
        raise NotFound
    open_seats = [] if entry.concluded_at else [one for one in reading.seats(session(), entry) if _may_sit(one)]
    return render_template("trainings/codes.html", training=entry, seats=open_seats)


@blueprint.get("/seats/<uuid:training_seat_id>/code.svg")
def exam_code(training_seat_id: uuid.UUID) -> Response:
    """The code of one seat."""
    one = scope.training_seat(session(), current_actor(), training_seat_id)
    if not _keeps(one.session):
        raise NotFound
    return Response(image.svg(codes.exam_code(one), one.person.name, width_mm=60), mimetype="image/svg+xml")


def _show_page(training_session_id: uuid.UUID, trouble: Trouble) -> str:
    entry = _session(training_session_id)
    keeps, search = _keeps(entry), request.args.get("q", "").strip()[:60]
    open_for_more = keeps and entry.concluded_at is None
    return render_template(
        "trainings/show.html",
        trouble=trouble,
        training=entry,
        holder=holder_of(entry),
        when=span(entry.started_at, entry.ended_at),
        topics=[labels.of(topic) for topic in TrainingTopic if topic in entry.topics],
        seats=[_seat(one) for one in reading.seats(session(), entry)],
        keeps=open_for_more,
        on_paper=entry.exam_form is ExamForm.paper,
        begun=entry.started_at <= wallclock.now(),
        over=entry.ended_at <= wallclock.now(),
        candidates=reading.candidates(session(), current_actor(), entry, search) if open_for_more else [],
        search=search,
        trainees=_TRAINEES,
    )


def _seat(one: TrainingSeat) -> dict[str, object]:
    """A line of the list: how far they have come, in words."""
    lacking = lacks(progress_of(one))
    if one.result is not None:
        sign = Sign("safe", common.GOOD) if one.result.passed_at else Sign("warn", common.NOT_GOOD)
    elif one.session.concluded_at is not None:
        sign = Sign("none", words.ABSENT)
    else:
        sign = Sign("must", "、".join(labels.of(one) for one in lacking))
    return {
        "row": one,
        "trainee": labels.of(one.trainee),
        "sign": sign,
        "tries": len([paper for paper in one.papers if paper.handed_in_at is not None]),
        "proof": one.result_id if one.result is not None and one.result.passed_at is not None else None,
        "assessed": one.session.practical and one.practical_passed_at is None and one.result_id is None,
        "removable": one.attended_at is None and not one.papers and not one.practicals and one.mark is None,
    }


def _may_sit(one: TrainingSeat) -> bool:
    return one.exam_passed_at is None and one.result_id is None


def _row(one: Counted) -> Row:
    entry = one.session
    state = Sign("none", words.ENDED) if entry.concluded_at else Sign("must", words.UNDER_WAY)
    return Row(
        url_for("trainings.show", training_session_id=entry.id),
        (entry.title, at(entry.started_at), holder_of(entry), f"{one.attended} / {one.seats}", one.passed, state),
    )


def _session(training_session_id: uuid.UUID) -> TrainingSession:
    return scope.training_session(session(), current_actor(), training_session_id)


def _keeps(entry: TrainingSession) -> bool:
    """Whether to offer what changes this training; the use cases decide for themselves."""
    if entry.enterprise_id is not None:
        return may_keep(entry.enterprise_id)
    return _holder() == ("area", entry.area_id)


def _holder() -> tuple[str, uuid.UUID] | None:
    """For whom the account holds trainings: its enterprise, or its area's authority."""
    own = own_enterprise_id()
    if own is not None:
        return "enterprise", own
    grants = current_actor().grants
    areas = [grant.area_id for grant in grants if grant.role in AREA_KEEPERS and grant.area_id is not None]
    return ("area", areas[0]) if areas else None


def _form() -> SessionForm:
    form = Form()
    started, ended = form.moment("started_at"), form.moment("ended_at")
    topics, exam_form = form.choices("topics", TrainingTopic), form.choice("exam_form", ExamForm)
    pass_mark, document = form.whole("pass_mark"), form.upload("document")
    started, ended = form.needed("started_at", started), form.needed("ended_at", ended)
    exam_form = form.needed("exam_form", exam_form)
    form.done()
    return SessionForm(
        title=form.text("title"),
        topics=topics,
        started_at=started,
        ended_at=ended,
        place=form.text("place"),
        teacher=form.text("teacher"),
        exam_form=exam_form,
        pass_mark=pass_mark,
        practical=form.ticked("practical"),
        document=document,
    )


def _form_page(entry: TrainingSession | None, trouble: Trouble) -> str:
    if entry is None and _holder() is None:
        raise NotFound
    names = ("title", "topics", "started_at", "ended_at", "place", "teacher", "exam_form", "pass_mark", "practical")
    values = {"topics": ALL_TOPICS, "exam_form": ExamForm.phone, "practical": True}
    if entry is not None:
        values = {name: getattr(entry, name) for name in names}
    return render_template(
        "trainings/edit.html",
        trouble=trouble,
        training=entry,
        f=filled(values, trouble),
        topics=TOPICS,
        exam_forms=_EXAM_FORMS,
    )
