"""Every code and every member of a closed list has its Chinese words, and they keep to the way words are written."""

import ast
import importlib
import importlib.util
import inspect
import pkgutil
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import Any

import pytest
from cases import result_of
from words_style import keeps_the_style

import qr
import workflows
from permit_service import labels, models
from permit_service.labels import alarms, citations, refusals, words
from permit_service.labels.offline_words import DOUBTS, phone_reasons
from permit_service.labels.phrases import TELLERS, Text
from workflows.codes import Code
from workflows.gas_facts import Value
from workflows.gas_values import judge_value
from workflows.judged import at_a_point, during_work
from workflows.kinds import Gas, Unit
from workflows.limits import GB46768, PARAMETERS, TOXIC_LIMITS, Stricter
from workflows.offline import OWN_REFUSALS, Doubt
from workflows.sources import EVERY_AREA, Clause, Document, HouseRule, LocalRule, Source
from workflows.validity import Validity
from workflows.verdict import Refusal
from workflows.vocabulary import Action, AlarmKind, Role, Sector, Status

#: Codes, alarms and how long something holds have texts instead of a word; which way a number is stricter is shown to
#: nobody.
WITHOUT_WORD = {Code, AlarmKind, Stricter, Validity}

#: What to do opens with whom to ask, with what not to do, or with an act or its condition: never with a description.
OPENING = re.compile(
    "请|联系|转请|由|喊|派人|安排|留一人|不要|不让|停止|错开|刷新|稍后|撤出|关好|关掉|换|改|补|按|擦净|核对|重新|签|写明|把|打开|"
    "保持|逐|先|看清|缩短|继续|查清|封好|带出|佩戴|系好|马上|立即|在|等|下次|多通|为|还要作业的|不再作业的|需要停下来的|收下"
)


def modules(package: ModuleType) -> Iterator[ModuleType]:
    yield package
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


def closed_lists() -> set[type[StrEnum]]:
    return {
        member
        for package in (workflows, qr, models)
        for module in modules(package)
        for _, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, StrEnum) and member is not StrEnum
    } - WITHOUT_WORD


def texts() -> list[tuple[str, Text]]:
    return [(f"{key}", text) for key, text in (*refusals.TEXTS.items(), *alarms.TEXTS.items(), *DOUBTS.items())]


def fields_of(template: str) -> list[tuple[str, str]]:
    return [(key, spec or "") for _, key, spec, _ in Formatter().parse(template) if key]


def bare(code: Code) -> Refusal:
    return Refusal(code, None, HouseRule("adopted"))


# -- closed lists ---------------------------------------------------------------------------------------


def test_every_member_of_every_closed_list_has_a_word() -> None:
    missing = [
        f"{closed_list.__name__}.{member.name}"
        for closed_list in closed_lists()
        for member in closed_list
        if not keeps_the_style(words.WORDS.get(closed_list, {}).get(member, ""))
    ]
    assert missing == []


def test_no_word_is_left_over() -> None:
    assert set(words.WORDS) == closed_lists()


def test_members_of_one_list_are_told_apart() -> None:
    for closed_list, found in words.WORDS.items():
        assert len(set(found.values())) == len(closed_list), closed_list


def test_equal_values_of_two_lists_keep_their_own_words() -> None:
    assert labels.of(Status.approved) == "已批准"
    assert labels.of(Role.approver) == "作业审批人"
    assert labels.of(Action.enter) == "进入"


def test_gas_long_and_short() -> None:
    assert (labels.of(Gas.h2s), labels.short(Gas.h2s)) == ("H2S 硫化氢", "H2S")
    assert labels.short(Status.draft) == "草稿"


# -- codes and alarms -----------------------------------------------------------------------------------


def test_every_code_and_alarm_has_its_text() -> None:
    assert set(refusals.TEXTS) == set(Code)
    assert set(alarms.TEXTS) == set(alarms.TITLES) == set(AlarmKind)
    assert set(DOUBTS) == set(Doubt)
    assert set(phone_reasons()) == {*Doubt, *OWN_REFUSALS}


@pytest.mark.parametrize(("name", "text"), texts(), ids=lambda value: value if isinstance(value, str) else "")
def test_text_is_well_formed(name: str, text: Text) -> None:
    for sentence in (*text.says, *text.does):
        assert keeps_the_style(re.sub(r"\{.*?\}", "", sentence)), sentence
        assert sentence.endswith("。"), sentence
        assert all(spec in TELLERS for _, specs in fields_of(sentence) if specs for spec in specs.split("|")), sentence
    assert fields_of(text.says[-1]) == fields_of(text.does[-1]) == []
    for sentence in text.does:
        assert OPENING.match(sentence), sentence


def test_no_two_codes_say_the_same() -> None:
    said = [sentence for text in refusals.TEXTS.values() for sentence in text.says]
    assert sorted(said) == sorted(set(said))


@pytest.mark.parametrize("code", Code)
def test_a_code_without_facts_still_says_what_is_wrong(code: Code) -> None:
    text = refusals.TEXTS[code]
    assert (labels.message(bare(code)), labels.remedy(bare(code))) == (text.says[-1], text.does[-1])


