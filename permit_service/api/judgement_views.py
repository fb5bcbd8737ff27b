"""How gas values are told as judged: what the limits say of each, and the words for people."""

from collections.abc import Iterable

from permit_service import labels
from permit_service.api.serialize import Number, Sorted, View
from permit_service.labels import JudgedText
from workflows.codes import Code
from workflows.gas import LegFault, Reading
from workflows.judged import Judged, of_leg, of_reading
from workflows.kinds import Gas, Orientation
from workflows.points import PointFault
from workflows.vocabulary import Sector


class WordsView(View):
    """What is told to people: how it stands, the clause it was held against, what to do if anything."""

    text: str
    clause: str
    remedy: str


class JudgementView(WordsView):
    """What the limits say of one channel: ``code`` null is within them. ``told`` holds value and limit.

    ``bad``: over a limit or beyond the instrument's range; the air is bad. ``text``, ``clause`` and ``remedy`` say it
    to people; within its limit a value asks for no remedy.
    """

    gas: Gas
    code: Code | None
    bad: bool
    saturated: bool
    mg_m3: Number | None
    told: dict[str, str]


class FaultView(WordsView):
    """One thing that fails a series: leg, distance, moment, value and limit in ``told``, and the words for people."""

    code: Code
    told: dict[str, str]


class JudgedView(View):
    """``good``: every required channel is there and within its limits. ``bad``: the air is. Neither: cannot tell."""

    good: bool
    bad: bool
    missing: Sorted[Gas]
    judgements: list[JudgementView]


class LegFaultView(WordsView):
    """What the points of one leg lack."""

    leg: int
    orientation: Orientation
    fault: PointFault
    needed: int


def judged(values: Iterable[Judged], missing: frozenset[Gas]) -> dict[str, object]:
    """The fields of a :class:`JudgedView`."""
    views = [_judgement(one) for one in values]
    return {
        "good": not missing and all(one.code is None for one in views),
        "bad": any(one.bad for one in views),
        "missing": missing,
        "judgements": views,
    }


def _judgement(one: Judged) -> JudgementView:
    found = one.judgement
    return JudgementView(
        gas=found.gas,
        code=found.code,
        bad=found.bad,
        saturated=found.saturated,
        mg_m3=found.mg_m3,
        told=dict(found.told),
        **_words(labels.judged(one)),
    )


def fault(reading: Reading, sector: Sector) -> FaultView:
    """A value that fails its series."""
    refusal = of_reading(reading, sector).refusal
    assert refusal is not None
    return FaultView(code=refusal.code, told=dict(refusal.facts), **_words(labels.told(refusal)))


def leg_fault(lack: LegFault, sector: Sector) -> LegFaultView:
    """What one leg lacks."""
    words = _words(labels.told(of_leg(lack, sector)))
    return LegFaultView(leg=lack.leg, orientation=lack.orientation, fault=lack.fault, needed=lack.needed, **words)


def _words(said: JudgedText) -> dict[str, str]:
    return {"text": said.text, "clause": said.clause, "remedy": said.remedy}
