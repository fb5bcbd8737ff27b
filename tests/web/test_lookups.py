"""Looking somebody up from within the form that names them, in a firm too large to be listed: without scripts."""

import uuid
from datetime import timedelta
from typing import Any

from desk import Desk
from pieces import PLANNED
from rows import Rows

from permit_service import unit_of_work
from permit_service.models.people import Badge, Person
from permit_service.models.spaces import ConfinedSpace
from workflows.vocabulary import Status

CROWD = 60


def _crowd(desk: Desk) -> dict[int, uuid.UUID]:
    """Sixty people nobody has trained, and as many spaces; number 58 has left, 59 wears a badge."""

    def work(session: Any) -> dict[int, uuid.UUID]:
        rows, firm = Rows(session), desk.cast.enterprise
        people = {}
        for number in range(CROWD):
            told = {"name": f"样例工{number:02}", "pinyin": f"zyangligong{number:02}", "phone": f"1380000{number:04}"}
            people[number] = rows.make(Person, enterprise_id=firm, **told).id
            rows.make(ConfinedSpace, enterprise_id=firm, number=f"ZZ-{number:02}", name=f"样例池{number:02}")
        session.get(Person, people[58]).left_at = PLANNED - timedelta(days=9)
        rows.make(Badge, person_id=people[59], number="W-SAMPLE-7")
        return people

    with desk.app.app_context():
        return unit_of_work.run(work)


def _shown(html: str, person: uuid.UUID) -> bool:
    return f'id="f-parts.entrant-{person}"' in html


def test_people_of_a_large_firm_are_looked_up_within_the_draft(desk: Desk) -> None:
    cast, leader = desk.cast, desk.browsers["leader"].at(PLANNED)
    people = _crowd(desk)
    permit_id, _ = desk.ids_of("draft_permit")
    path = f"/permits/{permit_id}/edit"
    page = leader.get(path)
    assert "人多，下面只列出一部分" in page.words
    assert _shown(page.html, cast.people["entrant"])
    assert not _shown(page.html, people[CROWD - 3])
    typed = {"content": "改了一半的内容", "parts.entrant": [people[7]], "do": "find"}
    for search, person, reason in (
        ("样例工57", people[57], "没有培训合格记录"),
        ("GONG57", people[57], "没有培训合格记录"),
        ("sample-7", people[59], "没有培训合格记录"),
        ("0058", people[58], "已离职，不能再安排"),
    ):
        found = leader.submit(path, "/edit", fields=typed, people=search).is_sound()
        assert "找到 1 人" in found.words
        assert reason in found.words
        assert _shown(found.html, person)
        assert not _shown(found.html, people[56])
        assert f'id="f-parts.entrant-{people[7]}" name="parts.entrant" value="{people[7]}" checked' in found.html
        assert "改了一半的内容" in found.words
    nobody = leader.submit(path, "/edit", fields=typed, people="没有这个人").is_sound()
    assert "没有找到“没有这个人”" in nobody.words
    many = leader.submit(path, "/edit", fields=typed, people="样例工").is_sound()
    assert "找到的人多，只列出 40 人" in many.words
    assert "改了一半的内容" not in leader.get(path).words, "looking up saves nothing"
    left = leader.submit(path, "/edit", fields=typed | {"parts.entrant": [people[58]], "do": "save"}).is_sound(422)
    assert "这个人已离开" in left.words
    assert desk.status_of(permit_id) is Status.draft


def test_who_comes_into_a_crew_is_looked_up_too(desk: Desk) -> None:
    leader, people = desk.browsers["leader"], _crowd(desk)
    permit_id, _ = desk.ids_of("approved_permit")
    path = f"/permits/{permit_id}/crew"
    assert str(people[57]) not in leader.get(path).html
    typed = {"coming.0.person_id": people[7], "reason": "样例原因", "do": "find"}
    found = leader.submit(path, "/crew", fields=typed, people="样例工57").is_sound()
    assert f'value="{people[57]}"' in found.html
    assert f'value="{people[7]}" selected' in found.html
    assert "样例原因" in found.words


def test_a_space_among_many_is_looked_up(desk: Desk) -> None:
    leader = desk.browsers["leader"]
    _crowd(desk)
    page = leader.get("/jobs/new")
    assert "样例池59" not in page.words
    chosen = str(desk.cast.space)
    found = leader.submit("/jobs/new", "/jobs/new", spaces="zz-59", space_id=chosen, do="find").is_sound()
    assert "样例池59" in found.words
    assert f'value="{chosen}" checked' in found.html
    assert "没有找到" in leader.submit("/jobs/new", "/jobs/new", spaces="样例河", do="find").is_sound().words
