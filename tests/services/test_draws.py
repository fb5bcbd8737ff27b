"""双随机: a draw leaves out who must not check, is kept with all it came from, and comes out the same again."""

import json
import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from click.testing import CliRunner
from outcomes import invalid, raises
from pieces import PLANNED, WINDOW_START
from plan_cast import FILED, Cast, then
from sqlalchemy import select, update

from permit_service import draw_record, unit_of_work
from permit_service.errors import Forbidden, NotFound
from permit_service.models.accounts import RoleGrant
from permit_service.models.base import db
from permit_service.models.choices import MessageKind
from permit_service.models.draws import Draw
from permit_service.models.inspections import Inspection
from permit_service.models.messages import Message
from permit_service.queries import draws as reading
from permit_service.services import draws
from permit_service.services.draws import DrawForm
from permit_service.services.inspections import beginning, replacing
from permit_service.wallclock import civil_day
from workflows.inspection_kinds import DrawFault, Relation
from workflows.vocabulary import Role

DRAWN = FILED + timedelta(hours=1)
DAY = civil_day(WINDOW_START)


def form(cast: Cast, **changes: object) -> DrawForm:
    return replace(DrawForm(cast.district, DAY, DAY, 1), **changes)


def drawn(cast: Cast, **changes: object) -> Draw:
    with then(DRAWN):
        return draws.run_draw(cast.actor("district_officer"), form(cast, **changes))


def test_a_draw_makes_the_check_and_anyone_can_draw_again(cast: Cast, tmp_path: Path) -> None:
    job_id = cast.filed_job().job_id
    row = drawn(cast)
    check = db.session.scalars(select(Inspection)).one()
    assert (check.job_id, check.draw_id, check.begun_at) == (job_id, row.id, None)
    team = {one.person_id for one in check.inspectors}
    assert team == {cast.people["district_officer"], cast.people["other_officer"]}  # nobody of the job's own street
    told = db.session.scalars(select(Message)).all()  # not to who drew it, nor to the firm
    assert [(one.kind, one.user_id, one.subject_id) for one in told if one.kind is MessageKind.draw_result] == [
        (MessageKind.draw_result, cast.actor("other_officer").user_id, check.id)
    ]
    for who in ("officer", "other_officer", "district_officer"):
        found = reading.drawn_again(db.session(), cast.actor(who), row.id)
        assert (found.fault, found.inspections, found.earlier) == (None, (check,), ())
        assert found.population is not None
        assert (found.population.order.jobs, found.population.order.waiting) == (1, 0)
    with raises(NotFound):
        reading.drawn_again(db.session(), cast.actor("leader"), row.id)
    with then(DRAWN), invalid(wanted="nothing_to_draw"):  # it waits for its check already
        draws.run_draw(cast.actor("district_officer"), form(cast))

    record = tmp_path / "record.json"
    record.write_text(draw_record.record_of(row), "utf-8")
    again = CliRunner().invoke(draw_record.redraw_command, [str(record)])
    assert (again.exit_code, row.number in again.output) == (0, True)
    told = json.loads(record.read_text("utf-8"))
    swapped = told["result"].replace(str(cast.people["other_officer"]), str(uuid.uuid4()))
    more = told["population"].replace('"wanted":1', '"wanted":2')
    for changed, fault in (
        ({"result": swapped}, DrawFault.result_differs),
        ({"population": more}, DrawFault.population_altered),
        ({"digest": "0" * 64}, DrawFault.population_altered),
        ({"population": "[]"}, DrawFault.population_unreadable),
    ):
        assert draw_record.fault_of(json.dumps(told | changed)) is fault
    record.write_text(json.dumps(told | {"result": swapped}), "utf-8")
    assert CliRunner().invoke(draw_record.redraw_command, [str(record)]).exit_code == 1
    record.write_text("{}", "utf-8")
    assert CliRunner().invoke(draw_record.redraw_command, [str(record)]).exit_code == 1


