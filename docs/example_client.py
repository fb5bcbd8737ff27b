"""From sign-in to ``admit``: one day's work in a well, as an outside program. Standard library only."""

import base64
import json
import os
import struct
import sys
import uuid
import zlib
from datetime import datetime, timedelta
from urllib.error import HTTPError
from urllib.request import Request, urlopen

BASE = os.environ["BASE"]
PASSWORD, PIN = os.environ["PASSWORD"], os.environ["PIN"]
#: Each signs in with an account of their own; entrants need none and are found in the register by name.
LEADER, GUARDIAN, PRINCIPAL, MANAGER, OFFICER = os.environ["LOGINS"].split()
ENTRANT, WELL = os.environ["ENTRANT"], os.environ["WELL"]
#: Over a week from now: the street is told three days ahead.
START = datetime.fromisoformat(os.environ["START"])
MINUTE = timedelta(minutes=1)


def call(method, path, body=None, token=None):
    """One request; the JSON of its answer. What is refused ends the program with the problem, which says why."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(BASE + path, data=data, headers=headers, method=method)) as answer:
            return json.loads(answer.read() or "null")
    except HTTPError as refused:
        sys.exit(f"{method} {path}: {refused.read().decode()}")


class Account:
    """One account on one device."""

    def __init__(self, login):
        told = call("POST", "/api/v1/tokens", {"login": login, "password": PASSWORD})
        self.token, self.device = told["token"], told["device"]
        self.person = self.get("/me")["person"]["id"]

    def get(self, path):
        return call("GET", f"/api/v1{path}", token=self.token)

    def post(self, path, **body):
        return call("POST", f"/api/v1{path}", body, self.token)

    def record(self, path, **body):
        """A device's write: sent again with the same nonce, it is answered again and carried out once."""
        return self.post(path, device=self.device, nonce=uuid.uuid4().hex, **body)


def clock(moment):
    """Only a sample server has this address; on a real one, time passes by itself."""
    call("PUT", "/_clock", {"now": moment.isoformat(), "frozen": True})


