"""Bad input at the mouth, through the API: each has its code and its Chinese message, and leaves nothing half-written.

Approving one's own application, two approvers at once and the deadline of a filing stand with the plan and filings.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from api_client import faults, made, refused
from databases import on_one_engine
from mouth_client import Mouth
from outcomes import unwritten
from pieces import at
from plan_cast import PIN, then
from site_cast import Site
from stages import stage as at_stage
from walk_client import Json, codes, values

from permit_service.models.base import db
from permit_service.models.people import Badge
from permit_service.models.presence import Entry, GuardianPost, Scan
from permit_service.models.spaces import Plate
from permit_service.services import codes as codes_on_paper
from qr import sign
from qr.claims import FOREVER, Kind
from qr.keys import KeyRing

tested = at_stage("tested")
active = at_stage("active")

NOW = at("09:52")


template = on_one_engine()


@pytest.fixture
def mouth(active: Site) -> Iterator[Mouth]:
    """Active since 09:50; it is 09:52, nobody is inside."""
    with then(NOW):
        yield Mouth(active)


@contextmanager
def nothing_written(mouth: Mouth, *who: str) -> Iterator[None]:
    """Whoever asks is signed in before rows are counted."""
    for name in who or ("guardian",):
        mouth.as_(name)
    with unwritten():
        yield


def one_value(**changes: Any) -> list[Json]:
    """Four channels, the first of them changed."""
    first, *rest = values()
    return [{name: value for name, value in (first | changes).items() if value is not ...}, *rest]


# -- readings ---------------------------------------------------------------------------------------------------

NO_DISPLAY = {
    "negative": ({"amount": "-1"}, {"values.0.amount": "greater_than_equal"}),
    "not a number": ({"amount": "NaN"}, {"values.0.amount": "decimal_parsing"}),
    "infinite": ({"amount": "Infinity"}, {"values.0.amount": "decimal_parsing"}),
    "over 100 %VOL": ({"amount": "101"}, {"values.0.amount": "less_than_equal"}),
    "text": ({"amount": "safe"}, {"values.0.amount": "decimal_parsing"}),
    "unknown unit": ({"unit": "percent"}, {"values.0.unit": "enum"}),
    "no unit": ({"unit": ...}, {"values.0.unit": "required"}),
    "unknown gas": ({"gas": "xe"}, {"values.0.gas": "enum"}),
    "twice the same gas": ({"gas": "co"}, {"values.3.gas": "taken"}),
    "too exact": ({"amount": "20.1234567"}, {"values.0.amount": "decimal_max_places"}),
    "a verdict": ({"verdict": "safe"}, {"values.0.verdict": "extra_forbidden"}),
}


def test_what_no_display_shows_is_bad_input(mouth: Mouth) -> None:
    with nothing_written(mouth):
        for case, (changes, expected) in NO_DISPLAY.items():
            assert faults(mouth.read(one_value(**changes))) == expected, case


def test_a_reading_of_nothing_nowhere_is_bad_input(mouth: Mouth) -> None:
    with nothing_written(mouth):
        answer = mouth.as_("guardian").device_write(mouth.on("readings"), values=[])
        assert faults(answer) == {"values": "required", "zone": "required"}


def test_a_device_never_tells_the_verdict(mouth: Mouth) -> None:
    """O2 of 8 % sent with "safe"."""
    with nothing_written(mouth):
        for word in ("status", "passed", "verdict", "good", "safe"):
            assert faults(mouth.read(values(o2="8"), **{word: "safe"})) == {word: "extra_forbidden"}


def test_eight_percent_oxygen_is_judged_by_the_server(mouth: Mouth) -> None:
    mouth.scan()
    told = made(mouth.read(values(o2="8")))
    assert (told["good"], told["bad"], told["evacuation"]["cause"]) == (False, True, "bad_gas")
    assert next(one for one in told["judgements"] if one["gas"] == "o2")["code"] == "oxygen_out_of_range"


@pytest.mark.parametrize(
    ("changes", "bad"),
    [({"amount": ...}, False), ({"amount": "31"}, True), ({"saturated": True}, True)],
    ids=["missing", "over the detector's range", "saturated"],
)
def test_a_missing_or_saturated_value_is_recorded_and_never_good(
    mouth: Mouth, changes: dict[str, Any], bad: bool
) -> None:
    told = made(mouth.read(one_value(**changes), detector_id=str(mouth.site.cast.detector)))
    assert (told["good"], told["bad"]) == (False, bad)
    assert told["judgements"][0]["code"] == "reading_unusable"


def test_a_channel_left_out_is_told(mouth: Mouth) -> None:
    told = made(mouth.read(values()[:2]))
    assert (told["good"], told["bad"], told["missing"]) == (False, False, ["co", "h2s"])


WRONG_TIMES = {
    (NOW + timedelta(seconds=61)).isoformat(): "future",
    (NOW - timedelta(days=1)).isoformat(): "back_dated",
    "2026-12-01T09:52:00": "timezone_aware",
    "yesterday": "datetime_parsing",
}


def test_a_time_in_the_future_or_the_past_is_bad_input(mouth: Mouth) -> None:
    with nothing_written(mouth):
        for taken_at, code in WRONG_TIMES.items():
            assert faults(mouth.read(values(), taken_at=taken_at)) == {"taken_at": code}


# -- codes on paper -----------------------------------------------------------------------------------------------


def bad_codes(mouth: Mouth) -> dict[str, str]:
    """A badge's code spoilt in every way, by the refusal it gets."""
    badge = db.session.get_one(Badge, mouth.site.cast.badges["entrant"])
    ring, token = codes_on_paper.key_ring(), codes_on_paper.badge_code(badge).rsplit("/", 1)[1]

    def issued(keys: KeyRing, row_id: uuid.UUID, since: datetime, until: datetime = FOREVER) -> str:
        return sign.issue(keys, Kind.badge, row_id, since, until)

    return {
        "code_forged": token[:40] + ("A" if token[40] != "A" else "B") + token[41:],
        "code_broken": token[:-20],
        "code_foreign": issued(KeyRing.generate(at("00:00")), badge.id, badge.issued_at),
        "code_expired": issued(ring, badge.id, badge.issued_at, at("09:00")),
        "code_not_yet_valid": issued(ring, badge.id, at("10:00")),
        "code_unknown": issued(ring, uuid.uuid4(), badge.issued_at),
        "code_wrong_kind": codes_on_paper.plate_code(db.session.get_one(Plate, mouth.site.cast.plate)),
    }


