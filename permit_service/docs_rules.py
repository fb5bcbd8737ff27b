"""``docs/rules.md``: every rule as it stands in the code, written by ``permit-service docs``.

Nothing is told here that another file does not say: gates, watches, parameters, limits, edges, Chinese texts, and
where the tests of a gate or a watch stand. Only the rules that this version leaves out are named here.
"""

import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property, partial
from pathlib import Path

from permit_service import labels
from permit_service.labels.refusals import TEXTS
from workflows.codes import Code
from workflows.gates import GATES
from workflows.gates.gate import Gate
from workflows.kinds import Gas
from workflows.ledger import LEDGER_RULES, LedgerRule
from workflows.lifecycle import LIFECYCLES, Lifecycle
from workflows.limits import PARAMETERS, TOXIC_LIMITS, Limit
from workflows.sources import Clause, Document, Source
from workflows.units import mg_m3_to_ppm
from workflows.vocabulary import Action, AlarmKind, ProfileName
from workflows.watches import WATCHES, Watch

RULE_TESTS = Path("tests/workflows")
LAST_RULE = 70
LEGALITY = "legality"

#: Rules that no gate and no watch of this version keeps, and what they would ask for.
OUT_OF_SCOPE = {
    "R40": "A live detector that goes silent alarms.",
    "R54": "Grades of Beijing DB11/T 852.",
    "R55": "A 重大事故隐患 is reported and the work stopped.",
}

#: Rules that no gate keeps, only what falls due: a gate would carry the source.
WATCHED_ONLY: dict[str, Source] = {
    "R41": Clause(Document.G46, "6.2.5"),
    "R42": Clause(Document.G46, "6.2.5"),
}

_HEAD = """\
# The rules
Written by `make docs` from `workflows/` and `permit_service/labels/`; a test fails when this page is behind.
Sources stand in their order: a refusal cites the first that binds the enterprise's trade. 企业规定 is ours, not law.
七不准 is the number a refusal is shown under. Two values of a number are those of GB46768 / GB30871.
How to add a rule: `docs/add-a-rule.md`.
"""


