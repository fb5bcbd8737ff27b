"""双随机抽查: ordering a draw, looking at it drawn again, declaring conflicts of interest."""

import uuid
from collections.abc import Iterable, Mapping

from flask import Blueprint, Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from permit_service import draw_record, labels, told, wallclock
from permit_service.access import current_actor
from permit_service.facts_of.rules import rules_for
from permit_service.labels.pages import checks as words
from permit_service.models.areas import Area
from permit_service.models.draws import Draw, OfficerRelation
from permit_service.models.people import Person
from permit_service.queries import draws as reading
from permit_service.queries import names as naming
from permit_service.queries import registers, scope
from permit_service.queries.draws import DrawnAgain
from permit_service.queries.reading import own_account, session
from permit_service.queries.scope import SEES
from permit_service.services import draws
from permit_service.services.draws import DrawForm
from permit_service.services.registers.desk import REGISTRARS, in_charge
from permit_service.wallclock import civil_day
from permit_service.web.forms import Form, new_nonce, once
from permit_service.web.inspection_rows import state_sign, subject_of, where
from permit_service.web.register_pages import Listing, Row, Sign, asked, filled
from permit_service.web.simple_form import Field, SimpleForm, choices, simple_form
from permit_service.web.trouble import NONE, Trouble, carried_out
from workflows.draw import lots_by_grade
from workflows.inspection_kinds import Relation
from workflows.kinds import WorkKind

blueprint = Blueprint("draws", __name__, url_prefix="/draws")


@blueprint.get("")
def index() -> str:
    """Draws, the newest first."""
    wanted = asked()
    page = reading.draws(session(), current_actor(), wanted.wanted)
    made = reading.checks_of(session(), page.rows)
    rows = tuple(_row(one, *made.get(one.id, (0, 0))) for one in page.rows)
    listing = Listing(wanted, words.DRAW_COLUMNS, rows, page.after)
    return render_template("draws/index.html", listing=listing, may_draw=_may_draw())


@blueprint.get("/new")
def new() -> str:
    """Ordering a draw."""
    return _order_page(NONE)


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """Draw."""
    form = Form()

    def act() -> str:
        order = _order(form)

        def run() -> str:
            return url_for("draws.show", draw_id=draws.run_draw(current_actor(), order).id)

        return once(form, run)

    return carried_out(act, _order_page)


@blueprint.get("/<uuid:draw_id>")
def show(draw_id: uuid.UUID) -> str:
    """One draw, drawn again while the page is made."""
    found = reading.drawn_again(session(), current_actor(), draw_id)
    names = _names(found.avoided)
    return render_template(
        "draws/show.html",
        found=found,
        rows=_drawn(found),
        unmanned=_unmanned(found),
        ordered=_ordered(found),
        avoided=[(one, _by(one, names)) for one in found.avoided],
    )


