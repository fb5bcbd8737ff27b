"""The sample job at a stage of the work, and its people's clients: for tests of single writes at the mouth."""

from dataclasses import dataclass, field
from typing import Any

from api_client import Api, made, signed_in
from flask import Flask, current_app
from site_cast import Site
from walk_client import Json
from werkzeug.test import TestResponse

from permit_service.models.base import db
from permit_service.models.openings import VentilationRun
from permit_service.models.spaces import Plate
from permit_service.services import codes
from workflows.kinds import VentilationKind


@dataclass
class Mouth:
    """The sample job at a stage, and its people's clients."""

    site: Site
    apis: dict[str, Api] = field(default_factory=dict)

    def as_(self, who: str) -> Api:
        if who not in self.apis:
            app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
            self.apis[who] = signed_in(app, self.site.cast.users[who])
        db.session.rollback()  # requests share this context's session: a snapshot of before would hide the token
        return self.apis[who]

    def on(self, evidence: str) -> str:
        return f"/permits/{self.site.permit_id}/{evidence}"

    def person(self, who: str) -> str:
        return str(self.site.cast.people[who])

    def read(self, shown: list[Json], **more: Any) -> TestResponse:
        return self.as_("guardian").device_write(self.on("readings"), zone="井底", values=shown, **more)

    def scan(self, who: str = "entrant", direction: str = "in", **more: Any) -> Json:
        body = {"direction": direction, "permit_id": str(self.site.permit_id), "badge": self.site.badge(who)} | more
        return made(self.as_("guardian").device_write("/scans", **body))

    def codes(self) -> Json:
        """Permit and plate as scanned."""
        permit = codes.permit_code(self.site.permit)
        return {"permit": permit, "plate": codes.plate_code(db.session.get_one(Plate, self.site.cast.plate))}

    def fan(self) -> str:
        """The id of the fan's run."""
        mechanical = db.session.query(VentilationRun).filter_by(kind=VentilationKind.mechanical).one()
        return str(mechanical.id)