def rows(kind: type[Entry | Scan | GuardianPost]) -> int:
    db.session.rollback()
    return db.session.query(kind).count()


def test_a_bad_badge_lets_nobody_in_but_the_attempt_is_kept(mouth: Mouth) -> None:
    scans = rows(Scan)
    for number, (code, text) in enumerate(bad_codes(mouth).items(), start=1):
        told = mouth.scan(badge=text)
        assert (told["verdict"], codes(told), told["entries"], told["inside"]) == ("refuse", {code}, [], [])
        assert all(one["message"] and one["remedy"] for one in told["refusals"])
        assert text not in str(told)
        assert rows(Scan) == scans + number
    assert rows(Entry) == 0


def test_a_bad_permit_or_plate_takes_no_post(mouth: Mouth) -> None:
    guardian, posts = mouth.as_("guardian"), rows(GuardianPost)
    permit = codes_on_paper.permit_code(mouth.site.permit)
    assert permit is not None
    plate = codes_on_paper.plate_code(db.session.get_one(Plate, mouth.site.cast.plate))
    for given in ({"permit": permit[:-9], "plate": plate}, {"permit": permit, "plate": permit}):
        told = made(guardian.device_write("/guardian-posts", **given))
        assert (told["verdict"], told["post"], len(told["scan_ids"])) == ("refuse", None, 2)
        assert codes(told) <= {"code_broken", "code_wrong_kind"}
        assert codes(told)
    assert rows(GuardianPost) == posts


# -- nonces -------------------------------------------------------------------------------------------------------


