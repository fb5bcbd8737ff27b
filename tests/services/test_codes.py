"""Codes on paper: what is printed, how long it is good, what may be kept of it."""

import hashlib
import uuid
from datetime import datetime, timedelta

import pytest
from pieces import WINDOW_END, WINDOW_START
from plan_cast import Cast
from site_cast import Site, make_keys
from sqlalchemy import update

from permit_service import unit_of_work
from permit_service.models.base import db
from permit_service.models.permits import Permit
from permit_service.models.spaces import Plate
from permit_service.services import codes
from qr.verify import decode
from workflows.codes import Code

EARLIEST, SECOND = WINDOW_START - timedelta(hours=12), timedelta(seconds=1)


def test_a_draft_has_no_code(cast: Cast) -> None:
    make_keys()
    assert codes.permit_code(cast.draft_permit()) is None


def test_a_permits_code_carries_its_window_and_no_name(raised: Site) -> None:
    text = codes.permit_code(raised.permit)
    assert text is not None
    assert text.startswith("HTTP://LOCALHOST/Q/")
    claims = decode(text).claims
    assert (claims.id, claims.not_before, claims.not_after) == (raised.permit.token_id, EARLIEST, WINDOW_END)


@pytest.mark.parametrize(
    ("moment", "fault"),
    [
        (EARLIEST - SECOND, Code.code_not_yet_valid),
        (EARLIEST, None),
        (WINDOW_END - SECOND, None),
        (WINDOW_END, Code.code_expired),
    ],
)
def test_a_code_outside_its_window_still_tells_which_permit(raised: Site, moment: datetime, fault: Code | None) -> None:
    text = codes.permit_code(raised.permit)
    assert text is not None
    read = codes.read_permit(db.session(), text, moment)
    assert (read.fault, read.row) == (fault, db.session.get(Permit, raised.permit_id))


def test_a_superseded_code_is_revoked(raised: Site) -> None:
    text = codes.permit_code(raised.permit)
    assert text is not None
    resubmitted = update(Permit).where(Permit.id == raised.permit_id).values(token_id=uuid.uuid4())
    unit_of_work.run(lambda session: session.execute(resubmitted))
    read = codes.read_permit(db.session(), text, WINDOW_START)
    assert (read.row, read.fault) == (None, Code.code_revoked)


def test_what_is_kept_of_a_text_does_not_open_anything(raised: Site) -> None:
    text = codes.plate_code(db.session.get_one(Plate, raised.cast.plate))
    read = codes.read_plate(db.session(), f"  {text.lower()} ", WINDOW_START)
    assert (read.fault, read.typed, len(read.masked)) == (None, False, 5)
    assert read.sha256 == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("typed", ["P20261122-0001X", "", "☃", "0" * 40])
def test_what_was_mistyped_is_broken(raised: Site, typed: str) -> None:
    assert codes.read_permit(db.session(), typed, WINDOW_START).fault is Code.code_broken


def test_a_number_of_another_kind_is_the_wrong_kind(raised: Site) -> None:
    number = raised.permit.number
    assert codes.read_badge(db.session(), number, WINDOW_START).fault is Code.code_wrong_kind
    assert codes.read_permit(db.session(), number, WINDOW_START).fault is None
