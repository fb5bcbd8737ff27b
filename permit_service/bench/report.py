"""The figures in words and columns: ratios to the floors first, since they hold on any machine."""

from collections.abc import Iterator, Mapping

from permit_service.bench.judging import CLEAR_LIMIT_US, Judged
from permit_service.bench.timing import Timing
from permit_service.bench.visitor import DETAIL, READ_FLOOR, WRITE_FLOOR

_READS = frozenset({READ_FLOOR, DETAIL})


def table(timings: Mapping[str, Timing]) -> Iterator[str]:
    """One line an operation; reads are held against the SELECT, writes against the one-row write."""
    yield f"  {'':44}{'x floor':>9}{'median ms':>11}{'p95 ms':>9}{'n':>6}"
    for name, timing in timings.items():
        floor = timings[READ_FLOOR if name in _READS else WRITE_FLOOR]
        ratio = timing.median / floor.median
        yield f"  {name:44}{ratio:9.1f}{timing.median:11.1f}{timing.p95:9.1f}{len(timing.times):6}"


def judged(told: Judged) -> Iterator[str]:
    """Three lines: clear, judging, loading."""
    clear_us, p95_us = told.clear.median * 1000, told.clear.p95 * 1000
    met = "met" if told.in_time else "MISSED"
    yield f"  clear(enter), {told.crew} crew, {told.readings} readings: facts loaded and judged beforehand"
    yield f"    median {clear_us:.0f} µs, p95 {p95_us:.0f} µs (median under {CLEAR_LIMIT_US} µs: {met})"
    yield f"    beside it: loading the facts {told.load.median:.1f} ms, judging all readings {told.judge.median:.1f} ms"
