"""The water works' crew with its phones: one method a step, each answering what the service answered."""

import base64
from dataclasses import dataclass, field
from decimal import Decimal

from permit_service.demo.cast import APPROVER, GUARDIAN, HAZARDS, LEADER, MANAGER, OFFICER, PIN, WELL, drawn, values
from permit_service.demo.client import Answer, Json, Phone
from permit_service.demo.stage import Stage
from permit_service.sample.crews import Crew, crews_of
from permit_service.sample.papers import paper
from permit_service.sample.pieces import PIECES
from permit_service.sample.registers import SampleFirm
from workflows.kinds import (
    AcceptanceItem,
    BriefingItem,
    Gear,
    GuardianCheckItem,
)


@dataclass
class Work:
    """One job of the water works in its well, on its way; the ids of what has been made so far."""

    stage: Stage
    job_id: str = ""
    permit_id: str = ""
    filing_id: str = ""
    training_id: str = ""
    briefing_id: str = ""
    series_id: str = ""
    run_id: str = ""
    isolation_ids: list[str] = field(default_factory=list)

    @property
    def firm(self) -> SampleFirm:
        return self.stage.district.water

    @property
    def crew(self) -> Crew:
        return crews_of(self.stage.district)[0]

    def phone(self, login: str) -> Phone:
        return self.stage.phone(login)

    def on(self, noun: str) -> str:
        """The address of something under the permit."""
        return f"/permits/{self.permit_id}/{noun}"

    # -- at the desk ----------------------------------------------------------------------------------------

    def members(self, **changed: list[str]) -> list[Json]:
        """Who plays what; ``changed`` replaces somebody's parts."""
        parts = {name: sorted(parts) for name, parts in self.crew.parts.items()} | changed
        return [{"person_id": str(self.firm.people[name]), "parts": played} for name, played in parts.items()]

    def form(self, day: str, space: str = WELL) -> Json:
        """The whole form of the sample job on a day of the demonstration's year."""
        return {
            "space_id": str(self.firm.spaces[space]),
            "window_start": f"2026-{day}T08:30:00+08:00",
            "window_end": f"2026-{day}T17:30:00+08:00",
            "content": "更换流量计",
            "work_kind": "maintenance",
            "hazards": list(HAZARDS),
            "risk_grade": "较大",
            "emergency_plan": "有限空间作业现场处置方案（样例）",
            "members": self.members(),
            "measures": [{"content": "先通风，再检测，后作业；作业中每 15 分钟检测一次"}],
            "plan_file": base64.b64encode(paper("Work plan")).decode(),
        }

    def plan(self, **form: object) -> Answer:
        answer = self.phone(LEADER).post("/jobs", **form)
        if answer.status == 201:
            self.job_id, self.permit_id = answer.body["id"], answer.body["permits"][0]["id"]
        return answer

    def edit(self, **form: object) -> Answer:
        revision = self.phone(LEADER).get(f"/permits/{self.permit_id}").body["revision"]
        return self.phone(LEADER).put(f"/permits/{self.permit_id}", revision=revision, **form)

    def assess(self) -> Answer:
        answers = [{"hazard": hazard, "answer": "yes", "measure": "通风、检测、佩戴防护用品"} for hazard in HAZARDS]
        return self.phone(LEADER).post(self.on("risk-assessments"), answers=answers)

    def submit(self) -> Answer:
        return self.phone(LEADER).post(self.on("submit"))

    def consent(self, **sign_in: str) -> Answer:
        return self.phone(LEADER).post(self.on("consent"), sign_in=sign_in or PIN, opinion="措施已落实")

    def approve(self, login: str = APPROVER) -> Answer:
        return self.phone(login).post(self.on("approve"), sign_in=PIN, opinion="同意作业")

    def make_filing(self) -> Answer:
        answer = self.phone(LEADER).post(f"/jobs/{self.job_id}/filings")
        if answer.status == 201:
            self.filing_id = answer.body["id"]
        return answer

    def file(self, **told: str) -> Answer:
        return self.phone(LEADER).post(f"/filings/{self.filing_id}/submit", **told)

    def clearance(self, action: str, login: str = LEADER, name: str = "") -> Answer:
        person = f"&person_id={self.firm.people[name]}" if name else ""
        return self.phone(login).get(f"{self.on('clearance')}?for={action}{person}")

    # -- the street -----------------------------------------------------------------------------------------

    def receive(self, login: str = OFFICER) -> Answer:
        return self.phone(login).post(f"/filings/{self.filing_id}/receive")

    def begin_training(self, scheduled: str) -> Answer:
        """Arrange one for ``11-21 14:00``."""
        at = f"2026-{scheduled.replace(' ', 'T')}:00+08:00"
        path = f"/filings/{self.filing_id}/street-trainings"
        answer = self.phone(OFFICER).post(path, scheduled_at=at, place="街道会议室")
        self.training_id = answer.body["id"]
        return answer

    def train(self, step: str) -> Answer:
        """``start`` or ``end`` the training; whoever is named attends from the start."""
        answer = self.phone(OFFICER).post(f"/street-trainings/{self.training_id}/{step}")
        if step == "start":
            for name in self.crew.parts:
                attendee = {"person_id": str(self.firm.people[name])}
                self.phone(OFFICER).post(f"/street-trainings/{self.training_id}/attendees", **attendee)
        return answer

    # -- codes ----------------------------------------------------------------------------------------------

    def permit_code(self) -> Json:
        """The permit's code: what a camera reads (``url``), what can be typed."""
        return self.phone(LEADER).get(self.on("code")).body

    def plate_code(self, space: str = WELL) -> str:
        url: str = self.phone(MANAGER).get(f"/plates/{self.firm.plates[space]}/code").body["url"]
        return url

    def badge_code(self, name: str) -> str:
        url: str = self.phone(MANAGER).get(f"/badges/{self.firm.badges[name]}/code").body["url"]
        return url

    # -- before opening -------------------------------------------------------------------------------------

    def check_in(self, permit: str = "", plate: str = "") -> Answer:
        codes = {"permit": permit or self.permit_code()["url"], "plate": plate or self.plate_code()}
        return self.phone(GUARDIAN).send("/guardian-posts", explosion_proof=True, **codes)

    def brief(self) -> Answer:
        contents = dict.fromkeys(BriefingItem, "已逐条说明（样例）")
        answer = self.phone(LEADER).send(self.on("briefings"), contents=contents, tools="扳手、流量计", sign_in=PIN)
        self.briefing_id = answer.body["id"]
        return answer

    def listen(self, name: str) -> Answer:
        """A listener draws their name on the leader's phone."""
        listener = {"person_id": str(self.firm.people[name]), "image": drawn()}
        return self.phone(LEADER).send(f"/briefings/{self.briefing_id}/listeners", **listener)

    def close_area(self) -> Answer:
        return self.phone(GUARDIAN).send(self.on("area-closures"), closed=True, notice_board=True)

    def check_equipment(self) -> Answer:
        lines = [
            {"item": item, "answer": "yes", "equipment_id": str(self.firm.equipment[code])}
            for item, code in PIECES.items()
        ]
        measures = {"lighting_volts": "12", "rescue_kit_metres": "5"}
        return self.phone(GUARDIAN).send(self.on("equipment-checks"), lines=lines, **measures)

    def isolate(self) -> Answer:
        items = [
            {"kind": "blind_plate", "place": "进水管"},
            {"kind": "lock_tag", "place": "电源箱", "lock_number": "S-07"},
            {"kind": "emptying"},
        ]
        answer = self.phone(GUARDIAN).send(self.on("isolations"), items=items)
        self.isolation_ids = [one["id"] for one in answer.body["items"]]
        for isolation_id in self.isolation_ids:
            self.phone(GUARDIAN).send(f"/isolations/{isolation_id}/confirm")
        return answer

    # -- air ------------------------------------------------------------------------------------------------

    def opening_id(self) -> str:
        """The well's only opening."""
        space = self.phone(GUARDIAN).get(f"/spaces/{self.firm.spaces[WELL]}").body["space"]
        opening_id: str = space["openings"][0]["id"]
        return opening_id

    def open(self) -> Answer:
        return self.phone(GUARDIAN).send(self.on("openings"), opening_id=self.opening_id(), upwind=True)

    def ventilate(self) -> Answer:
        return self.phone(GUARDIAN).send(self.on("ventilations"), kind="natural")

    def start_fan(self) -> Answer:
        fan = {"equipment_id": str(self.firm.equipment["FJ-01"]), "duct_confirmed": True}
        answer = self.phone(GUARDIAN).send(self.on("ventilations"), kind="mechanical", **fan)
        if answer.status == 201:
            self.run_id = answer.body["id"]
        return answer

    def begin_series(self) -> Answer:
        detector = str(self.firm.equipment["JC-01"])
        answer = self.phone(GUARDIAN).send(self.on("gas-series"), detector_id=detector, survey_done=True, stirred=True)
        if answer.status == 201:
            self.series_id = answer.body["id"]
        return answer

    def point(self, distance: Decimal, shown: list[Json] | None = None, **beside: object) -> Answer:
        """One point of the well, clean unless something else was shown."""
        where = {"leg": 0, "distance": str(distance), "values": shown or values()}
        return self.phone(GUARDIAN).send(f"/gas-series/{self.series_id}/points", **where, **beside)

    def sign_series(self) -> Answer:
        return self.phone(GUARDIAN).send(f"/gas-series/{self.series_id}/sign", sign_in=PIN)

    def read_work(self, shown: list[Json] | None = None, **beside: object) -> Answer:
        """An in-work value at the bottom."""
        reading = {"zone": "井底", "values": shown or values(), **beside}
        return self.phone(GUARDIAN).send(self.on("readings"), **reading)

    # -- people ---------------------------------------------------------------------------------------------

    def protect(self, name: str) -> Answer:
        worn = dict.fromkeys((Gear.helmet, Gear.harness, Gear.lifeline, Gear.supplied_air), "yes")
        person = str(self.firm.people[name])
        return self.phone(GUARDIAN).send(self.on("protection-checks"), person_id=person, answers=worn)

    def check_guard(self) -> Answer:
        """监护确认, every item, then the guardian's signature."""
        answers = dict.fromkeys(GuardianCheckItem, "yes")
        self.phone(GUARDIAN).send(self.on("guardian-checks"), answers=answers)
        return self.phone(GUARDIAN).send(self.on("guardian-checks/sign"), sign_in=PIN)

    def confirm(self) -> Answer:
        return self.phone(LEADER).send(self.on("confirm"), sign_in=PIN)

    def enter(self, name: str, *, nonce: str | None = None, tools: int = 0) -> Answer:
        """A badge is scanned on the way in."""
        return self._pass("in", name, nonce, tools)

    def leave(self, name: str, *, tools: int = 0) -> Answer:
        return self._pass("out", name, None, tools)

    def _pass(self, direction: str, name: str, nonce: str | None, tools: int) -> Answer:
        scan = {"direction": direction, "permit_id": self.permit_id, "badge": self.badge_code(name), "tools": tools}
        return self.phone(GUARDIAN).send("/scans", nonce=nonce, **scan)

    def rescue(self, plate: str, *, geared: bool, reported: bool = False) -> Answer:
        """Somebody wants to go in to rescue, or (``reported``) is in."""
        gear = dict.fromkeys(("apparatus", "lifeline", "attendant"), geared)
        return self.phone(GUARDIAN).send("/scans", direction="rescue_in", plate=plate, reported=reported, **gear)

    # -- the end --------------------------------------------------------------------------------------------

    def finish(self) -> Answer:
        return self.phone(GUARDIAN).send(self.on("finish"))

    def shut(self) -> Answer:
        return self.phone(GUARDIAN).send(self.on("closings"), opening_id=self.opening_id(), kind="final", sign_set=True)

    def close(self) -> Answer:
        return self.phone(LEADER).send(self.on("close"), sign_in=PIN)

    def answer_acceptance(self) -> None:
        """The four items of G46 7.1."""
        for item in AcceptanceItem:
            self.phone(LEADER).post(f"/jobs/{self.job_id}/acceptance-answers", item=item, answer="yes")

    def accept(self) -> Answer:
        return self.phone(LEADER).post(f"/jobs/{self.job_id}/accept", sign_in=PIN)
