"""Addresses have one style, ids are UUIDs, and hardly anything that writes is open to all."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from permit_service.policy import NOBODY, POLICY, ROOMS, joined

#: Addresses that are printed in codes, sent as one-time links or served by a library, and the sample's clock.
OTHER_STYLES = ("/A/", "/M/", "/Q/", "/S/", "/W/", "/T/", "/E/", "/static/", "/api/v1/static/", "/_clock")
SEGMENT = re.compile(
    r"[a-z0-9]+(-[a-z0-9]+)*(\.json|\.svg|\.png|\.pdf|\.js|\.webmanifest)?|<uuid:[a-z_]+_id>|<([a-z]+(\([a-z,-]+\))?:)?[a-z_]+>"
)
WRITING = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def rules(sample_routes: Flask) -> list[Rule]:
    return list(sample_routes.url_map.iter_rules())


def test_paths_are_kebab_case(rules: list[Rule]) -> None:
    styled = [rule.rule for rule in rules if not rule.rule.startswith(OTHER_STYLES)]
    wrong = [path for path in styled if any(not SEGMENT.fullmatch(part) for part in path.strip("/").split("/") if part)]
    assert not wrong


def test_ids_are_uuids(rules: list[Rule]) -> None:
    for rule in rules:
        for name in rule.arguments:
            assert not name.endswith("_id") or f"<uuid:{name}>" in rule.rule


#: Writes for everyone: signing in, and sitting an examination, for which the signed code of one's seat is the proof.
FOR_EVERYONE = {"api.tokens.create", "api.exams.begin", "api.exams.hand_in"}


def test_of_the_api_only_signing_in_and_examinations_write_for_everyone(rules: list[Rule]) -> None:
    public = {rule.endpoint for rule in rules if WRITING & (rule.methods or set()) and POLICY[rule.endpoint].public}
    unguarded = {endpoint for endpoint, policy in POLICY.items() if not policy.csrf}
    assert {e for e in public | unguarded if e.startswith("api.")} == FOR_EVERYONE


def test_the_policies_of_each_room_stand_in_order() -> None:
    for room in ROOMS:
        assert list(room) == sorted(room)


def test_no_endpoint_stands_in_two_rooms() -> None:
    with pytest.raises(ValueError, match="stands twice"):
        joined(*ROOMS, {"api.jobs.create": NOBODY})
