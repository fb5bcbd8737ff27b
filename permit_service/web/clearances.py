"""What the gates say, as a page at a desk shows it: a sign, and what is missing under it."""

from collections.abc import Iterable, Mapping

from permit_service import labels
from permit_service.labels.pages import public as words
from permit_service.problems import refusal_groups
from workflows.codes import Nature
from workflows.next_step import Ban
from workflows.verdict import Clearance, GateResult, GateState

Stand = dict[str, object]

#: Gates of legality turn on who asks; a page that many look at leaves them out.
_WHO_ASKS = "legality"


def of_clearance(clearance: Clearance, names: Mapping[str, str]) -> Stand:
    """One action, whoever asks."""
    results = [result for result in clearance.results if result.rule != _WHO_ASKS]
    return _stand(labels.of(clearance.action), results, names)


def of_ban(ban: Ban, names: Mapping[str, str]) -> Stand:
    """One of the seven prohibitions."""
    return _stand(f"{ban.number} {labels.banned_short(ban.number)}", ban.results, names)


def _stand(label: str, results: Iterable[GateResult], names: Mapping[str, str]) -> Stand:
    """Red only where something is forbidden; what is not done yet is blue, what cannot be told yellow."""
    found = list(results)
    refusals = [refusal for result in found for refusal in result.refusals]
    state, word = "must", words.LACKING.format(count=len(refusals))
    if any(refusal.code.nature is Nature.forbidden for refusal in refusals):
        state, word = "forbid", words.BAN
    elif not refusals:
        state, word = _without_refusals({result.state for result in found})
    return {"label": label, "state": state, "word": word, "groups": refusal_groups(refusals, names)}


def _without_refusals(states: set[GateState]) -> tuple[str, str]:
    if GateState.unknown in states:
        return "warn", labels.of(GateState.unknown)
    if GateState.passed in states:
        return "safe", labels.of(GateState.passed)
    return "none", labels.of(GateState.not_applicable)