@dataclass(frozen=True)
class Rule:
    """One rule id with the gates, watches and warnings of the ledger that keep it."""

    id: str
    gates: tuple[Gate, ...]
    watches: tuple[Watch, ...]
    ledger: tuple[LedgerRule, ...]

    @property
    def kept(self) -> bool:
        return bool(self.gates or self.watches or self.ledger)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of its gates, each once, in the order they are asked."""
        return tuple(dict.fromkeys(gate.name for gate in self.gates))

    @cached_property
    def codes(self) -> tuple[Code, ...]:
        said = {code for gate in self.gates for code in gate.codes} | {warning.code for warning in self.ledger}
        return tuple(code for code in Code if code in said)

    @cached_property
    def alarms(self) -> tuple[AlarmKind, ...]:
        raised = {kind for watch in self.watches for kind in _alarms_of(watch, self.id)}
        return tuple(kind for kind in AlarmKind if kind in raised)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        read = {name for gate in self.gates for name in gate.parameters}
        read |= {name for watch in self.watches for name in re.findall(r"rules\.(\w+)", inspect.getsource(watch))}
        read |= {warning.parameter for warning in self.ledger if warning.parameter is not None}
        if "quiet_seconds" in read:
            read |= {"beat_seconds", "beat_misses"}
        return tuple(parameter.name for parameter in PARAMETERS if parameter.name in read)


def rules() -> tuple[Rule, ...]:
    """R01 to R70, then legality; those that nothing keeps are the ones out of scope."""
    ids = (*(f"R{number:02}" for number in range(1, LAST_RULE + 1)), LEGALITY)
    return tuple(
        Rule(
            rule_id,
            tuple(gate for gate in GATES if gate.rule == rule_id),
            tuple(watch for watch in WATCHES if rule_id in _rules_of(watch)),
            tuple(warning for warning in LEDGER_RULES if warning.rule == rule_id),
        )
        for rule_id in ids
    )


def tests_of(rule: Rule) -> tuple[str, ...]:
    """The files whose cases name a gate of the rule, an alarm of its watches, a warning of the ledger."""
    wanted = (
        *(f'"{name}"' for name in rule.names),
        *(f"AlarmKind.{kind}" for kind in rule.alarms),
        *(f"Code.{warning.code}" for warning in rule.ledger),
    )
    return tuple(name for name, text in _test_files().items() if any(word in text for word in wanted))


def page() -> str:
    """The whole of ``docs/rules.md``. Raises FileNotFoundError outside a checkout, whose tests it names."""
    if not RULE_TESTS.is_dir():
        raise FileNotFoundError(RULE_TESTS)
    parts = (
        _HEAD,
        *(_section(rule) for rule in rules()),
        _parameters_table(),
        _toxic_table(),
        *(_diagram(lifecycle) for lifecycle in LIFECYCLES),
    )
    return "\n".join(parts)


@cache
def _test_files() -> dict[str, str]:
    return {file.as_posix(): file.read_text("utf-8") for file in sorted(RULE_TESTS.glob("test_*.py"))}


def _rules_of(watch: Watch) -> set[str]:
    """The rules a watch keeps: those at the head of its description, ranges included, and those it gives as reason."""
    head = (inspect.getdoc(watch) or "").partition(":")[0]
    named = set(re.findall(r"R\d\d", head)) | set(re.findall(r'"(R\d\d)"', inspect.getsource(watch)))
    for first, last in re.findall(r"R(\d\d)-R(\d\d)", head):
        named |= {f"R{number:02}" for number in range(int(first), int(last) + 1)}
    return named


def _alarms_of(watch: Watch, rule_id: str) -> set[str]:
    """The alarms a watch raises for one of its rules; all of them where it names none for that rule alone."""
    source = inspect.getsource(watch)
    by_rule = re.findall(r'_alarm\(\s*"(R\d\d)",.*?AlarmKind\.(\w+)', source, re.DOTALL)
    return {kind for rule, kind in by_rule if rule == rule_id} or {kind for _, kind in by_rule}


def _section(rule: Rule) -> str:
    title = "Legality and role" if rule.id == LEGALITY else rule.id
    if not rule.kept:
        return f"## {title}\nOut of scope of this version. {OUT_OF_SCOPE[rule.id]}\n"
    lines = [f"## {title}", *_descriptions(rule), ""]
    lines.append(f"- Source: {_listed(_sources(rule))}")
    if rule.gates:
        lines.append(f"- Guards: {_listed(f'{labels.of(action)} `{action}`' for action in _actions(rule))}")
    if rule.parameters:
        lines.append(f"- Numbers: {_listed(_numbers(rule.parameters))}")
    if rule.alarms:
        lines.append(f"- Alarms: {_listed(f'{labels.alarm(kind)[0]} `{kind}`' for kind in rule.alarms)}")
    lines += [f"- Test: {_listed(f'`{name}`' for name in tests_of(rule))}", *_says(rule.codes)]
    return "\n".join(lines) + "\n"


def _descriptions(rule: Rule) -> Iterator[str]:
    """What each gate asks, one line each. A gate asked again at approval (profile 30) stands with its twin."""
    for name in rule.names:
        gate = next(gate for gate in rule.gates if gate.name == name)
        twin = name.removesuffix("_at_approval")
        told = _about(gate) or f"As `{twin}`, before the approver signs on site (profile 30)."
        banned = "" if gate.banned is None else f" (七不准 {gate.banned} {labels.banned_title(gate.banned)})"
        yield f"- `{name}`{banned}: {told}"
    for watch in rule.watches:
        yield f"- when due: {_flat(inspect.getdoc(watch) or '').partition(': ')[2]}"
    for warning in rule.ledger:
        banned = f" (七不准 {warning.banned} {labels.banned_title(warning.banned)})"
        yield f"- the ledger warns{banned}: {_flat(inspect.getdoc(warning.good_until) or '').partition(': ')[2]}"


def _about(gate: Gate) -> str:
    check = gate.check.func if isinstance(gate.check, partial) else gate.check
    return _flat(inspect.getdoc(check) or "") if inspect.isfunction(check) else ""


def _sources(rule: Rule) -> list[str]:
    named = [source for gate in rule.gates for source in gate.sources]
    named += [source for warning in rule.ledger for source in warning.sources]
    named = named or [WATCHED_ONLY[rule.id]]
    return list(dict.fromkeys(labels.source_text(source) for source in named))


def _actions(rule: Rule) -> list[Action]:
    guarded = {action for gate in rule.gates for action in gate.actions}
    return [action for action in Action if action in guarded]


def _numbers(names: Iterable[str]) -> Iterator[str]:
    for parameter in PARAMETERS:
        if parameter.name in names:
            values = dict.fromkeys(_value(parameter.limits[profile], parameter.unit) for profile in ProfileName)
            yield f"`{parameter.name}` {' / '.join(values)}"


def _says(codes: Iterable[Code]) -> list[str]:
    rows = [
        f"| `{code}` | {labels.of(code.nature)} | {TEXTS[code].says[-1]} | {TEXTS[code].does[-1]} |" for code in codes
    ]
    return ["", "| code | kind | 说明 | 怎么办 |", "|---|---|---|---|", *rows] if rows else []


def _parameters_table() -> str:
    rows = [
        f"| `{parameter.name}` | {parameter.unit} | {parameter.stricter} | "
        + " | ".join(_limit_cells(parameter.limits[profile]) for profile in ProfileName)
        + " |"
        for parameter in PARAMETERS
    ]
    head = "| name | unit | stricter | GB46768 | source | GB30871 | source |\n|---|---|---|---|---|---|---|"
    return (
        "## Parameters\nA local overlay may only make a number stricter. – = the profile has none.\n\n"
        + "\n".join((head, *rows))
        + "\n"
    )


def _toxic_table() -> str:
    rows = [
        f"| {labels.of(gas)} | {limit.mg_m3} | {_ppm(gas, limit.mg_m3)} "
        f"| {labels.of(limit.kind)} | {labels.source_text(limit.source)} |"
        for gas, limit in TOXIC_LIMITS.items()
    ]
    head = "| gas | mg/m³ | ppm (20 °C) | kind | source |\n|---|---|---|---|---|"
    return "\n".join(("## Toxic gases\nHighest concentration at which somebody may enter.\n", head, *rows)) + "\n"


def _diagram(lifecycle: Lifecycle) -> str:
    names = [f"    {status} : {labels.of(status)} {status}" for status in lifecycle.statuses]
    moves = [f"    {e.source} --> {e.dest} : {labels.of(e.trigger)} {e.trigger}" for e in lifecycle.edges]
    first = f"    [*] --> {next(iter(lifecycle.statuses))}"
    return "\n".join(
        (f"## Statuses of a {lifecycle.thing}", "```mermaid", "stateDiagram-v2", *names, first, *moves, "```", "")
    )


def _listed(words: Iterable[str]) -> str:
    return " · ".join(words)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _limit_cells(limit: Limit) -> str:
    return f"{_value(limit, '')} | {labels.source_text(limit.source)}"


def _value(limit: Limit, unit: str) -> str:
    return "–" if limit.value is None else f"{limit.value} {unit}".strip()


def _ppm(gas: Gas, mg_m3: Decimal) -> str:
    return f"{mg_m3_to_ppm(gas, mg_m3):.2f}"
