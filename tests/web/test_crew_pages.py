"""换人 and 相关作业: proposed, signed, heard; what is wrong is told beside its field."""

import base64

from desk import Desk
from page_client import phone_of
from pieces import PLANNED, at
from plan_cast import PIN
from site_cast import drawing
from stages import Served, served_stage

from permit_service.models.base import db
from permit_service.models.changes import CrewChange, PermitLink

opened = served_stage("opened")

NOW = at("08:45")
DRAWN = "data:image/png;base64," + base64.b64encode(drawing()).decode()


def test_who_comes_takes_over_the_parts_once_the_change_is_signed_and_heard(opened: Served) -> None:
    people = opened.site.cast.people
    leader = phone_of(opened, "leader", NOW)
    coming = {"coming.0.person_id": str(people["reserve"])}
    leader.submit("crew", "/crew", leaving=str(people["entrant_2"]), reason="请病假", fields=coming).is_sound(303)
    assert "换人签字" in leader.get("/").words
    proposed = leader.get("crew")
    assert "样例reserve 作业人员" in proposed.words
    assert "待签字" in proposed.words
    leader.submit("crew", "/sign", pin=PIN).is_sound(303)
    signed = leader.get("crew")
    assert "听完交底签了字，换人才生效" in signed.words
    assert "换人签字" not in leader.get("/").words
    listening = next(link for link in signed.links if link.endswith(f"/listeners/{people['reserve']}"))
    assert "样例reserve" in leader.get("site/briefing").words
    leader.submit(listening, f"/{people['reserve']}", signature=DRAWN).is_sound(303)
    done = leader.get("crew")
    assert "换下 样例entrant_2，换上 样例reserve（作业人员）" in done.words
    assert opened.only(CrewChange).completed_at == NOW
    assert "换上 样例reserve" not in done.words.split("换过的人")[0]


def test_what_cannot_be_changed_is_told_beside_its_field(opened: Served) -> None:
    people = opened.site.cast.people
    leader = phone_of(opened, "leader", NOW)
    nothing = leader.submit("crew", "/crew").is_sound(422)
    assert 'id="f-reason-error"' in nothing.html
    assert "换下谁：必填" in nothing.words
    alone = leader.submit("crew", "/crew", leaving=str(people["guardian"]), reason="样例").is_sound(422)
    assert "变更后缺少必需的人员" in alone.words
    stranger = {"coming.0.person_id": str(people["s_leader"]), "coming.0.parts": "entrant"}
    wrong = leader.submit("crew", "/crew", reason="样例", fields=stranger).is_sound(422)
    assert 'id="f-coming.0.person_id-error"' in wrong.html
    untrained = {"coming.0.person_id": str(people["untrained"]), "coming.0.parts": "entrant"}
    refused = leader.submit("crew", "/crew", reason="样例", fields=untrained).is_sound(409)
    assert "样例untrained" in refused.words
    assert opened.count(CrewChange) == 0


def test_a_change_is_given_up_and_only_planners_propose(opened: Served) -> None:
    people = opened.site.cast.people
    leader, guardian = phone_of(opened, "leader", NOW), phone_of(opened, "guardian", NOW)
    swap = {"coming.0.person_id": str(people["reserve"])}
    leader.submit("crew", "/crew", leaving=str(people["entrant_2"]), reason="样例", fields=swap).is_sound(303)
    assert "不换了" not in guardian.get("crew").words
    guardian.post(f"{guardian.base}/crew", {}, status=403)
    leader.submit("crew", "/abandon").is_sound(303)
    assert opened.only(CrewChange).abandoned_at == NOW
    assert "提出换人" in leader.get("crew").words


def test_two_permits_of_one_space_are_linked_by_both_approvers(desk: Desk) -> None:
    one, _ = desk.ids_of("submitted_permit")
    with desk.app.app_context():
        two = desk.cast.submitted_permit(desk.cast.deputised_form()).id
    leader, principal, deputy = (desk.browsers[who] for who in ("leader", "principal", "deputy"))
    path = f"/permits/{one}/links"
    bare = leader.post(path, {"other_id": two}, status=422)
    assert 'id="f-arrangement-error"' in bare.html
    told = leader.follow(path, {"other_id": two, "arrangement": "样例：一队在上，一队在下"})
    assert "未签字" in told.words
    assert "交叉作业签字" in deputy.get("/").words
    sign = principal.get(path).form("/sign").action
    assert "等另一边的审批人签字" in principal.follow(sign, {"pin": PIN}).words
    theirs = deputy.get(f"/permits/{two}/links").form("/sign").action
    assert "可以同时作业" in deputy.follow(theirs, {"pin": PIN}).words
    with desk.app.app_context():
        assert db.session.query(PermitLink).one().completed_at == PLANNED
    desk.browsers["s_leader"].get(path, 404)
