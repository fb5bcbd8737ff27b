"""What the gates say of one action, as a page shows it: a sign, and what is missing under its heading."""

from collections.abc import Mapping

from permit_service import labels
from permit_service.problems import refusal_groups
from workflows.codes import Nature
from workflows.verdict import Clearance, GateState

#: Gates of legality turn on who asks; a page that many look at leaves them out.
_WHO_ASKS = "legality"


def told_clearance(clearance: Clearance, names: Mapping[str, str]) -> dict[str, object]:
    """The action's word, its state, and the refusals; red only where something is forbidden."""
    results = [result for result in clearance.results if result.rule != _WHO_ASKS]
    refusals = [refusal for result in results for refusal in result.refusals]
    unknown = any(result.state is GateState.unknown for result in results)
    forbidden = any(refusal.code.nature is Nature.forbidden for refusal in refusals)
    state, word = ("forbid", "不准") if forbidden else ("must", f"还差 {len(refusals)} 项")
    if not refusals:
        state, word = ("warn", "无法判断") if unknown else ("safe", "条件已满足")
    return {
        "label": labels.of(clearance.action),
        "state": state,
        "word": word,
        "groups": refusal_groups(refusals, names),
    }