def test_who_cannot_come_is_replaced_by_the_next_of_the_draw(cast: Cast) -> None:
    cast.filed_job()
    row, district = drawn(cast, spare_own_area=False), cast.actor("district_officer")
    check = db.session.scalars(select(Inspection)).one()
    check_id, team = check.id, [one.person_id for one in check.inspectors]
    for person_id, reason, faults in (
        (team[0], " ", {"reason": "required"}),
        (cast.people["leader"], "病假", {"person_id": "unknown"}),
    ):
        with then(DRAWN), invalid(**faults):
            replacing.replace_inspector(district, check_id, person_id, reason)
    with then(DRAWN), raises(Forbidden):
        replacing.replace_inspector(cast.actor("officer"), check_id, team[0], "病假")
    with then(DRAWN):
        replacing.replace_inspector(district, check_id, team[0], "样例：病假")
        now_sent = {one.person_id for one in db.session.get_one(Inspection, check_id).inspectors}
        (coming,) = now_sent - set(team)
        replacing.replace_inspector(district, check_id, coming, "样例：公差")
    found = reading.drawn_again(db.session(), district, row.id)
    assert [(one.out_id, one.reason) for one in found.draw.replacements] == [
        (team[0], "样例：病假"),
        (coming, "样例：公差"),
    ]
    assert (found.fault, team[0] in {one.person_id for one in found.inspections[0].inspectors}) == (None, False)
    with then(DRAWN), invalid(person_id="too_few_officers"):
        replacing.replace_inspector(district, check_id, team[1], "样例")
    changes = select(Message).where(Message.kind == MessageKind.inspector_replaced)
    told_of = {(one.user_id, one.facts["reason"]) for one in db.session.scalars(changes)}
    names = {person_id: name for name, person_id in cast.people.items()}
    expected = {(names[one], "样例：病假") for one in team} | {(names[one], "样例：公差") for one in (coming, team[1])}
    assert told_of == {(cast.users[who], why) for who, why in expected if who != "district_officer"}
    told = json.loads(draw_record.record_of(found.draw))
    told["replacements"][0]["in"], told["replacements"][1]["in"] = (told["replacements"][n]["in"] for n in (1, 0))
    assert draw_record.fault_of(json.dumps(told)) is DrawFault.replacement_differs


def test_an_expert_is_named_to_go_along_and_the_draw_stays_as_it_is(cast: Cast) -> None:
    cast.filed_job()
    row, district, people = drawn(cast), cast.actor("district_officer"), cast.people
    check_id = db.session.scalars(select(Inspection.id)).one()

    def sent() -> set[uuid.UUID]:
        return {one.person_id for one in db.session.get_one(Inspection, check_id).inspectors}

    team = sent()
    for who, reason, faults in (
        ("grid", " ", {"reason": "required"}),
        ("leader", "样例", {"person_id": "unknown"}),
        ("other_officer", "样例", {"person_id": "taken"}),
        ("grid", "样例", {"person_id": "kept_away"}),  # of the street that the draw spares
    ):
        with then(DRAWN), invalid(**faults):
            replacing.add_inspector(district, check_id, people[who], reason)
    called = update(RoleGrant).where(RoleGrant.user_id == cast.users["grid"])
    unit_of_work.run(lambda session: session.execute(called.values(role=Role.expert, area_id=cast.district)))
    with then(DRAWN), raises(Forbidden):
        replacing.add_inspector(cast.actor("officer"), check_id, people["grid"], "样例")
    with then(DRAWN):
        replacing.add_inspector(district, check_id, people["grid"], "样例：请专家")
        beginning.begin_waiting(cast.actor("grid"), check_id)
    assert sent() == team | {people["grid"]}
    with then(DRAWN), invalid(person_id="unknown"):  # named by hand: no lot is asked for the expert
        replacing.replace_inspector(district, check_id, people["grid"], "病假")
    with then(DRAWN), invalid(person_id="unknown"):
        replacing.take_off_inspector(district, check_id, people["other_officer"], "病假")
    with then(DRAWN):
        replacing.take_off_inspector(district, check_id, people["grid"], "样例：病假")
    assert sent() == team
    found = reading.drawn_again(db.session(), district, row.id)
    (kept,) = found.draw.additions
    assert (found.fault, kept.reason, kept.end_reason) == (None, "样例：请专家", "样例：病假")
    assert found.officers[kept.person_id].id == people["grid"]
    kinds = (MessageKind.inspector_added, MessageKind.inspector_taken_off)
    told_of = db.session.execute(select(Message.kind, Message.user_id).where(Message.kind.in_(kinds))).all()
    assert set(told_of) == {(kind, cast.users[who]) for kind in kinds for who in ("grid", "other_officer")}
    told = json.loads(draw_record.record_of(found.draw))
    assert told["additions"][0]["taken_off"] == "样例：病假"
    told["additions"][0]["job"] = str(uuid.uuid4())
    assert draw_record.fault_of(json.dumps(told)) is DrawFault.replacement_differs