@blueprint.get("/<uuid:draw_id>/record.json")
def record(draw_id: uuid.UUID) -> Response:
    """The record as a file, from which anyone can draw again."""
    row = scope.draw(session(), current_actor(), draw_id)
    answer = Response(draw_record.record_of(row), mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{row.number}.json")
    return answer


@blueprint.get("/relations")
def relations() -> str:
    """Declared relations, one's own and those of the officers in one's area: those that stand come first."""
    found, actor = reading.relations(session(), current_actor()), current_actor()
    names = _names(found)
    rows = [
        {
            "row": one,
            "by": _by(one, names),
            "may_end": one.ended_at is None and in_charge(actor, session().get_one(Area, one.area_id), REGISTRARS),
        }
        for one in found
    ]
    return render_template("draws/relations.html", rows=rows)


@blueprint.get("/relations/new")
def new_relation() -> str:
    """A relation not declared yet."""
    return _relation_page(NONE)


@blueprint.post("/relations/new")
def declare() -> ResponseReturnValue:
    """Declare a relation."""

    def act() -> str:
        form = Form()
        person_id, enterprise_id = form.id("person_id"), form.enterprise("enterprise_id")
        relation = form.choice("relation", Relation)
        draws.declare_relation(
            current_actor(),
            form.needed("person_id", person_id),
            form.needed("enterprise_id", enterprise_id),
            form.needed("relation", relation),
            form.text("remark"),
        )
        flash(words.RELATION_DECLARED, "safe")
        return url_for("draws.relations")

    return carried_out(act, _relation_page)


@blueprint.post("/relations/<uuid:relation_id>/end")
def end_relation(relation_id: uuid.UUID) -> ResponseReturnValue:
    """A relation is over."""

    def act() -> str:
        draws.end_relation(current_actor(), relation_id)
        flash(words.RELATION_ENDED, "none")
        return url_for("draws.relations")

    return carried_out(act, lambda _trouble: relations())


def _may_draw() -> bool:
    return any(grant.role in REGISTRARS for grant in current_actor().grants)


def _row(one: Draw, made: int, dropped: int) -> Row:
    days = str(one.from_day) if one.from_day == one.until_day else f"{one.from_day} – {one.until_day}"
    checks = words.DRAWN_CHECKS.format(made=made)
    came = Sign("warn", checks + words.DRAWN_DROPPED.format(dropped=dropped)) if dropped else Sign("none", checks)
    return Row(url_for("draws.show", draw_id=one.id), (one.number, one.area.name, days, told.at(one.drawn_at), came))


def _order(form: Form) -> DrawForm:
    area_id, wanted = form.id("area_id"), form.whole("wanted")
    from_day, until_day = form.day("from_day"), form.day("until_day")
    kinds, present = form.choices("work_kinds", WorkKind), frozenset(form.ids("present"))
    return DrawForm(
        area_id=form.needed("area_id", area_id),
        from_day=form.needed("from_day", from_day),
        until_day=form.needed("until_day", until_day),
        wanted=form.needed("wanted", wanted),
        spare_own_area=form.ticked("spare_own_area"),
        work_kinds=kinds,
        alarmed=form.ticked("alarmed"),
        absent=frozenset(person.id for person in _staff() if person.id not in present),
        absent_reason=form.text("absent_reason"),
    )


def _order_page(trouble: Trouble) -> str:
    today, staff = civil_day(wallclock.now()), _staff()
    rules = rules_for(None)
    entry = {
        "from_day": today,
        "until_day": today,
        "wanted": 3,
        "spare_own_area": True,
        "present": [person.id for person in staff],
    }
    return render_template(
        "draws/new.html",
        trouble=trouble,
        f=filled(entry, trouble),
        nonce=new_nonce(),
        areas=_areas(),
        staff=staff,
        kinds=[(kind, labels.of(kind)) for kind in WorkKind],
        lots_told=[(labels.of(grade), words.LOTS.format(lots=lots)) for grade, lots in lots_by_grade(rules).items()],
        team=rules.inspectors,
    )


def _areas() -> list[tuple[uuid.UUID, str]]:
    return [(area.id, area.name) for area in registers.area_names_in_charge(session(), current_actor())]


def _staff() -> list[Person]:
    """Who could be drawn by this officer, each once, by pinyin."""
    authorities = reading.authorities(session(), current_actor())
    found = (person for area in authorities for person in reading.officers(session(), area.path))
    return list(dict.fromkeys(found))


def _drawn(found: DrawnAgain) -> list[dict[str, object]]:
    """Checks in the order of the draw; a job out of the reader's sight is told by its number alone."""
    rows = []
    for team, inspection in zip(found.drawn.teams, found.inspections, strict=True):
        seen = SEES["inspection_id"](current_actor(), inspection.id)
        rows.append(
            {
                "href": url_for("inspections.show", inspection_id=inspection.id) if seen else "",
                "number": inspection.number,
                "title": subject_of(inspection) if seen else words.OUT_OF_SIGHT,
                "sub": where(inspection) if seen else "",
                "state": state_sign(inspection),
                "why": inspection.drop_reason,
                "changes": _changes(found, team.candidate_id, seen),
                "officers": "、".join(found.officers[uuid.UUID(one)].name for one in team.officer_ids),
            }
        )
    return rows


def _changes(found: DrawnAgain, job_id: str, seen: bool) -> list[str]:
    """What changed in a drawn team since, in its order; reasons for who sees the check alone."""
    names, lines = found.officers, []
    for one in found.draw.replacements:
        if str(one.job_id) == job_id:
            told_of = {"out": names[one.out_id].name, "in_": names[one.in_id].name, "at": told.at(one.at)}
            lines.append((one.at, words.REPLACED_BY.format(**told_of, reason=one.reason if seen else "")))
    for added in found.draw.additions:
        if str(added.job_id) == job_id:
            who, reason = names[added.person_id].name, added.reason if seen else ""
            lines.append((added.at, words.ADDED_BY.format(at=told.at(added.at), who=who, reason=reason)))
            if added.ended_at is not None:
                reason, at = added.end_reason if seen else "", told.at(added.ended_at)
                lines.append((added.ended_at, words.TAKEN_OFF_BY.format(at=at, who=who, reason=reason)))
    return [line for _, line in sorted(lines)]


def _ordered(found: DrawnAgain) -> list[tuple[str, str]]:
    """Among what the draw was ordered: how the lists were narrowed stands beside what came out."""
    if found.population is None:
        return []
    order, taking_part = found.population.order, len(found.population.candidates)
    narrowed = order.jobs - order.waiting - taking_part
    counted = words.JOBS_COUNTED.format(
        jobs=order.jobs,
        waiting=order.waiting,
        narrowed=narrowed,
        candidates=taking_part,
    )
    absent = "、".join(found.officers[one].name for one in sorted(uuid.UUID(one) for one in order.absent))
    return [
        (words.JOBS_IN_DAYS, counted),
        (words.WORK_KINDS, "、".join(labels.of(WorkKind(kind)) for kind in sorted(order.work_kinds)) or words.ALL),
        (words.ONLY_ALARMED, words.YES if order.alarmed else words.NO),
        (words.SPARED, words.YES if found.population.spare_own_area else words.NO),
        (words.OFFICERS, words.OFFICERS_COUNTED.format(count=len(found.population.officers))),
        (words.ABSENT, words.WITH_REASON.format(what=absent, reason=order.absent_reason) if absent else words.NOBODY),
    ]


def _names(rows: Iterable[OfficerRelation]) -> Mapping[uuid.UUID, str]:
    """Who declared and who ended them."""
    return naming.of_accounts(session(), {by for one in rows for by in (one.declared_by_id, one.ended_by_id)})


def _by(one: OfficerRelation, names: Mapping[uuid.UUID, str]) -> str:
    """Who declared a relation and when, and who ended it: a false one is somebody's."""
    declared = words.DECLARED.format(day=told.day(one.declared_at), who=names[one.declared_by_id])
    if one.ended_at is None or one.ended_by_id is None:
        return declared
    return declared + words.ENDED.format(day=told.day(one.ended_at), who=names[one.ended_by_id])


def _unmanned(found: DrawnAgain) -> str:
    return "、".join(job.number for job in found.unmanned)


def _relation_page(trouble: Trouble) -> str:
    _, own = own_account(current_actor())
    people = dict.fromkeys([*([own] if own is not None else []), *_staff()])
    fields = (
        Field("person_id", words.INSPECTORS, "select", tuple((one.id, one.name) for one in people)),
        Field("enterprise_id", words.FIRM_CODE, hint=words.FIRM_CODE_HINT),
        Field("relation", words.RELATION, "select", choices(Relation)),
        Field("remark", words.REMARK, required=False),
    )
    entry = {} if own is None else {"person_id": own.id}
    back = url_for("draws.relations")
    return simple_form(SimpleForm(words.DECLARE_RELATION, "", url_for("draws.declare"), back, fields, entry), trouble)
