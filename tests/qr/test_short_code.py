"""Codes that people type: what is forgiven, what is refused."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qr.short_code import MAX_LENGTH, body_of, grouped, read, seal
from qr.stages import CodeError, Stage

ALPHABET = string.digits + string.ascii_uppercase


def check_character(body: str) -> str:
    """ISO/IEC 7064 hybrid system MOD 37,36, written from the standard's recursion, apart from any library."""
    product = 36
    for char in body:
        total = (product + ALPHABET.index(char)) % 36 or 36
        product = total * 2 % 37
    return ALPHABET[(37 - product) % 36]


def test_published_example() -> None:
    """The worked example of the Global Release Identifier (IFPI GRid standard), which uses MOD 37,36."""
    assert seal("A1-2425G-ABC1234002") == "A12425GABC1234002M"
    assert read("A1-2425G-ABC1234002-M") == "A12425GABC1234002M"


@given(st.text(ALPHABET, min_size=1, max_size=MAX_LENGTH - 1))
def test_sealed_code_is_read_and_has_the_standard_check_character(body: str) -> None:
    code = seal(body)
    assert code == body + check_character(body)
    assert read(code) == code
    assert body_of(code) == body
    assert read(grouped(code)) == code


@given(st.text(ALPHABET, min_size=1, max_size=MAX_LENGTH - 1), st.data())
def test_any_single_wrong_character_is_found(body: str, data: st.DataObject) -> None:
    code = seal(body)
    position = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(st.sampled_from(ALPHABET.replace(code[position], "")))
    assert refusal(code[:position] + wrong + code[position + 1 :]) is Stage.check


@pytest.mark.parametrize(
    "typed",
    [
        "P2611220017{c}",
        "p2611220017{c}",
        "P261-1220-017{c}",
        " P26 1122 0017 {c}\n",
        "Ｐ２６１１２２００１７{c}",
        "ｐ２６－１１２２－００１７　{c}",
        "P26–1122—0017−{c}",
        "P26\u00a01122\u20110017{c}",
    ],
)
def test_ways_of_typing_are_forgiven(typed: str) -> None:
    code = seal("P2611220017")
    assert read(typed.format(c=code[-1])) == code


@pytest.mark.parametrize(("right", "mistaken"), ["0O", "O0", "1I", "I1", "5S", "8B", "2Z"])
def test_lookalikes_are_refused_and_not_guessed(right: str, mistaken: str) -> None:
    code = seal(f"A7{right}4K")
    assert refusal(code.replace(right, mistaken, 1)) is Stage.check


def refusal(typed: str) -> Stage | None:
    try:
        read(typed)
    except CodeError as refused:
        return refused.stage
    return None


@pytest.mark.parametrize(
    ("typed", "stage"),
    [
        ("", Stage.text),
        ("  --　", Stage.text),
        ("A", Stage.length),
        ("A" * (MAX_LENGTH + 1), Stage.length),
        ("P26/1122", Stage.character),
        ("P26_1122", Stage.character),
        ("标牌12", Stage.character),
        ("A7ſ4K", Stage.character),
        ("A7ı4K", Stage.character),
        ("٣٤٥٦", Stage.character),
        ("①②③", Stage.character),
        ("P2611220017", Stage.check),
    ],
)
def test_what_is_no_code_is_refused(typed: str, stage: Stage) -> None:
    assert refusal(typed) is stage


def test_longest_and_shortest_codes() -> None:
    longest = seal("A" * (MAX_LENGTH - 1))
    assert read(longest) == longest
    assert len(read(seal("7"))) == 2


@pytest.mark.parametrize("body", ["", " - ", "A/1", "标牌", "A" * MAX_LENGTH])
def test_body_that_cannot_be_sealed_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match="cannot become a short code"):
        seal(body)


def test_body_is_normalised_before_it_is_sealed() -> None:
    assert seal("p-２６ 7") == seal("P267")


@pytest.mark.parametrize(("code", "shown"), [("A", "A"), ("ABCD", "ABCD"), ("ABCDEFGHX", "ABCD-EFGH-X")])
def test_grouping_for_paper(code: str, shown: str) -> None:
    assert grouped(code) == shown


@given(st.text())
def test_any_typing_is_read_or_refused(typed: str) -> None:
    assert refusal(typed) in {None, Stage.text, Stage.length, Stage.character, Stage.check}
