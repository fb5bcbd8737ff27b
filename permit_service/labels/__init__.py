"""The edge that turns codes into Chinese: every word that people read comes from here or from a template.

Rules and services speak in codes, members and plain facts; pages and the API ask here for the words. Nothing here
decides anything, reads a clock or a database. ``names`` resolves ids to names where the reader may know them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from permit_service.labels import alarms
from permit_service.labels.bans import banned_short, banned_title, group
from permit_service.labels.citations import source_text
from permit_service.labels.fields import field_name
from permit_service.labels.forms import FormTranslations
from permit_service.labels.inputs import field_fault
from permit_service.labels.ledger_words import cell_hint, ledger_notes, needed, notes_heading, sheet
from permit_service.labels.phrases import fill, local_time
from permit_service.labels.problems import problem
from permit_service.labels.readings import WHAT_FAILED, converted_text, limit_text, with_national_limit
from permit_service.labels.refusals import TEXTS
from permit_service.labels.step_words import step_told
from permit_service.labels.words import of, short
from workflows.judged import Judged
from workflows.kinds import Unit
from workflows.verdict import Refusal
from workflows.vocabulary import AlarmKind

__all__ = [
    "FormTranslations",
    "JudgedText",
    "alarm",
    "banned_short",
    "banned_title",
    "cell_hint",
    "converted_text",
    "field_fault",
    "field_name",
    "group",
    "judged",
    "ledger_notes",
    "limit_text",
    "local_time",
    "message",
    "needed",
    "notes_heading",
    "of",
    "problem",
    "remedy",
    "sheet",
    "short",
    "source_text",
    "step_told",
    "told",
    "what_failed",
]

NOBODY: Mapping[str, str] = MappingProxyType({})


def message(refusal: Refusal, names: Mapping[str, str] = NOBODY) -> str:
    """What is wrong, with the value measured and its limit where the refusal tells them."""
    return fill(TEXTS[refusal.code].says, with_national_limit(refusal.facts), names)


def remedy(refusal: Refusal, names: Mapping[str, str] = NOBODY) -> str:
    """What to do now, and by whom."""
    return fill(TEXTS[refusal.code].does, refusal.facts, names)


@dataclass(frozen=True, slots=True)
class JudgedText:
    """A judged value in words: how it stands, the clause it was held against, and what to do if anything."""

    text: str
    clause: str
    remedy: str


def judged(value: Judged) -> JudgedText:
    """How one gas value stands, for pages and programs alike; a value within its limit asks for nothing."""
    if value.refusal is not None:
        return told(value.refusal)
    shown = value.judgement.told
    unit = of(Unit(shown["unit"]))
    text = f"{short(value.judgement.gas)} {shown['amount']} {unit}，合格（{limit_text(shown)}）。"
    return JudgedText(text, source_text(value.source), "")


def told(refusal: Refusal) -> JudgedText:
    """A refusal in its three sentences."""
    return JudgedText(message(refusal), source_text(refusal.source), remedy(refusal))


def alarm(
    kind: AlarmKind,
    facts: Mapping[str, str] = NOBODY,
    names: Mapping[str, str] = NOBODY,
    failed: Iterable[Mapping[str, str]] = (),
) -> tuple[str, str, str]:
    """An alarm's title, what has happened, with what failed, and what to do at once."""
    text = alarms.TEXTS[kind]
    says = fill(text.says, facts, names) + what_failed(failed, names)
    return alarms.TITLES[kind], says, fill(text.does, facts, names)


def what_failed(failed: Iterable[Mapping[str, str]], names: Mapping[str, str] = NOBODY) -> str:
    """What called for an alarm or an evacuation, a sentence each: which gas, how much, limit, where; which fan."""
    return "".join(fill((*WHAT_FAILED, ""), with_national_limit(told), names) for told in failed)
