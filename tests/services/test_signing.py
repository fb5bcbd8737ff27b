"""Accountable and attested signatures: who, how proved, on which bytes, and that wrong PINs count."""

import hashlib
import json
import uuid
from collections.abc import Callable
from io import BytesIO

import pytest
from outcomes import invalid, raises
from pieces import PLANNED
from PIL import Image
from plan_cast import PASSWORD, PIN, Cast, then
from sqlalchemy import select
from sqlalchemy.orm import Session

from permit_service import unit_of_work
from permit_service.actor import CLOCK, Actor
from permit_service.errors import Forbidden
from permit_service.models.accounts import User
from permit_service.models.base import db
from permit_service.models.choices import SignatureAct, SignatureKind, SignatureMethod
from permit_service.models.people import Badge
from permit_service.models.signatures import Signature
from permit_service.services import permits, signing
from permit_service.services.signing import SignIn


def drawing() -> bytes:
    """A small picture, as a drawn signature arrives."""
    out = BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, "PNG")
    return out.getvalue()


def failures(cast: Cast, who: str) -> int:
    db.session.rollback()
    return db.session.scalars(select(User.pin_failures).where(User.id == cast.users[who])).one()


def attest(witness: Actor, **how: object) -> Signature:
    """A listener's signature on some row."""

    def work(session: Session) -> Signature:
        subject = uuid.uuid4()
        return signing.attested(session, witness, SignatureAct.listen, subject, {"a": 1}, now=PLANNED, **how)  # type: ignore[arg-type]

    return unit_of_work.run(work)


def test_a_signature_binds_signer_method_moment_and_statement(cast: Cast) -> None:
    permit = cast.submitted_permit()
    with then(PLANNED):
        permits.consent(cast.actor("guardian"), permit.id, cast.pin("leader"), opinion="同意", image=drawing())
    row = db.session.scalars(select(Signature)).one()
    assert hashlib.sha256(row.statement.encode()).hexdigest() == row.sha256
    said = json.loads(row.statement)
    assert said["signer"]["signer_id"] == str(cast.people["leader"])
    assert said["signer"]["method"] == "pin"
    assert said["statement"]["document_sha256"] == permit.document_sha256
    assert said["statement"]["opinion"] == "同意"
    assert (row.kind, row.image_id is not None, row.at) == (SignatureKind.accountable, True, PLANNED)
    assert (row.user_id, row.device_user_id) == (cast.users["leader"], cast.users["guardian"])


def test_signing_on_another_phone_acts_with_the_signers_parts(cast: Cast) -> None:
    permit = cast.submitted_permit()
    with then(PLANNED):
        signed = permits.consent(cast.actor("principal"), permit.id, cast.pin("leader"))
    assert signed.status == "submitted"


def test_wrong_pins_count_although_the_use_case_fails_and_lock_after_five(cast: Cast) -> None:
    permit = cast.submitted_permit()
    wrong = SignIn(login="leader", pin="111222")
    for tried in range(1, 6):
        with then(PLANNED), invalid(pin="pin_wrong"):
            permits.consent(cast.actor("leader"), permit.id, wrong)
        assert failures(cast, "leader") == tried
    with then(PLANNED), invalid(pin="pin_locked"):
        permits.consent(cast.actor("leader"), permit.id, SignIn(pin=PIN))
    with then(PLANNED):
        permits.consent(cast.actor("leader"), permit.id, SignIn(password=PASSWORD))
    assert failures(cast, "leader") == 0
    assert db.session.scalars(select(Signature.method)).one() is SignatureMethod.password


@pytest.mark.parametrize(
    ("sign_in", "faults"),
    [
        (SignIn(), {"pin": "required"}),
        (SignIn(pin=PIN, login="nobody-here"), {"pin": "pin_wrong"}),
        (SignIn(password="not the password", login="nobody-here"), {"password": "password_wrong"}),
        (SignIn(password="not the password"), {"password": "password_wrong"}),
    ],
)
def test_who_does_not_prove_themselves_signs_nothing(cast: Cast, sign_in: SignIn, faults: dict[str, str]) -> None:
    permit = cast.submitted_permit()
    with then(PLANNED), invalid(**faults):
        permits.consent(cast.actor("leader"), permit.id, sign_in)


def test_an_account_without_a_person_cannot_sign(cast: Cast) -> None:
    def detach(session: Session) -> None:
        session.get_one(User, cast.users["deputy"]).person_id = None

    unit_of_work.run(detach)
    with then(PLANNED), invalid(login="no_person"):
        signing.reauthenticate(cast.actor("leader"), cast.pin("deputy"))


def test_the_clock_cannot_sign(cast: Cast) -> None:
    with raises(Forbidden):
        signing.reauthenticate(CLOCK, cast.pin("leader"))


def test_a_broken_picture_is_refused_and_nothing_is_signed(cast: Cast) -> None:
    permit = cast.submitted_permit()
    with then(PLANNED), invalid(signature="file_type"):
        permits.consent(cast.actor("leader"), permit.id, cast.pin("leader"), image=b"no picture")


def test_attested_by_drawing_names_the_witness(cast: Cast) -> None:
    row = attest(cast.actor("leader"), person_id=cast.people["entrant"], image=drawing())
    assert (row.kind, row.method) == (SignatureKind.attested, SignatureMethod.drawn)
    assert (row.signer_id, row.witness_id) == (cast.people["entrant"], cast.people["leader"])
    assert hashlib.sha256(row.statement.encode()).hexdigest() == row.sha256


def test_attested_by_badge(cast: Cast) -> None:
    row = attest(cast.actor("leader"), person_id=cast.people["entrant"], badge_id=cast.badges["entrant"])
    assert row.method is SignatureMethod.badge


_BAD_ATTESTATIONS: dict[str, tuple[Callable[[Cast], dict[str, object]], dict[str, str]]] = {
    "a tick does not sign": (lambda cast: {"person_id": cast.people["entrant"]}, {"signature": "required"}),
    "another's badge": (
        lambda cast: {"person_id": cast.people["entrant"], "badge_id": cast.badges["entrant_2"]},
        {"badge": "unknown"},
    ),
    "no such badge": (
        lambda cast: {"person_id": cast.people["entrant"], "badge_id": uuid.uuid4()},
        {"badge": "unknown"},
    ),
    "one's own witness": (
        lambda cast: {"person_id": cast.people["leader"], "image": drawing()},
        {"person_id": "own_witness"},
    ),
    "no picture": (
        lambda cast: {"person_id": cast.people["entrant"], "image": b"%PDF-1.4 no picture"},
        {"signature": "file_type"},
    ),
}


@pytest.mark.parametrize("case", _BAD_ATTESTATIONS)
def test_what_attests_nothing(cast: Cast, case: str) -> None:
    how, faults = _BAD_ATTESTATIONS[case]
    with invalid(**faults):
        attest(cast.actor("leader"), **how(cast))


def test_a_revoked_badge_signs_nothing(cast: Cast) -> None:
    def revoke(session: Session) -> None:
        session.get_one(Badge, cast.badges["entrant"]).revoked_at = PLANNED

    unit_of_work.run(revoke)
    with invalid(badge="unknown"):
        attest(cast.actor("leader"), person_id=cast.people["entrant"], badge_id=cast.badges["entrant"])


def test_only_somebody_of_the_registers_is_a_witness(cast: Cast) -> None:
    with raises(Forbidden):
        attest(Actor(user_id=cast.users["leader"]), person_id=cast.people["entrant"], image=drawing())
