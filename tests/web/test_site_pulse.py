"""What every page at the mouth asks every few seconds: nothing new, somebody gone in or out, people must come out."""

import html
import re
from datetime import UTC

from page_client import Browser, Page, phone_of, stranger
from pieces import at
from stages import Served, served_stage

from permit_service.models.presence import GuardianPost
from permit_service.services import codes
from workflows.vocabulary import Direction

active = served_stage("active")

NOW = at("09:55")


def asks(page: Page) -> str:
    """The address that the page asks by itself."""
    found = re.search(r'data-pulse hidden hx-get="([^"]+)"', page.html)
    assert found is not None
    return html.unescape(found[1])


def test_a_phone_is_told_what_its_page_does_not_show_yet(active: Served) -> None:
    guardian, leader = phone_of(active, "guardian", NOW), phone_of(active, "leader", NOW)
    address = asks(guardian.get("gas"))
    assert guardian.get(address, 204).html == ""

    active.scan("entrant", NOW)
    told = guardian.look(address)
    assert told.status == 200
    assert told.response.headers["HX-Trigger"] == "presence"
    address = asks(told)
    guardian.get(address, 204)

    leader.submit("site", "/inside/evacuate")
    panel = guardian.get(address)
    assert panel.response.headers["HX-Retarget"] == panel.response.headers["HX-Reselect"] == "#main"
    assert "样例entrant" in panel.words
    assert "data-alarm" in panel.html
    address = asks(panel)
    guardian.get(address, 204)

    active.scan("entrant", NOW, direction=Direction.out)
    out = guardian.get(address)
    assert "登记的人都已撤出" in out.words
    assert "data-alarm" not in out.html
    leader.submit("inside", "/lift")
    assert "里面没有人" in guardian.get(asks(out)).words


def test_asking_is_the_guardians_beat_and_nobody_elses_business(active: Served) -> None:
    guardian, outsider = phone_of(active, "guardian", at("10:00")), phone_of(active, "s_leader", at("10:00"))
    address = asks(guardian.get("site"))
    guardian.at(at("10:05")).get(address, 204)
    assert active.only(GuardianPost).last_beat_at == at("10:05")
    outsider.get(address, 404)
    assert "/sign-in" in stranger(active, NOW).get(address, 302).response.location


def test_the_public_page_of_the_permit_says_stop_too(active: Served) -> None:
    code = active.read(lambda site: codes.permit_code(site.permit), NOW)
    assert code is not None
    path = "/" + code.split("/", 3)[3]
    signed_in, anyone = phone_of(active, "leader", NOW), stranger(active, NOW)
    address = asks(signed_in.get(path))
    assert "data-pulse" not in anyone.get(path).html
    assert 'hx-get="" hx-trigger="every 20s"' in anyone.get(path).html
    assert (
        f'data-good-until="{at("09:56").astimezone(UTC).isoformat()}"' in anyone.get(path).html
    )  # green no longer than a minute
    active.scan("entrant", NOW)
    _evacuate(signed_in)
    assert "还在里面" in signed_in.get(address).words
    assert "正在撤离" in anyone.get(path).words


def _evacuate(phone: Browser) -> None:
    assert phone.submit("site", "/inside/evacuate").status == 303