def test_the_same_write_again_is_the_stored_answer(mouth: Mouth) -> None:
    guardian = mouth.as_("guardian")
    body = {
        "device": guardian.device,
        "nonce": "nonce-of-one-scan",
        "direction": "in",
        "permit_id": str(mouth.site.permit_id),
        "badge": mouth.site.badge("entrant"),
    }
    first = made(guardian.post("/scans", **body))
    assert (first["verdict"], first["green"], first["replayed"]) == ("admit", True, False)
    with unwritten():
        again = made(guardian.post("/scans", **body))
    assert (again["id"], again["replayed"], again["green"]) == (first["id"], True, True)
    assert again["decided_at"] == first["decided_at"]
    with then(NOW + timedelta(seconds=61)):
        assert made(guardian.post("/scans", **body))["green"] is False
    assert rows(Entry) == 1


def test_the_same_nonce_with_another_body_is_refused(mouth: Mouth) -> None:
    guardian = mouth.as_("guardian")
    body = {"device": guardian.device, "nonce": "nonce-of-one-reading", "zone": "井底"}
    made(guardian.post(mouth.on("readings"), **body, values=values()))
    with unwritten():
        other = guardian.post(mouth.on("readings"), **body, values=values(h2s="8"))
        elsewhere = guardian.post(mouth.on("contact-checks"), device=body["device"], nonce=body["nonce"], answered=True)
    for answer in (other, elsewhere):
        assert (answer.status_code, answer.json["code"]) == (409, "nonce_reused")
        assert answer.json["detail"]


def test_a_device_is_the_tokens_own(mouth: Mouth) -> None:
    guardian = mouth.as_("guardian")
    with unwritten():
        answer = guardian.post(mouth.on("suspend"), device="another", nonce="nonce-of-another")
        assert faults(answer) == {"device": "unknown"}
        assert faults(guardian.post(mouth.on("suspend"))) == {"device": "missing", "nonce": "missing"}


# -- who, where ---------------------------------------------------------------------------------------------------


def test_a_guardian_is_not_let_in(mouth: Mouth) -> None:
    told = mouth.scan("guardian")
    assert told["verdict"] == "refuse"
    assert "guardian_is_entrant" in codes(told)
    assert rows(Entry) == 0


def test_a_guardian_listed_as_entrant_is_not_submitted(mouth: Mouth) -> None:
    """Named for both in a draft it is shown; submitted it is refused."""
    leader, cast = mouth.as_("leader"), mouth.site.cast
    members = [
        {"person_id": mouth.person("leader"), "parts": ["leader"]},
        {"person_id": mouth.person("guardian"), "parts": ["guardian", "entrant"]},
        {"person_id": mouth.person("principal"), "parts": ["approver"]},
    ]
    window = {"window_start": at("08:30", 9).isoformat(), "window_end": at("17:30", 9).isoformat()}
    job = made(leader.post("/jobs", space_id=str(cast.space), members=members, **window))
    path = f"/permits/{job['permits'][0]['id']}"
    shown = made(leader.get(f"{path}/assignments"), 200)["items"]
    warned = next(one for one in shown if one["person_id"] == mouth.person("guardian"))
    assert "guardian_is_entrant" in {one["code"] for gate in warned["clearance"]["gates"] for one in gate["warnings"]}
    with unwritten():
        assert "guardian_is_entrant" in refused(leader.post(f"{path}/submit"))


def test_a_person_inside_another_space_is_refused(mouth: Mouth) -> None:
    guardian, other = mouth.as_("guardian"), mouth.site.cast.other_space
    plate = Plate(space_id=other, code="S0002", issued_at=at("00:00") - timedelta(days=9))
    db.session.add(plate)
    db.session.flush()
    text = codes_on_paper.plate_code(plate)
    db.session.commit()
    protected = {"apparatus": True, "lifeline": True, "attendant": True}
    there = {"direction": "rescue_in", "plate": text, "person_id": mouth.person("entrant")}
    assert made(guardian.device_write("/scans", **there, **protected))["verdict"] == "admit"
    told = mouth.scan()
    assert (told["verdict"], codes(told)) == ("refuse", {"inside_elsewhere"})
    assert rows(Entry) == 1


