"""考试: sitting by the code of one's seat, on any phone, without an account. The server draws, marks and decides."""

from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from permit_service import labels, rate_limits, wallclock
from permit_service.errors import Invalid
from permit_service.facts_of.rules import rules_for
from permit_service.models.trainings import ExamPaper, TrainingSeat
from permit_service.queries import public_view
from permit_service.queries.people import masked
from permit_service.services.registers import examinations
from permit_service.services.registers.papers import Answers
from permit_service.services.registers.trainings import progress_of
from permit_service.web.forms import Form
from permit_service.web.trouble import NONE, Trouble, trouble_of
from workflows.training import lacks, tries_left

blueprint = Blueprint("exam", __name__)


@blueprint.before_request
def _count() -> None:
    """At most so many a minute from one address."""
    rate_limits.count(rate_limits.PUBLIC_CODE, request.remote_addr or "")


@blueprint.get("/E/<token>")
def show(token: str) -> ResponseReturnValue:
    """Where somebody stands: before a paper, in one, or after one."""
    return _page(token, NONE)


@blueprint.post("/E/<token>")
def begin(token: str) -> ResponseReturnValue:
    """Draw a paper."""
    try:
        examinations.open_paper(f"/E/{token}")
    except Invalid as error:
        trouble = trouble_of(error)
        return _page(token, trouble), trouble.status
    return redirect(url_for("exam.show", token=token), 303)


@blueprint.post("/E/<token>/hand-in")
def hand_in(token: str) -> ResponseReturnValue:
    """Hand in a paper."""
    form = Form()
    try:
        paper_id = form.needed("paper_id", form.id("paper_id"))
        examinations.hand_in(f"/E/{token}", paper_id, chosen())
    except Invalid as error:
        trouble = trouble_of(error)
        return _page(token, trouble), trouble.status
    return redirect(url_for("exam.show", token=token), 303)


def chosen() -> Answers:
    """The options ticked on a paper, by the position of their question."""
    answers: dict[int, frozenset[int]] = {}
    for name, values in request.form.lists():
        place = name.removeprefix("answers.")
        if name != place and place.isdecimal():
            answers[int(place)] = frozenset(int(value) for value in values if value.isdecimal())
    return answers


def _page(token: str, trouble: Trouble) -> str:
    read, now = public_view.read_exam(token), wallclock.now()
    seat = read.row
    if seat is None or read.fault is not None:
        return render_template("exam/closed.html", stage=read.stage)
    last = seat.papers[-1] if seat.papers else None
    lying = last if last is not None and last.handed_in_at is None and now < last.due_at else None
    rules = rules_for(seat.session.enterprise)
    return render_template(
        "exam/show.html",
        trouble=trouble,
        token=token,
        seat=seat,
        name=masked(seat.person.name),
        rules=rules,
        lying=lying,
        last=None if lying is not None or last is None or last.handed_in_at is None else last,
        left=_left(lying, now),
        tries=0 if _over(seat) else tries_left(len(seat.papers), rules),
        lacking=[labels.of(lack) for lack in lacks(progress_of(seat))],
        over=_over(seat),
    )


def _left(lying: ExamPaper | None, now: datetime) -> int:
    return 0 if lying is None else max(0, int((lying.due_at - now).total_seconds()) // 60)


def _over(seat: TrainingSeat) -> bool:
    return seat.exam_passed_at is not None or seat.session.concluded_at is not None
