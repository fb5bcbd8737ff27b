"""Passwords and PINs: hashed, hard to guess, counted, and proof for one signature."""

import uuid
from datetime import timedelta

import pytest
from core_rows import PASSWORD, account
from flask import Flask
from rows import NOON
from sqlalchemy import update
from threads import at_once

from permit_service import passwords, rate_limits, unit_of_work, wallclock
from permit_service.errors import Invalid, RateLimited
from permit_service.models import db
from permit_service.models.accounts import User
from permit_service.models.choices import SignatureMethod
from permit_service.passwords import Proof

PIN = "204681"
#: What the service hashes with, before the tests make it cheap.
FULL_STRENGTH = passwords._HASHER


@pytest.fixture
def signer(app: Flask) -> uuid.UUID:
    return account(pin_hash=passwords.hash_pin(PIN))


def code_of(field: str, **secret: str) -> str:
    with pytest.raises(Invalid) as caught:
        passwords.prove(**secret)
    return caught.value.fields[field].code


def test_the_right_pin_is_a_proof(signer: uuid.UUID) -> None:
    with wallclock.at(NOON):
        assert passwords.prove(signer, pin=PIN) == Proof(signer, SignatureMethod.pin, NOON)


def test_the_right_password_is_a_proof(signer: uuid.UUID) -> None:
    with wallclock.at(NOON):
        assert passwords.prove(signer, password=PASSWORD) == Proof(signer, SignatureMethod.password, NOON)


def test_five_wrong_pins_lock_it_until_the_password_comes(signer: uuid.UUID) -> None:
    for _ in range(5):
        assert code_of("pin", user_id=signer, pin="204680") == "pin_wrong"
    assert code_of("pin", user_id=signer, pin=PIN) == "pin_locked"
    assert code_of("password", user_id=signer, password="wrong password") == "password_wrong"
    assert code_of("pin", user_id=signer, pin=PIN) == "pin_locked"
    passwords.prove(signer, password=PASSWORD)
    assert passwords.prove(signer, pin=PIN).method is SignatureMethod.pin


def test_the_fifth_try_may_still_be_right(signer: uuid.UUID) -> None:
    for _ in range(2):
        for _ in range(4):
            assert code_of("pin", user_id=signer, pin="204680") == "pin_wrong"
        passwords.prove(signer, pin=PIN)


def test_tries_at_once_are_no_more_than_five(app: Flask, signer: uuid.UUID) -> None:
    codes = at_once(app, 8, lambda number: code_of("pin", user_id=signer, pin=f"20468{(number + 2) % 10}"))
    assert sorted(codes) == ["pin_locked"] * 3 + ["pin_wrong"] * 5


def test_tries_count_though_the_signature_fails(signer: uuid.UUID) -> None:
    code_of("pin", user_id=signer, pin="204680")
    assert db.session.get_one(User, signer).pin_failures == 1


def test_counting_tries_is_no_edit_of_the_account(signer: uuid.UUID) -> None:
    code_of("pin", user_id=signer, pin="204680")
    assert db.session.get_one(User, signer).revision == 1


def test_passwords_are_not_guessed_without_end(signer: uuid.UUID) -> None:
    with wallclock.at(NOON):
        for _ in range(rate_limits.PASSWORD.count):
            assert code_of("password", user_id=signer, password="wrong password") == "password_wrong"
        with pytest.raises(RateLimited):
            passwords.prove(signer, password=PASSWORD)
    with wallclock.at(NOON + timedelta(minutes=15)):
        passwords.prove(signer, password=PASSWORD)


def test_without_a_pin_only_the_password_signs(app: Flask) -> None:
    assert code_of("pin", user_id=account(), pin=PIN) == "pin_not_set"


def test_neither_pin_nor_password_proves_nothing(signer: uuid.UUID) -> None:
    assert code_of("password", user_id=signer) == "password_wrong"


def test_a_closed_account_proves_nothing(signer: uuid.UUID) -> None:
    unit_of_work.run(lambda session: session.execute(update(User).values(active=False)))
    assert code_of("pin", user_id=signer, pin=PIN) == "pin_not_set"
    assert code_of("password", user_id=signer, password=PASSWORD) == "password_wrong"


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "abcdef", "１２３４５７", " 20468"])
def test_a_pin_has_six_digits(pin: str) -> None:
    with pytest.raises(Invalid) as caught:
        passwords.hash_pin(pin)
    assert caught.value.fields["pin"].code == "pin_format"


@pytest.mark.parametrize("pin", ["000000", "777777", "123456", "654321", "890123", "210987"])
def test_a_pin_that_everyone_tries_first_is_refused(pin: str) -> None:
    with pytest.raises(Invalid) as caught:
        passwords.hash_pin(pin)
    assert caught.value.fields["pin"].code == "pin_simple"


@pytest.mark.parametrize("pin", ["112233", "135791", "123457"])
def test_other_pins_are_taken(pin: str) -> None:
    assert passwords.matches(passwords.hash_pin(pin), pin)


@pytest.mark.parametrize(
    ("length", "code"), [(9, "string_too_short"), (10, None), (200, None), (201, "string_too_long")]
)
def test_a_password_is_long_but_not_endless(length: int, code: str | None) -> None:
    if code is None:
        assert passwords.matches(passwords.hash_password("a" * length), "a" * length)
        return
    with pytest.raises(Invalid) as caught:
        passwords.hash_password("a" * length)
    assert caught.value.fields["password"].code == code


def test_hashes_are_argon2id_with_32_mib_and_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", FULL_STRENGTH)
    first, second = passwords.hash_password(PASSWORD), passwords.hash_password(PASSWORD)
    assert first.startswith("$argon2id$v=19$m=32768,t=2,p=1$")
    assert first != second
    assert not passwords.matches(first, PASSWORD + "!")
    assert not passwords.matches("not a hash", PASSWORD)