@pytest.mark.parametrize("kind", AlarmKind)
def test_alarm(kind: AlarmKind) -> None:
    title, said, do = labels.alarm(kind)
    assert keeps_the_style(title)
    assert said != do


def test_a_measured_value_stands_beside_its_limit() -> None:
    told = {"leg": "1", "distance_m": "2.2", "gas": "h2s", "amount": "8", "unit": "ppm", "mg_m3": "11.3317"}
    limit = {"limit_mg_m3": "10", "limit_kind": "mac"}
    source = Clause(Document.GBZ, "table 1")
    said = labels.message(Refusal(Code.toxic_too_high, 2, source, told | limit))
    assert said == "第 1 段 2.2 m 处：H2S 11.33 mg/m³，超过 10 mg/m³（GBZ 2.1 最高容许浓度）。"
    local = labels.message(Refusal(Code.toxic_too_high, 2, source, told | limit | {"limit_mg_m3": "5"}))
    assert local == "第 1 段 2.2 m 处：H2S 11.33 mg/m³，超过 5 mg/m³。"


@pytest.mark.parametrize(
    ("value", "at_work", "said"),
    [
        (Value(Gas.h2s, Decimal(2), Unit.ppm), False, ("H2S 2 ppm，合格（≤ 10 mg/m³）。", "5.9.1", "")),
        (Value(Gas.h2s, Decimal(8), Unit.ppm), False, ("超过 10 mg/m³", "5.9.1", "继续机械通风后重新检测。")),
        (Value(Gas.h2s, Decimal(8), Unit.ppm), True, ("2026-11-22 14:30：H2S 11.33 mg/m³", "6.2.5", "马上撤出")),
        (Value(Gas.h2s, None, Unit.ppm, True), True, ("H2S 超出量程。", "6.2.5", "马上撤出")),
        (Value(Gas.o2, None, None), True, ("O2 没有可用的读数。", "企业规定", "核对检测仪")),
    ],
)
def test_every_judged_value_has_its_sentence_clause_and_remedy(
    value: Value, at_work: bool, said: tuple[str, str, str]
) -> None:
    judgement = judge_value(value, GB46768, Decimal(5), False)
    sector, moment = Sector.light_industry, datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
    judged = during_work(judgement, sector, moment) if at_work else at_a_point(judgement, sector)
    told = labels.judged(judged)
    for part, sentence in zip(said, (told.text, told.clause, told.remedy), strict=True):
        assert part in sentence
    assert bool(told.remedy) is (judged.refusal is not None)


def test_a_hair_above_a_small_limit_is_seen() -> None:
    told = {"leg": "1", "distance_m": "1", "gas": "cl2", "mg_m3": "1.0019", "limit_mg_m3": "1", "limit_kind": "mac"}
    assert "Cl2 1.002 mg/m³，超过 1 mg/m³" in labels.message(
        Refusal(Code.toxic_too_high, 2, HouseRule("adopted"), told)
    )


@pytest.mark.parametrize(
    ("code", "told", "said"),
    [
        (
            Code.bad_gas_value,
            {"gas": "o2", "amount": "19.4", "unit": "vol", "limit_min_vol": "19.5", "limit_max_vol": "23.5"},
            "2026-11-22 14:30：O2 19.4 %VOL，不在 19.5–23.5 %VOL 之内。",
        ),
        (
            Code.bad_gas_value,
            {"gas": "ex", "amount": "10.1", "unit": "lel", "limit_lel": "10"},
            "2026-11-22 14:30：可燃气 10.1 %LEL，超过 10 %LEL。",
        ),
        (
            Code.bad_gas_value,
            {"gas": "ch4", "amount": "0.6", "unit": "vol", "limit_vol": "0.5"},
            "2026-11-22 14:30：CH4 0.6 %VOL，超过 0.5 %VOL。",
        ),
        (
            Code.protection_mismatch,
            {"lacking": "helmet,breathing_set", "unfit": "filter_mask"},
            "缺安全帽、呼吸防护用品，又用了过滤式面具。",
        ),
    ],
)
def test_texts_that_no_case_of_the_gates_reaches(code: Code, told: dict[str, str], said: str) -> None:
    at = {"at": "2026-11-22T06:30:00+00:00"}
    assert labels.message(Refusal(code, None, HouseRule("adopted"), told | at)) == said


def test_times_people_and_strange_values() -> None:
    refusal = Refusal(
        Code.training_lapsed,
        7,
        HouseRule("adopted"),
        {"person_id": "p-1", "trained_until": "2026-11-22T06:30:00+00:00"},
    )
    assert labels.message(refusal, {"p-1": "张样例"}) == "张样例的培训合格记录已于 2026-11-22 14:30 到期。"
    assert "p-1" not in labels.message(refusal)
    strange = Refusal(Code.permit_ending, 6, HouseRule("adopted"), {"ending": "{0.__class__}"})
    assert labels.message(strange) == refusals.TEXTS[Code.permit_ending].says[-1]
    braces = Refusal(Code.training_missing, 7, HouseRule("adopted"), {"person_id": "p-1"})
    assert labels.message(braces, {"p-1": "{阿卜杜热合曼·买买提江}"}) == "{阿卜杜热合曼·买买提江}没有培训合格记录。"


