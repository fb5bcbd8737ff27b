"""Walking a job through the API, from plan to acceptance, each step as its own account, moving the sample's clock.

Every step expects to be carried out; what should be refused is sent by the test itself through :meth:`Walk.as_`.
"""

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from api_client import Api, made, proof, signed_in
from flask import Flask
from pieces import PLANNED, at
from PIL import Image
from plan_cast import Cast

from permit_service.services import clock
from workflows.gas_facts import Leg
from workflows.kinds import BriefingItem, EquipmentItem, GuardianCheckItem, Hazard, Orientation
from workflows.points import suggest_points

Json = dict[str, Any]

MINUTE = timedelta(minutes=1)
CLEAN = {"o2": ("20.9", "vol"), "ex": ("0", "lel"), "h2s": ("0", "ppm"), "co": ("1", "ppm")}
GEAR = ("helmet", "harness", "lifeline", "supplied_air")
#: Who plays what in the sample job.
CREW = {
    "leader": ["leader"],
    "guardian": ["guardian", "tester"],
    "entrant": ["entrant"],
    "entrant_2": ["entrant"],
    "principal": ["approver", "rescuer"],
    "manager": ["manager"],
}


def drawn() -> str:
    """A drawn signature, in base64."""
    buffer = BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def values(**shown: str) -> list[Json]:
    """The four channels, clean but for what is shown: ``values(h2s="8")`` in the channel's usual unit."""
    return [{"gas": gas, "amount": shown.get(gas, amount), "unit": unit} for gas, (amount, unit) in CLEAN.items()]


