"""The service at the moment of planning the sample job, and its people's browsers at their desks."""

import re
import uuid
from dataclasses import dataclass
from typing import Any

from flask import Flask
from page_client import Browser, Page
from plan_cast import PIN, Cast

from permit_service.models.base import db
from permit_service.models.permits import Permit
from workflows.vocabulary import Status

#: Whose browser stands open.
WHO = ("leader", "principal", "deputy", "officer", "guardian", "s_leader", "manager", "grid")
PIN_FORM = {"pin": PIN}


@dataclass(frozen=True)
class Desk:
    """The application, the cast, and the browsers of those in ``WHO``."""

    app: Flask
    cast: Cast
    browsers: dict[str, Browser]

    def ids_of(self, made: str) -> tuple[uuid.UUID, uuid.UUID]:
        """A permit as the cast makes it: its id and its job's."""
        with self.app.app_context():
            permit: Permit = getattr(self.cast, made)()
            return permit.id, permit.job_id

    def filed(self) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID]:
        """The sample job filed on time: filing, job and permit."""
        with self.app.app_context():
            filing = self.cast.filed_job()
            return filing.id, filing.job_id, self.cast.permit_of(filing.job).id

    def status_of(self, permit_id: uuid.UUID) -> Status:
        with self.app.app_context():
            return db.session.get_one(Permit, permit_id).status

    def job_fields(self, page: Page, **changes: Any) -> dict[str, Any]:
        """The whole form of the sample job, as somebody fills it in."""
        people = self.cast.people
        fields: dict[str, Any] = {
            "revision": hidden(page, "revision"),
            "window_start": "2026-12-01T08:30",
            "window_end": "2026-12-01T16:30",
            "content": "更换流量计",
            "work_kind": "maintenance",
            "measures.0.content": "先通风，再检测，后作业",
            "measures.1.content": "三脚架、安全绳到位",
            "measures.1.confirmed_by_id": people["guardian"],
            "emergency_plan": "样例现场处置方案",
            "parts.leader": people["leader"],
            "parts.approver": people["principal"],
            "parts.guardian": people["guardian"],
            "parts.tester": people["guardian"],
            "parts.entrant": [people["entrant"], people["entrant_2"]],
            "reserves": people["reserve"],
        }
        for hazard in ("poisoning", "oxygen_deficiency", "fall"):
            fields |= {f"hazards.{hazard}": "yes", f"hazards.{hazard}_remark": "样例措施"}
        return fields | changes


def hidden(page: Page, name: str) -> str:
    """What a hidden field of the page holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.html)
    assert found is not None, name
    return found[1]
