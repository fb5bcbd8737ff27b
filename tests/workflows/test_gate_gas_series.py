"""Gates of the gas series (R19-R27)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from asked import passing
from cases import Case, check, not_applicable, passes, refuses
from good import chemical, chemical_submitted_facts, facts
from pieces import SECOND, at, series, values

from workflows.codes import Code
from workflows.facts import Facts
from workflows.gas_facts import Leg, Series, Value
from workflows.gates.gas_series import GATES
from workflows.kinds import Gas, Orientation, Unit
from workflows.vocabulary import Action

CONFIRM, ENTER = Action.permit_confirm, Action.enter
APPROVALS = (Action.permit_consent, Action.permit_approve, Action.permit_owner_approve)
INITIAL = series("series-1", at("08:55"))
RETEST = series("series-2", at("09:40"))
#: Begun after the re-test, bad, not finished.
RUNNING = series("series-3", at("09:50"), readings=values(h2s="8"), finished_at=None)
PIPE = Leg(Orientation.horizontal, Decimal(5))


def retested(latest: Series, action: Action = CONFIRM) -> Facts:
    """Good facts with another re-test."""
    return passing(action, series=(INITIAL, latest))


def one_point(readings: tuple[Value, ...], point: int = 2) -> Series:
    """The re-test with other values at one point."""
    return replace(
        RETEST, points=tuple(replace(p, values=readings) if i == point else p for i, p in enumerate(RETEST.points))
    )


def places(*distances: str, leg: int = 0) -> Series:
    """The re-test read at other places of one leg."""
    points = tuple(
        replace(RETEST.points[0], leg=leg, distance=Decimal(d), at=at("09:40") + i * SECOND)
        for i, d in enumerate(distances)
    )
    return replace(RETEST, points=points)


def piped(*distances: str) -> Facts:
    """The well and the pipe behind it: the pipe read at these places."""
    beyond = tuple(replace(p, at=p.at + 60 * 3 * SECOND) for p in places(*distances, leg=1).points)
    both = replace(RETEST, points=RETEST.points + beyond, legs=(Leg(Orientation.vertical, Decimal(3)), PIPE))
    return retested(replace(both, signed_at=at("09:45")))


def without_series(action: Action = CONFIRM) -> Facts:
    return passing(action, series=())


def _limit(gate: str, code: Code, good: tuple[str, str], bad: tuple[str, str]) -> list[Case]:
    """At confirmation and entry: the value at its limit passes, the next one does not, at any point."""
    rows: list[Case] = []
    for action in (CONFIRM, ENTER):
        channel, amount = good
        rows.append(passes(gate, action, retested(one_point(values(**{channel: amount})), action), note=amount))
        channel, amount = bad
        rows += [
            refuses(
                gate, action, retested(one_point(values(**{channel: amount}), i), action), code, note=f"{amount}-{i}"
            )
            for i in range(3)
        ]
    return rows


def _at_approval() -> list[Case]:
    """Every rule again before the approvers sign: in profile 30 only."""
    rows: list[Case] = []
    for action in APPROVALS:
        rows += [
            not_applicable("series_passed_at_approval", action, passing(action), note="profile-46"),
            passes("series_passed_at_approval", action, chemical_submitted_facts()),
            refuses(
                "series_passed_at_approval",
                action,
                facts(chemical_submitted_facts(), series=()),
                Code.gas_series_missing,
            ),
        ]
    latest = {
        "gas_channels": (one_point(values()[:3]), Code.gas_channel_missing),
        "vertical_points": (places("0.8", "2.2"), Code.vertical_points_missing),
        "oxygen": (one_point(values(o2="21.1")), Code.oxygen_out_of_range),
        "flammable": (one_point(values(ex="10.1")), Code.flammable_too_high),
        "toxic": (one_point(values(co="26")), Code.toxic_too_high),
        "readings_usable": (one_point(values(co="-1")), Code.reading_unusable),
        "series_signed": (replace(RETEST, signed_at=None), Code.gas_series_unsigned),
    }
    for gate, (bad, code) in latest.items():
        base = facts(chemical_submitted_facts(), series=(INITIAL, bad))
        rows.append(refuses(f"{gate}_at_approval", Action.permit_approve, base, code))
    swapped = facts(chemical_submitted_facts(), series=(INITIAL, places("2.2", "1.5", "0.8")))
    rows.append(passes("gas_sequence_at_approval", Action.permit_approve, swapped, warnings=[Code.gas_sequence_wrong]))
    short = replace(RETEST, legs=(Leg(Orientation.vertical, Decimal(3)), PIPE))
    rows.append(
        refuses(
            "horizontal_points_at_approval",
            Action.permit_approve,
            facts(chemical_submitted_facts(), series=(INITIAL, short)),
            Code.horizontal_points_missing,
        )
    )
    return rows


CASES: list[Case] = [
    *_limit("oxygen", Code.oxygen_out_of_range, ("o2", "19.5"), ("o2", "19.4")),
    *_limit("oxygen", Code.oxygen_out_of_range, ("o2", "23.5"), ("o2", "23.6")),
    *_limit("flammable", Code.flammable_too_high, ("ex", "10.0"), ("ex", "10.1")),
    *_limit("toxic", Code.toxic_too_high, ("h2s", "7"), ("h2s", "7.1")),
    *_limit("toxic", Code.toxic_too_high, ("co", "25"), ("co", "26")),
    passes("oxygen", CONFIRM, chemical(retested(one_point(values(o2="21"))))),
    refuses("oxygen", CONFIRM, chemical(retested(one_point(values(o2="21.1")))), Code.oxygen_out_of_range),
    passes(
        "oxygen", CONFIRM, facts(chemical(retested(one_point(values(o2="21.1")))), space__enriched_environment=True)
    ),
    refuses("flammable", CONFIRM, chemical(retested(one_point(values(ex="10.1")))), Code.flammable_too_high),
    passes("flammable", CONFIRM, chemical(retested(one_point(values(ex="10"))))),
    refuses(
        "flammable",
        CONFIRM,
        facts(chemical(retested(one_point(values(ex="10")))), space__lel_vol=Decimal("3.9")),
        Code.flammable_too_high,
        note="low-explosive-limit",
    ),
    refuses(
        "toxic",
        CONFIRM,
        retested(one_point(values(h2s="8", co="26"))),
        Code.toxic_too_high,
        Code.toxic_too_high,
        note="each-one",
    ),
    *[not_applicable(gate, CONFIRM, without_series()) for gate in ("oxygen", "flammable", "toxic", "readings_usable")],
    refuses(
        "toxic",
        ENTER,
        passing(
            ENTER, series=(INITIAL, RETEST, series("s-3", at("09:50"), readings=values(h2s="8"), finished_at=None))
        ),
        *(Code.toxic_too_high,) * 3,
        note="still-running",
    ),
    # R27
    passes("series_passed", CONFIRM, passing(CONFIRM)),
    passes("series_passed", ENTER, passing(ENTER)),
    refuses("series_passed", CONFIRM, without_series(), Code.gas_series_missing),
    refuses("series_passed", ENTER, without_series(ENTER), Code.gas_series_missing),
    refuses("series_passed", CONFIRM, retested(places("0.8", "2.2")), Code.gas_series_missing, note="not-whole"),
    refuses("series_passed", CONFIRM, retested(one_point(values(h2s="8"))), Code.gas_series_failed),
    refuses("series_passed", ENTER, retested(one_point(values(h2s="8")), ENTER), Code.gas_series_failed),
    refuses(
        "series_passed",
        CONFIRM,
        retested(one_point((*values()[:3], Value(Gas.co, None, Unit.ppm, saturated=True)))),
        Code.gas_series_failed,
        note="saturated",
    ),
    refuses(
        "series_passed",
        ENTER,
        passing(
            ENTER, series=(INITIAL, RETEST, series("s-3", at("09:50"), readings=values(h2s="8"), finished_at=None))
        ),
        Code.gas_series_failed,
        note="still-running",
    ),
    # the tester's signature
    passes("series_signed", CONFIRM, retested(replace(RETEST, signed_at=at("09:42"))), note="with-the-last-point"),
    refuses(
        "series_signed", CONFIRM, retested(replace(RETEST, signed_at=at("09:42") - SECOND)), Code.gas_series_unsigned
    ),
    refuses("series_signed", CONFIRM, retested(replace(RETEST, signed_at=None)), Code.gas_series_unsigned, note="none"),
    refuses("series_signed", CONFIRM, retested(replace(RETEST, tester_id=None)), Code.gas_series_unsigned, note="who"),
    not_applicable("series_signed", CONFIRM, without_series()),
    # R26
    passes("readings_usable", CONFIRM, passing(CONFIRM)),
    refuses("readings_usable", CONFIRM, retested(one_point(values(co="-0.1"))), Code.reading_unusable),
    refuses("readings_usable", CONFIRM, retested(one_point(values(o2="NaN"))), Code.reading_unusable, note="nan"),
    refuses(
        "readings_usable",
        CONFIRM,
        retested(one_point((*values()[:3], Value(Gas.co, Decimal(0), None)))),
        Code.reading_unusable,
        note="no-unit",
    ),
    # R19
    passes("gas_channels", CONFIRM, passing(CONFIRM)),
    *[
        refuses(
            "gas_channels",
            CONFIRM,
            retested(one_point(tuple(v for v in values() if v.gas is not gas), point)),
            Code.gas_channel_missing,
            note=f"{gas}-{point}",
        )
        for gas in (Gas.o2, Gas.ex, Gas.h2s, Gas.co)
        for point in range(3)
    ],
    refuses(
        "gas_channels",
        CONFIRM,
        passing(CONFIRM, space__extra_gases=frozenset({Gas.nh3})),
        Code.gas_channel_missing,
        note="of-the-ledger",
    ),
    not_applicable("gas_channels", CONFIRM, without_series()),
    # R20, R21
    passes("vertical_points", CONFIRM, passing(CONFIRM)),
    refuses("vertical_points", CONFIRM, retested(places("0.8", "2.2")), Code.vertical_points_missing, note="two"),
    passes("vertical_points", CONFIRM, retested(places("1", "1.5", "2")), note="ends-at-1-m"),
    refuses("vertical_points", CONFIRM, retested(places("1.01", "1.5", "2")), Code.vertical_points_missing, note="top"),
    refuses(
        "vertical_points", CONFIRM, retested(places("1", "1.5", "1.99")), Code.vertical_points_missing, note="bottom"
    ),
    refuses(
        "vertical_points", CONFIRM, passing(CONFIRM, space__legs=()), Code.vertical_points_missing, note="no-geometry"
    ),
    passes("vertical_points", CONFIRM, retested(places("0.8", "1.8", "2.2")), note="even-enough"),
    passes("vertical_points", CONFIRM, retested(places("0.8", "1.81", "2.2")), warnings=[Code.points_uneven]),
    not_applicable("vertical_points", CONFIRM, without_series()),
    passes("horizontal_points", CONFIRM, passing(CONFIRM)),
    passes("horizontal_points", CONFIRM, piped("0.5", "2"), note="at-the-bounds"),
    refuses("horizontal_points", CONFIRM, piped("0.49", "2"), Code.horizontal_points_missing, note="near"),
    refuses("horizontal_points", CONFIRM, piped("0.5", "1.99"), Code.horizontal_points_missing, note="far"),
    refuses("horizontal_points", CONFIRM, piped("2"), Code.horizontal_points_missing, note="one"),
    refuses("horizontal_points", CONFIRM, piped(), Code.horizontal_points_missing, note="none"),
    not_applicable("horizontal_points", CONFIRM, without_series()),
    # R22
    passes("gas_sequence", CONFIRM, passing(CONFIRM)),
    passes("gas_sequence", CONFIRM, retested(places("2.2", "1.5", "0.8")), warnings=[Code.gas_sequence_wrong]),
    not_applicable("gas_sequence", CONFIRM, without_series()),
    *_at_approval(),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    check(case)


def test_every_gate_enforces_the_second_of_the_seven() -> None:
    assert {guard.banned for guard in GATES} == {2}


def test_a_refusal_tells_the_place_the_value_and_its_limit() -> None:
    guard = next(g for g in GATES if g.name == "toxic")
    (code, told, source), *_ = guard.check(retested(one_point(values(h2s="8"))), at("09:55")).faults
    assert (code, source) == (Code.toxic_too_high, None)
    assert (told["leg"], told["distance_m"], told["mg_m3"], told["limit_mg_m3"]) == ("1", "2.2", "11.3317", "10")


def test_a_refusal_tells_what_the_points_of_a_leg_lack() -> None:
    guard = next(g for g in GATES if g.name == "vertical_points")
    ((_, told, _),) = guard.check(retested(places("1.2", "1.8")), at("09:55")).faults
    assert told == {"leg": "1", "needed": "3", "lacks": "too_few,top_missing,bottom_missing"}