def test_nobody_goes_in_twice(mouth: Mouth) -> None:
    mouth.scan()
    assert codes(mouth.scan()) == {"already_inside"}
    assert rows(Entry) == 1


def test_a_stranger_to_the_permit_is_refused(mouth: Mouth) -> None:
    told = mouth.scan("reserve")
    assert (told["verdict"], "not_on_permit" in codes(told)) == ("refuse", True)


WRONG_SCANS: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"badge": None, "person_id": str(uuid.uuid4())}, {"person_id": "unknown"}),
    ({"permit_id": None}, {"plate": "required"}),
    ({"tools": -1}, {"tools": "greater_than_equal"}),
    ({"tools": 1001}, {"tools": "less_than_equal"}),
    ({"head_count": 0}, {"head_count": "greater_than_equal"}),
    ({"direction": "up"}, {"direction": "enum"}),
    ({"photo": "bm8gcGljdHVyZQ=="}, {"photo": "file_type"}),
    ({"nonce": "n"}, {"nonce": "string_too_short"}),
]


def test_a_scan_names_each_wrong_field(mouth: Mouth) -> None:
    guardian = mouth.as_("guardian")
    whole = {
        "device": guardian.device,
        "nonce": "nonce-of-a-wrong-scan",
        "direction": "in",
        "permit_id": str(mouth.site.permit_id),
        "badge": mouth.site.badge("entrant"),
    }
    with unwritten():
        for changes, expected in WRONG_SCANS:
            assert faults(guardian.post("/scans", **whole | changes)) == expected


# -- the end ------------------------------------------------------------------------------------------------------


def test_nothing_ends_with_someone_inside(mouth: Mouth) -> None:
    mouth.scan(tools=2)
    leader, guardian = mouth.as_("leader"), mouth.as_("guardian")
    with unwritten():
        assert "people_inside" in refused(guardian.device_write(mouth.on("finish")))
        closing = leader.device_write(mouth.on("close"), sign_in={"pin": PIN})
        assert closing.json["code"] == "move_refused"
    mouth.scan(direction="out", tools=1)
    with unwritten():
        assert refused(guardian.device_write(mouth.on("finish"))) == {"tools_inside"}
        wrong = leader.device_write(mouth.on("write-offs"), tools=2, reason="", sign_in={"pin": PIN})
        assert faults(wrong) == {"reason": "required", "tools": "less_than_equal"}
    made(leader.device_write(mouth.on("write-offs"), tools=1, reason="样例：扳手掉入集水坑", sign_in={"pin": PIN}))
    assert made(guardian.device_write(mouth.on("finish")), 200)["status"] == "finished"


def test_a_count_that_differs_closes_nothing(mouth: Mouth) -> None:
    mouth.scan()
    guardian = mouth.as_("guardian")
    counted = made(guardian.device_write(mouth.on("musters"), counted=2, all_out=True))
    assert (counted["registered"], counted["settled_at"]) == (1, None)
    told = made(guardian.get(mouth.on("presence")), 200)
    assert (len(told["inside"]), told["headcount_differs"]) == (1, True)
    assert "headcount_differs" in codes(mouth.scan("entrant_2"))
    settle = f"/musters/{counted['id']}/settle"
    assert faults(guardian.device_write(settle, remark=" ")) == {"remark": "required"}
    assert made(guardian.device_write(settle, remark="样例：数错"), 200)["settled_at"] is not None


def test_a_wrong_pin_signs_nothing(tested: Site) -> None:
    mouth = Mouth(tested)
    with then(at("09:50")), nothing_written(mouth, "leader"):
        answer = mouth.as_("leader").device_write(mouth.on("confirm"), sign_in={"pin": "000001"})
        assert faults(answer) == {"pin": "pin_wrong"}
        assert "000001" not in answer.text


def test_only_the_leader_confirms(tested: Site) -> None:
    mouth = Mouth(tested)
    with then(at("09:50")), nothing_written(mouth):
        assert "role_missing" in refused(mouth.as_("guardian").device_write(mouth.on("confirm"), sign_in={"pin": PIN}))