def drawn_signature():
    """A white PNG of one pixel: here goes what the listener drew on the screen."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    image = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    image += chunk(b"IDAT", zlib.compress(b"\x00\xff")) + chunk(b"IEND", b"")
    return base64.b64encode(image).decode()


SIGN = {"pin": PIN}

# -- A week before: plan, assess the risks, sign ------------------------------------------------------------
clock(START - timedelta(days=7))
leader, guardian = Account(LEADER), Account(GUARDIAN)
principal, manager = Account(PRINCIPAL), Account(MANAGER)

well = next(one for one in leader.get("/spaces")["items"] if one["name"] == WELL)
entry = leader.get(f"/spaces/{well['id']}")
opening = entry["space"]["openings"][0]["id"]
entrant = next(one for one in leader.get("/people?size=200")["items"] if one["name"] == ENTRANT)
pieces = {one["kind"]: one["id"] for one in leader.get("/equipment")["items"]}

job = leader.post(
    "/jobs",
    space_id=well["id"],
    window_start=START.isoformat(),
    window_end=(START + timedelta(hours=9)).isoformat(),
    content="更换流量计",
    work_kind="maintenance",
    hazards=["poisoning", "oxygen_deficiency", "fall"],
    emergency_plan="现场处置方案",
    members=[
        {"person_id": leader.person, "parts": ["leader"]},
        {"person_id": guardian.person, "parts": ["guardian", "tester"]},
        {"person_id": principal.person, "parts": ["approver", "rescuer"]},
        {"person_id": manager.person, "parts": ["manager"]},
        {"person_id": entrant["id"], "parts": ["entrant"]},
    ],
    measures=[{"content": "先通风，再检测，后作业"}],
)
permit = f"/permits/{job['permits'][0]['id']}"
hazards = ["poisoning", "oxygen_deficiency", "explosion", "drowning", "fall", "electric_shock"]
hazards += ["mechanical_injury", "burial", "burns", "heat_and_damp", "other"]
answers = [{"hazard": hazard, "answer": "yes", "measure": "专人监护"} for hazard in hazards]
leader.post(f"{permit}/risk-assessments", answers=answers)

missing = [gate for gate in leader.get(f"{permit}/clearance?for=permit_submit")["gates"] if gate["refusals"]]
assert not missing, missing
leader.post(f"{permit}/submit")
leader.post(f"{permit}/consent", sign_in=SIGN)
approved = principal.post(f"{permit}/approve", sign_in=SIGN)
assert approved["status"] == "approved"

# -- Tell the street three days ahead; it trains the crew for half an hour ----------------------------------
filing = leader.post(f"/jobs/{job['id']}/filings")
receipt = leader.post(f"/filings/{filing['id']}/submit")["receipt_number"]
assert receipt
begin = START - timedelta(days=2)
clock(begin - 60 * MINUTE)
officer = Account(OFFICER)
training = officer.post(f"/filings/{filing['id']}/street-trainings", scheduled_at=begin.isoformat())
clock(begin)
officer.post(f"/street-trainings/{training['id']}/start")
others = [guardian.person, principal.person, manager.person, entrant["id"]]
for person in (leader.person, *others):
    officer.post(f"/street-trainings/{training['id']}/attendees", person_id=person)
clock(begin + 30 * MINUTE)
officer.post(f"/street-trainings/{training['id']}/end")

# -- At the mouth, in the order of the work -----------------------------------------------------------------
clock(START + 1 * MINUTE)
leader, guardian = Account(LEADER), Account(GUARDIAN)  # tokens last for hours, not days
code = guardian.get(f"{permit}/code")["url"]
plate = guardian.get(f"/plates/{entry['plates'][0]['id']}/code")["url"]
post = guardian.record("/guardian-posts", permit=code, plate=plate)["post"]["id"]

items = ["content", "division", "hazards", "requirements", "emergency"]
briefing = leader.record(f"{permit}/briefings", contents=dict.fromkeys(items, "逐项交底"), sign_in=SIGN)
for person in others:
    leader.record(f"/briefings/{briefing['id']}/listeners", person_id=person, image=drawn_signature())

guardian.record(f"{permit}/area-closures", closed=True, notice_board=True)
kinds = ["fan", "harness_and_lifeline", "tripod", "lighting", "communication", "rescue_set"]
lines = [{"item": kind, "answer": "yes"} for kind in kinds]
lines += [{"item": kind, "answer": "yes", "equipment_id": piece} for kind, piece in pieces.items()]
guardian.record(f"{permit}/equipment-checks", lines=lines, lighting_volts="12", rescue_kit_metres="5")
isolations = [
    {"kind": "lock_tag", "place": "电源箱", "lock_number": "S-07"},
    {"kind": "blind_plate", "place": "进水管"},
    {"kind": "emptying"},
]
for isolation in guardian.record(f"{permit}/isolations", items=isolations)["items"]:
    guardian.record(f"/isolations/{isolation['id']}/confirm")

clock(START + 10 * MINUTE)
guardian.record(f"{permit}/openings", opening_id=opening, upwind=True)
guardian.record(f"{permit}/ventilations", kind="natural")

AIR = [
    {"gas": "o2", "amount": "20.9", "unit": "vol"},
    {"gas": "ex", "amount": "0", "unit": "lel"},
    {"gas": "h2s", "amount": "0", "unit": "ppm"},
    {"gas": "co", "amount": "1", "unit": "ppm"},
]


def gas_series(first_point):
    """Top, middle and bottom of the three-metre well, a minute each; then the tester signs."""
    detector = pieces["gas_detector"]
    series = guardian.record(f"{permit}/gas-series", detector_id=detector, survey_done=True, stirred=True)
    for number, distance in enumerate(("0.8", "1.5", "2.2")):
        clock(first_point + number * MINUTE)
        guardian.record(f"/gas-series/{series['id']}/points", leg=0, distance=distance, values=AIR)
    return guardian.record(f"/gas-series/{series['id']}/sign", sign_in=SIGN)


gas_series(START + 11 * MINUTE)
clock(START + 18 * MINUTE)
guardian.record(f"{permit}/ventilations", kind="mechanical", duct_confirmed=True)
clock(START + 48 * MINUTE)
gas_series(START + 49 * MINUTE)  # again, now that the fan runs

clock(START + 57 * MINUTE)
gear = dict.fromkeys(["helmet", "harness", "lifeline", "supplied_air"], "yes")
guardian.record(f"{permit}/protection-checks", person_id=entrant["id"], answers=gear)
checks = ["briefing", "area_closure", "equipment", "openings", "isolation", "clearing"]
checks += ["ventilation", "detection", "protection", "rescue", "communication"]
guardian.record(f"{permit}/guardian-checks", answers=dict.fromkeys(checks, "yes"))
guardian.record(f"{permit}/guardian-checks/sign", sign_in=SIGN)
leader.record(f"{permit}/confirm", sign_in=SIGN)

# -- May this person go in, here, now? ----------------------------------------------------------------------
badge = leader.get(f"/people/{entrant['id']}")["badge"]["id"]
scan = guardian.record("/scans", direction="in", post_id=post, badge=guardian.get(f"/badges/{badge}/code")["url"])
assert scan["verdict"] == "admit", scan["refusals"]
assert scan["green"]