@dataclass
class Walk:
    """One job on its way. ``crew`` names who plays what; ``job_id`` and ``permit_id`` are set by :meth:`plan`."""

    stage: Flask
    cast: Cast
    set_clock: Callable[[datetime], None]
    crew: dict[str, list[str]] = field(default_factory=lambda: {who: list(parts) for who, parts in CREW.items()})
    day: int = 1
    job_id: str = ""
    permit_id: str = ""
    filing_id: str = ""
    post_id: str = ""
    _apis: dict[str, Api] = field(default_factory=dict)

    # -- who and when

    def as_(self, who: str) -> Api:
        """The client of somebody's account, kept for the whole walk."""
        if who not in self._apis:
            self._apis[who] = signed_in(self.stage, self.cast.users[who])
        return self._apis[who]

    def who(self, part: str) -> str:
        """The first who plays a part."""
        return next(name for name, parts in self.crew.items() if part in parts)

    def by(self, part: str) -> Api:
        return self.as_(self.who(part))

    def everyone(self, part: str) -> list[str]:
        return [name for name, parts in self.crew.items() if part in parts]

    def person(self, who: str) -> str:
        return str(self.cast.people[who])

    def at(self, clock: str) -> datetime:
        """Set the clock to a time of the walk's day."""
        moment = at(clock, self.day)
        self.set_clock(moment)
        return moment

    # -- at the desk

    def form(self, **changes: Any) -> Json:
        """The one-day form of the sample job."""
        return {
            "space_id": str(self.cast.space),
            "window_start": at("08:30", self.day).isoformat(),
            "window_end": at("17:30", self.day).isoformat(),
            "content": "更换流量计",
            "work_kind": "maintenance",
            "hazards": ["poisoning", "oxygen_deficiency", "fall"],
            "emergency_plan": "样例现场处置方案",
            "members": [{"person_id": self.person(who), "parts": parts} for who, parts in self.crew.items()],
            "measures": [{"content": "先通风，再检测，后作业"}],
            **changes,
        }

    def plan(self, **changes: Any) -> Json:
        """Plan the job and assess its risks."""
        job = made(self.by("leader").post("/jobs", **self.form(**changes)))
        self.job_id, self.permit_id = job["id"], job["permits"][0]["id"]
        self.assess()
        return job

    def assess(self) -> None:
        answers = [{"hazard": hazard, "answer": "yes", "measure": "样例措施"} for hazard in Hazard]
        made(self.by("leader").post(self.on("risk-assessments"), answers=answers))

    def on(self, evidence: str) -> str:
        """The address of something under the permit."""
        return f"/permits/{self.permit_id}/{evidence}"

    def submit(self) -> Json:
        return made(self.by("leader").post(self.on("submit")), 200)

    def sign(self) -> Json:
        """Consent and approval, each on their own phone."""
        made(self.by("leader").post(self.on("consent"), sign_in=proof()), 200)
        return made(self.by("approver").post(self.on("approve"), sign_in=proof()), 200)

    def file(self) -> Json:
        """The filing, made from the job and handed in."""
        filing = made(self.by("leader").post(f"/jobs/{self.job_id}/filings"))
        self.filing_id = filing["id"]
        return made(self.by("leader").post(f"/filings/{self.filing_id}/submit"), 200)

    def train(self, who: Iterable[str]) -> None:
        """The street trains the crew for half an hour, from now on."""
        officer = self.as_("officer")
        start = self.now() + MINUTE
        training = made(
            officer.post(
                f"/filings/{self.filing_id}/street-trainings", scheduled_at=start.isoformat(), place="样例街道"
            )
        )
        path = f"/street-trainings/{training['id']}"
        self.set_clock(start)
        made(officer.post(f"{path}/start"), 200)
        for name in who:
            made(officer.post(f"{path}/attendees", person_id=self.person(name)))
        self.set_clock(start + 30 * MINUTE)
        made(officer.post(f"{path}/end"), 200)

    def now(self) -> datetime:
        told = self.stage.test_client().get("/_clock").json["now"]
        return datetime.fromisoformat(told)

    def tick(self) -> None:
        """The clock process looks once."""
        with self.stage.app_context():
            clock.tick()

    def planned(self, **changes: Any) -> None:
        """All that comes before the day: planned, signed, filed in time, trained."""
        self.set_clock(PLANNED)
        self.plan(**changes)
        self.submit()
        self.sign()
        self.file()
        self.train(self.crew)

    # -- at the mouth

    def code(self, of: str) -> str:
        """What a printed code holds: ``permits/ID``, ``plates/ID``, ``badges/ID``."""
        url: str = made(self.by("leader").get(f"/{of}/code"), 200)["url"]
        return url

    def permit_code(self) -> str:
        return self.code(f"permits/{self.permit_id}")

    def plate_code(self) -> str:
        return self.code(f"plates/{self.cast.plate}")

    def badge_code(self, who: str) -> str:
        return self.code(f"badges/{self.cast.badges[who]}")

    def check_in(self) -> Json:
        done = made(
            self.by("guardian").device_write("/guardian-posts", permit=self.permit_code(), plate=self.plate_code())
        )
        assert done["verdict"] == "admit", done["refusals"]
        self.post_id = done["post"]["id"]
        return done

    def brief(self) -> None:
        """The leader tells the five items; everyone else signs drawn before them."""
        told = dict.fromkeys(BriefingItem, "样例内容")
        leader = self.by("leader")
        briefing = made(leader.device_write(self.on("briefings"), contents=told, sign_in=proof()))
        for name in self.crew:
            if name != self.who("leader"):
                path = f"/briefings/{briefing['id']}/listeners"
                made(leader.device_write(path, person_id=self.person(name), image=drawn()))

    def prepare(self) -> None:
        """Area, equipment, isolation."""
        guardian = self.by("guardian")
        made(guardian.device_write(self.on("area-closures"), closed=True, notice_board=True))
        made(guardian.device_write(self.on("equipment-checks"), **self.equipment_form()))
        items = [
            {"kind": "lock_tag", "place": "电源箱", "lock_number": "S-07"},
            {"kind": "blind_plate", "place": "进水管"},
            {"kind": "emptying"},
        ]
        for row in made(guardian.device_write(self.on("isolations"), items=items))["items"]:
            made(guardian.device_write(f"/isolations/{row['id']}/confirm"), 200)

    def equipment_form(self) -> Json:
        pieces = {EquipmentItem.gas_detector: self.cast.detector, EquipmentItem.breathing_set: self.cast.breathing_set}
        lines = [
            {"item": item, "answer": "yes", **({"equipment_id": str(pieces[item])} if item in pieces else {})}
            for item in EquipmentItem
        ]
        return {"lines": lines, "lighting_volts": "12", "rescue_kit_metres": "5"}

    def open(self) -> None:
        guardian = self.by("guardian")
        made(guardian.device_write(self.on("openings"), opening_id=str(self.cast.opening), upwind=True))
        made(guardian.device_write(self.on("ventilations"), kind="natural"))

    def series(self, **shown: str) -> Json:
        """A whole series, a point a minute, signed at once."""
        tester = self.by("tester")
        begun = made(
            tester.device_write(
                self.on("gas-series"), detector_id=str(self.cast.detector), survey_done=True, stirred=True
            )
        )
        path, now = f"/gas-series/{begun['id']}", self.now()
        for number, distance in enumerate(self.distances(), start=1):
            self.set_clock(now + number * MINUTE)
            point = {"leg": 0, "distance": str(distance), "values": values(**shown)}
            made(tester.device_write(f"{path}/points", **point))
        return made(tester.device_write(f"{path}/sign", sign_in=proof()), 200)

    def distances(self) -> list[str]:
        """Where to measure in the sample well, 3 m deep."""
        return [str(point) for point in suggest_points(Leg(Orientation.vertical, Decimal(3)))]

    def start_fan(self) -> str:
        run = made(self.by("guardian").device_write(self.on("ventilations"), kind="mechanical", duct_confirmed=True))
        return str(run["id"])

    def protect(self) -> None:
        guardian = self.by("guardian")
        for name in self.everyone("entrant"):
            worn = {"person_id": self.person(name), "answers": dict.fromkeys(GEAR, "yes")}
            made(guardian.device_write(self.on("protection-checks"), **worn))

    def check_guard(self, items: Iterable[str] = tuple(GuardianCheckItem)) -> None:
        guardian = self.by("guardian")
        made(guardian.device_write(self.on("guardian-checks"), answers=dict.fromkeys(items, "yes")))
        made(guardian.device_write(self.on("guardian-checks/sign"), sign_in=proof()), 200)

    def confirm(self) -> Json:
        return made(self.by("leader").device_write(self.on("confirm"), sign_in=proof()))

    def ready(self, start: str) -> None:
        """Everything on site from the check-in to the entry confirmation: 58 minutes."""
        begin = self.at(start)
        self.check_in()
        self.brief()
        self.set_clock(begin + 5 * MINUTE)
        self.prepare()
        self.set_clock(begin + 9 * MINUTE)
        self.open()
        self.series()
        self.set_clock(begin + 17 * MINUTE)
        self.start_fan()
        self.set_clock(begin + 47 * MINUTE)
        self.series()
        self.set_clock(begin + 56 * MINUTE)
        self.protect()
        self.check_guard()
        self.set_clock(begin + 58 * MINUTE)
        self.confirm()

    # -- in and out

    def scan(self, who: str, direction: str, **more: Any) -> Json:
        """The guardian scans somebody's badge; the answer with its verdict."""
        body = {"direction": direction, "post_id": self.post_id, "badge": self.badge_code(who), **more}
        return made(self.by("guardian").device_write("/scans", **body))

    def enter(self, who: str, **more: Any) -> Json:
        done = self.scan(who, "in", **more)
        assert done["verdict"] == "admit", done["refusals"]
        return done

    def leave(self, who: str, **more: Any) -> Json:
        done = self.scan(who, "out", **more)
        assert done["verdict"] == "recorded", done
        return done

    def read(self, **shown: str) -> Json:
        return made(self.by("guardian").device_write(self.on("readings"), zone="井底", values=values(**shown)))

    def presence(self) -> Json:
        return made(self.by("leader").get(self.on("presence")), 200)

    def permit(self) -> Json:
        return made(self.by("leader").get(f"/permits/{self.permit_id}"), 200)

    # -- the end

    def finish(self) -> Json:
        return made(self.by("guardian").device_write(self.on("finish")), 200)

    def shut(self, kind: str = "final") -> None:
        body = {"opening_id": str(self.cast.opening), "kind": kind, "sign_set": True}
        made(self.by("guardian").device_write(self.on("closings"), **body))

    def close(self) -> Json:
        return made(self.by("leader").device_write(self.on("close"), sign_in=proof()), 200)

    def accept(self) -> Json:
        """The four items, then the leader's signature."""
        leader = self.by("leader")
        for item in ("people_out", "tools_out", "openings_closed", "isolation_removed"):
            made(leader.post(f"/jobs/{self.job_id}/acceptance-answers", item=item, answer="yes"))
        return made(leader.post(f"/jobs/{self.job_id}/accept", sign_in=proof()), 200)


def codes(answer: Json) -> set[str]:
    """The codes of an answer's refusals."""
    return {refusal["code"] for refusal in answer["refusals"]}