def test_a_dropped_check_may_be_drawn_anew(cast: Cast) -> None:
    cast.filed_job()
    first = drawn(cast)
    check_id = db.session.scalars(select(Inspection.id)).one()
    with then(DRAWN), raises(Forbidden):
        beginning.drop(cast.actor("officer"), check_id, "样例")
    with then(DRAWN), invalid(reason="required"):
        beginning.drop(cast.actor("district_officer"), check_id, " ")
    with then(DRAWN):
        beginning.drop(cast.actor("district_officer"), check_id, "作业改期")
    left_out = cast.people["grid"]
    anew = drawn(cast, spare_own_area=False, absent=frozenset({left_out}), absent_reason="公差")
    seen = reading.drawn_again(db.session(), cast.actor("officer"), anew.id)
    assert ([one.id for one in seen.earlier], seen.dropped) == ([first.id], 1)  # drawing until it suits is seen
    assert seen.population is not None
    order = seen.population.order
    assert (order.absent, order.absent_reason) == (frozenset({str(left_out)}), "公差")
    assert seen.officers[left_out].name
    assert reading.checks_of(db.session(), [first, anew]) == {first.id: (1, 1), anew.id: (1, 0)}
    assert db.session.scalars(select(Inspection.draw_id).where(Inspection.dropped_at.is_(None))).all() == [anew.id]


def test_who_declared_a_relation_is_left_out_until_the_district_ends_it(cast: Cast) -> None:
    cast.filed_job()
    other, own = cast.actor("other_officer"), cast.people["other_officer"]
    with then(PLANNED):
        relation = draws.declare_relation(other, own, cast.enterprise, Relation.relative)
    with then(PLANNED), invalid(enterprise_id="taken"):
        draws.declare_relation(other, own, cast.enterprise, Relation.share)
    with then(PLANNED), invalid(person_id="unknown"):
        draws.declare_relation(cast.actor("officer"), cast.people["leader"], cast.enterprise, Relation.share)
    with then(PLANNED), raises(NotFound):  # an officer of another street
        draws.declare_relation(cast.actor("officer"), own, cast.contractor, Relation.share)
    with then(DRAWN), invalid(wanted="too_few_officers"):
        draws.run_draw(cast.actor("district_officer"), form(cast))
    with then(DRAWN), raises(Forbidden):
        draws.end_relation(other, relation.id)
    with then(DRAWN):
        draws.end_relation(cast.actor("district_officer"), relation.id)
    (ended,) = reading.relations(db.session(), other)
    assert (ended.ended_at, ended.ended_by_id) == (DRAWN, cast.actor("district_officer").user_id)
    with then(PLANNED), invalid(remark="required"):
        draws.declare_relation(cast.actor("district_officer"), own, cast.contractor, Relation.other)
    assert reading.drawn_again(db.session(), other, drawn(cast).id).avoided == ()


def test_who_may_draw_what(cast: Cast) -> None:
    cast.filed_job()
    with then(DRAWN), raises(Forbidden):
        draws.run_draw(cast.actor("officer"), form(cast, area_id=cast.street))
    with then(DRAWN), raises(NotFound):
        draws.run_draw(cast.actor("leader"), form(cast))
    district, away = cast.actor("district_officer"), frozenset({cast.people["other_officer"]})
    with then(DRAWN), invalid(until_day="too_many_days"):
        draws.run_draw(district, form(cast, until_day=DAY + timedelta(days=31)))
    with then(DRAWN), invalid(wanted="greater_than_equal", until_day="order"):
        draws.run_draw(district, form(cast, wanted=0, until_day=DAY - timedelta(days=1)))
    with then(DRAWN), invalid(wanted="nothing_to_draw"):
        draws.run_draw(district, form(cast, area_id=cast.other_street))
    with then(DRAWN), invalid(wanted="nothing_to_draw"):
        draws.run_draw(district, form(cast, alarmed=True))
    with then(DRAWN), invalid(wanted="too_few_officers"):
        draws.run_draw(district, form(cast, absent=away, absent_reason="公差"))
    with then(DRAWN), invalid(absent_reason="required"):
        draws.run_draw(district, form(cast, absent=away))
