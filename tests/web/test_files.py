"""Stored files: for whoever sees what they belong to, never opened inside the service unless a picture."""

import re
import uuid
from hashlib import sha256
from io import BytesIO

from page_client import phone_of, stranger
from pieces import at
from site_cast import drawing
from stages import Served, served_stage

from permit_service.models.preparation import AreaClosure

raised = served_stage("raised")

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def photographed(served: Served) -> uuid.UUID:
    """The work area closed with a photo: the stored file."""
    with served.app.app_context():
        served.site.check_in()
        served.site.brief()
    guardian = phone_of(served, "guardian", at("08:20"))
    form = guardian.get("site/area").form("/area")
    picture = (BytesIO(drawing()), "photo.png")
    done = guardian.send(form.action, {**form.fields, "closed": "yes", "notice_board": "yes", "photo": picture})
    done.is_sound(303)
    return served.only(AreaClosure).photo_id


def test_a_photo_is_shown_to_the_crew_and_the_street_only(raised: Served) -> None:
    file_id = photographed(raised)
    leader = phone_of(raised, "leader", at("08:21"))
    assert f"/files/{file_id}" in leader.get(leader.base).links
    answer = leader.get(f"/files/{file_id}").response
    assert (answer.mimetype, answer.data) == ("image/png", drawing())
    assert answer.headers["Content-Disposition"].startswith("inline; filename=")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    phone_of(raised, "officer", at("08:21")).get(f"/files/{file_id}")
    phone_of(raised, "s_leader", at("08:21")).get(f"/files/{file_id}", 404)
    phone_of(raised, "other_officer", at("08:21")).get(f"/files/{file_id}", 404)
    assert "/sign-in" in stranger(raised, at("08:21")).get(f"/files/{file_id}", 302).response.location


def test_a_paper_is_saved_not_opened(raised: Served) -> None:
    leader = phone_of(raised, "leader", at("07:00"))
    filing = next(link for link in leader.get("/filings").links if re.fullmatch(r"/filings/[0-9a-f-]{36}", link))
    form = leader.get(filing).form("/papers")
    paper = {**form.fields, "name": "作业方案", "file": (BytesIO(PDF), "plan.pdf")}
    leader.send(form.action, paper).is_sound(303)
    page = leader.get(filing)
    assert f"作业方案（{sha256(PDF).hexdigest()[:12]}）" in page.words, "handed in already: the street sees the change"
    href = next(link for link in page.links if link.startswith("/files/"))
    answer = leader.get(href).response
    assert (answer.mimetype, answer.data) == ("application/pdf", PDF)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
