"""Problems, field names, what is wrong with a field: each has its Chinese words."""

import ast
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import pytest
import wtforms
from pydantic import BaseModel, Field, ValidationError
from pydantic_core.core_schema import ErrorType
from words_style import keeps_the_style

import permit_service
from permit_service import labels
from permit_service.errors import ProblemCode
from permit_service.labels import forms, inputs
from permit_service.services.filing_forms import FIELDS
from qr import short_code
from qr.stages import CodeError


@pytest.mark.parametrize("code", ProblemCode)
def test_every_problem_has_title_and_detail(code: ProblemCode) -> None:
    title, detail = labels.problem(code)
    assert keeps_the_style(title)
    assert keeps_the_style(detail)
    assert detail.endswith("。")


def test_field_names() -> None:
    assert labels.field_name("window_start") == "计划开始时间"
    assert labels.field_name("body.points.1.values.0.amount") == "检测点 2 · 读数 1 · 浓度"


#: What only a programmer meets: our models take JSON and define none of these.
PROGRAMMERS = re.compile(
    r"no_such_attribute|needs_python_object|recursion|frozen_(field|instance)|invalid_key|get_attribute|dataclass_exact|"
    r"named_tuple|default_factory|iteration_error|string_sub|ordered_dict|counter|frozen_dict|set_item|missing_sentinel|"
    r"ellipsis|is_(instance|subclass)|callable|argument|fraction|complex|bytes_too"
)


@pytest.mark.parametrize("error", [e for e in get_args(ErrorType) if not PROGRAMMERS.search(e)])
def test_pydantic_error(error: str) -> None:
    numbers = {"gt": 1, "ge": 1, "lt": 1, "le": 1, "multiple_of": 2, "min_length": 1, "max_length": 9}
    numbers |= {"max_digits": 9, "decimal_places": 2, "whole_digits": 7}
    for context in (numbers, {}):
        told = labels.field_fault(error, context)
        assert told != inputs.OTHER_FAULT[0]
        assert keeps_the_style(told)
        assert told.endswith("。")


def fault_codes_in(tree: ast.AST) -> Iterator[str]:
    """Codes that services give: ``Invalid({field: code})``, ``Fault(code, …)``, ``faults.add(field, code)``,
    ``faults.check(good, field, code)``."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        told: list[ast.expr | None] = []
        match call.func:
            case ast.Name(id="Invalid") if isinstance(call.args[0], ast.Dict):
                told = [*call.args[0].values]
            case ast.Name(id="Fault"):
                told = [call.args[0]]
            case ast.Attribute(attr="add") if len(call.args) == 2:
                told = [call.args[1]]
            case ast.Attribute(attr="check") if len(call.args) == 3:
                told = [call.args[2]]
        yield from (a.value for a in told if isinstance(a, ast.Constant) and isinstance(a.value, str))


def test_every_fault_that_services_give_has_words() -> None:
    root = Path(permit_service.__path__[0])
    given = {code for path in root.rglob("*.py") for code in fault_codes_in(ast.parse(path.read_text("utf-8")))}
    assert {"file_type", "future", "pin_wrong", "string_too_short"} <= given
    assert given - set(inputs.FAULTS) == set()


def named(told: ast.expr) -> str | None:
    """The field that a literal or an f-string names, ``lines.0.equipment_id``."""
    match told:
        case ast.Constant(value=str(name)):
            return name
        case ast.JoinedStr(values=parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "0" for part in parts)
    return None


def fields_in(tree: ast.AST) -> Iterator[str]:
    """Fields that may be wrong: ``Invalid({field: code})``, ``faults.add(field, code)``,
    ``faults.check(good, field, code)``, ``form.needed(field, value)``."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        told: list[ast.expr | None] = []
        match call.func:
            case ast.Name(id="Invalid") if isinstance(call.args[0], ast.Dict):
                told = [*call.args[0].keys]
            case ast.Attribute(attr="add", value=ast.Attribute(attr="faults") | ast.Name(id="faults")):
                told = [call.args[0]]
            case ast.Attribute(attr="check", value=ast.Attribute(attr="faults") | ast.Name(id="faults")):
                told = [call.args[1]]
            case ast.Attribute(attr="needed" | "id" | "moment" | "choice" | "number", value=ast.Name(id="form")):
                told = [call.args[0]]
        yield from (name for one in told if one is not None and (name := named(one)) is not None)


def test_every_field_that_may_be_wrong_has_a_name() -> None:
    root = Path(permit_service.__path__[0])
    fields = {name for path in root.rglob("*.py") for name in fields_in(ast.parse(path.read_text("utf-8")))}
    assert {"scheduled_at", "lines.0.equipment_id", "space_id"} <= fields
    parts = {part for field in fields | FIELDS for part in field.split(".") if not part.isdecimal()}
    assert {part for part in parts if labels.field_name(part) == part} == set()


def test_a_mistyped_number_has_words() -> None:
    for typed in ("", "1", "!!!!", "P202611220001"):
        with pytest.raises(CodeError) as caught:
            short_code.read(typed)
        assert caught.value.stage.name in inputs.FAULTS


def test_pydantic_names_its_limits_as_the_words_expect() -> None:
    class Form(BaseModel):
        minutes: int = Field(le=30)
        name: str = Field(max_length=2)
        at: datetime

    with pytest.raises(ValidationError) as caught:
        Form.model_validate({"minutes": 31, "name": "三个字"})
    faults: list[Any] = caught.value.errors()
    assert [labels.field_fault(f["type"], f.get("ctx")) for f in faults] == ["不能大于 30。", "最多 2 个字。", "必填。"]


def test_wtforms_messages() -> None:
    catalogue = Path(next(iter(wtforms.__path__))) / "locale" / "wtforms.pot"
    messages = set(re.findall(r'^msgid "(.+)"$', catalogue.read_text("utf-8"), re.MULTILINE))
    assert messages
    translations = forms.FormTranslations()
    for message in messages:
        told = translations.ngettext(message, message, 2)
        assert told != message
        assert re.findall(r"%(?:\(\w+\))?[sd]", told) == re.findall(r"%(?:\(\w+\))?[sd]", message)
        assert told.endswith("。")
        assert keeps_the_style(re.sub(r"%\(\w+\)[sd]", "", told))