# -- what the gates really tell -------------------------------------------------------------------------

GATE_TESTS = sorted(
    path for path in (Path(__file__).parents[1] / "workflows").glob("test_*.py") if "CASES" in path.read_text("utf-8")
)
#: Told so that a machine can use them; a sentence tells the converted value and the limit's own kind instead.
FOR_MACHINES = {"at", "amount", "unit", "limit_kind", "item"}


class Everybody(dict[str, str]):
    """A name for every id."""

    def get(self, key: str, default: Any = None) -> Any:
        return f"样例{key}" if key else default


@cache
def refusals_of_cases(path: Path) -> tuple[Refusal, ...]:
    """Every refusal and warning that the cases of one gate test bring about."""
    spec = importlib.util.spec_from_file_location(f"cases_of_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    results = [result_of(case) for case in module.CASES]
    return tuple(refusal for result in results for refusal in (*result.refusals, *result.warnings))


@pytest.mark.parametrize("path", GATE_TESTS, ids=lambda path: path.stem)
def test_every_refusal_of_the_gates_tells_its_facts(path: Path) -> None:
    found = refusals_of_cases(path)
    assert found
    for refusal in found:
        said, do = labels.message(refusal, Everybody()), labels.remedy(refusal, Everybody())
        assert keeps_the_style(said), said
        assert keeps_the_style(labels.source_text(refusal.source))
        assert labels.banned_title(refusal.banned)
        for key, value in refusal.facts.items():
            if key in FOR_MACHINES or value in ("", "None"):
                continue
            rest = replace(refusal, facts={k: v for k, v in refusal.facts.items() if k != key})
            untold = labels.message(rest, Everybody()), labels.remedy(rest, Everybody())
            assert untold != (said, do), f"{refusal.code} does not tell {key}={value}: {said}"


# -- sources and the seven ------------------------------------------------------------------------------


def house_rules_in_code() -> Iterable[str]:
    for path in Path(workflows.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("HouseRule", "_house")
            ):
                yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def test_every_house_rule_has_a_name() -> None:
    limits = [limit.source for parameter in PARAMETERS for limit in parameter.limits.values()]
    used = {s.name for s in (*limits, *(t.source for t in TOXIC_LIMITS.values())) if isinstance(s, HouseRule)}
    assert (used | set(house_rules_in_code())) - set(citations.HOUSE_RULES) == set()


@pytest.mark.parametrize(
    ("source", "cited", "brief"),
    [
        (Clause(Document.O13, "14"), "《工贸企业有限空间作业安全规定》第十四条", "令13 第14条"),
        (Clause(Document.O13, "20"), "《工贸企业有限空间作业安全规定》第二十条", "令13 第20条"),
        (Clause(Document.G46, "5.8.6 a"), "GB 46768-2025 5.8.6 a)", "GB 46768 5.8.6 a)"),
        (Clause(Document.G30, "6.3 f"), "GB 30871-2022 6.3 f)", "GB 30871 6.3 f)"),
        (Clause(Document.AQ, "5.4.3"), "AQ 3064.2-2025 5.4.3", "AQ 3064.2 5.4.3"),
        (Clause(Document.GBZ, "table 1"), "GBZ 2.1-2019 表 1", "GBZ 2.1 表 1"),
        (
            Clause(Document.GBZ, "table 1, amendment 1"),
            "GBZ 2.1-2019 表 1（第 1 号修改单）",
            "GBZ 2.1 表 1（第 1 号修改单）",
        ),
        (
            LocalRule("样例区报备通知", "样例区"),
            "属地规定《样例区报备通知》（样例区）",
            "属地规定《样例区报备通知》（样例区）",
        ),
        (LocalRule("", "样例街道"), "属地规定（样例街道）", "属地规定（样例街道）"),
        (LocalRule("filing_notice", EVERY_AREA), "属地规定（报备要求）", "属地规定（报备要求）"),
        (HouseRule("gas_age_minutes"), "企业规定（气体检测有效时间）", "企业规定（气体检测有效时间）"),
        (HouseRule("not in the table"), "企业规定（本企业自定）", "企业规定（本企业自定）"),
    ],
)
def test_sources(source: Source, cited: str, brief: str) -> None:
    assert (labels.source_text(source), labels.source_text(source, brief=True)) == (cited, brief)


def test_refusals_are_grouped_by_the_seven_in_their_order() -> None:
    found = [Refusal(Code.code_broken, None, HouseRule("adopted"))]
    found += [Refusal(Code.field_missing, n, HouseRule("adopted")) for n in (7, 2, 1, 2)]
    grouped = labels.group(found)
    assert [(title, len(those)) for title, those in grouped] == [
        ("未经风险辨识不准作业", 1),
        ("未经通风和检测合格不准作业", 2),
        ("未经培训演练不准作业", 1),
        ("其他", 1),
    ]
    assert len({labels.banned_title(n) for n in (1, 2, 3, 4, 5, 6, 7, None)}) == 8
