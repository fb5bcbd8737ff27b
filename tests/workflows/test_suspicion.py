"""Records of gas that deserve a second look, and those that never do (site-rules 14)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from pieces import at

from workflows.gas_facts import Point, Series, Value, WorkValue
from workflows.kinds import Gas, Unit
from workflows.limits import GB46768
from workflows.suspicion import Shown, Suspicion, records, suspicions

NOW = at("09:00")
UNITS = {Gas.o2: Unit.vol, Gas.ex: Unit.lel, Gas.h2s: Unit.ppm, Gas.co: Unit.ppm}


def shown(amounts: str, minutes: float = 0, place: str | None = None, series: str | None = None) -> Shown:
    """A record of O2, flammable, H2S and CO, so many minutes after nine."""
    values = frozenset(
        Value(gas, None if text == "OL" else Decimal(text), unit, text == "OL")
        for (gas, unit), text in zip(UNITS.items(), amounts.split(), strict=True)
    )
    spot = None if place is None else (0, Decimal(place))
    return Shown(NOW + timedelta(minutes=minutes), values, series, spot)


def found(record: Shown, *before: Shown, elsewhere: tuple[float, ...] = ()) -> tuple[Suspicion, ...]:
    moments = [NOW + timedelta(minutes=minutes) for minutes in elsewhere]
    return suspicions(record, before, moments, GB46768)


@pytest.mark.parametrize("clean", ["20.9 0 0 0", "20.90 0.0 0 0", "21 0 0 0"])
def test_clean_air_is_never_suspicious_however_often(clean: str) -> None:
    assert found(shown(clean, 60), *(shown(clean, minutes) for minutes in range(0, 60, 15))) == ()


@pytest.mark.parametrize("odd", ["20.9 0 3 0", "20.4 0 0 0", "20.9 2 0 0", "20.9 0 0 1"])
def test_air_that_is_not_clean_and_never_moves_is(odd: str) -> None:
    assert found(shown(odd, 30), shown(odd), shown(odd, 15)) == (Suspicion.values_repeated,)
    assert found(shown(odd, 30), shown(odd, 15)) == ()
    assert found(shown(odd, 30), shown("20.9 0 0 0", 15), shown(odd, 20)) == ()


def test_one_channel_that_moves_is_enough() -> None:
    assert found(shown("20.4 0 3 0", 30), shown("20.4 0 3 0"), shown("20.4 0 2 0", 15)) == ()


def test_a_display_over_its_range_is_bad_and_not_suspicious() -> None:
    over = "20.9 0 OL 0"
    assert found(shown(over, 30), shown(over), shown(over, 15)) == ()


@pytest.mark.parametrize(("seconds", "suspicious"), [(9, True), (10, False)])
def test_points_nearer_in_time_than_the_air_through_the_hose(seconds: int, suspicious: bool) -> None:
    clean = "20.9 0 0 0"
    last = shown(clean, seconds / 60, "2.2", "a")
    assert bool(found(last, shown(clean, 0, "1.5", "a"))) is suspicious
    assert found(last, shown(clean, 0, "2.2", "a")) == ()  # the same place once more
    assert found(last, shown(clean, 0, "1.5", "b")) == ()  # another series
    assert found(shown(clean, seconds / 60), shown(clean)) == ()  # values during work have no place


@pytest.mark.parametrize(("minutes", "suspicious"), [(-4.9, True), (4.9, True), (-5, False), (5, False)])
def test_one_detector_in_two_spaces(minutes: float, suspicious: bool) -> None:
    assert bool(found(shown("20.9 0 0 0"), elsewhere=(minutes,))) is suspicious


def test_the_records_of_a_permit_come_in_the_order_of_time() -> None:
    point = Point(0, Decimal("0.8"), at("09:10"), ())
    series = Series("a", at("09:05"), (point,), None, None, survey_done=True, stirred=None, detector=None)
    works = (WorkValue("w2", at("09:20"), ()), WorkValue("w1", at("09:00"), ()))
    told = records((series,), works)
    assert [one.at for one in told] == [at("09:00"), at("09:10"), at("09:20")]
    assert (told[1].series_id, told[1].place) == ("a", (0, Decimal("0.8")))
