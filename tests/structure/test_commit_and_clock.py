"""One file commits, one file reads the clock, one broad except stands, and no number is a float."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import Float
from trees import PACKAGES, ROOT, imports, name_of, sources, tree

from permit_service.access import SCOPES
from permit_service.models import Base
from permit_service.policy import POLICY

FILES = sources(*PACKAGES)
COLUMNS = [(table.name, column) for table in Base.metadata.sorted_tables for column in table.columns]
COMMITS = ROOT / "permit_service/unit_of_work.py"
READS_CLOCK = ROOT / "permit_service/wallclock.py"
CATCHES_ALL = ROOT / "workflows/gates/__init__.py"
#: Attributes that read a clock, whatever they are called on; and the functions of ``time`` however imported.
CLOCK_READS = {
    "utcnow",
    "localtime",
    "gmtime",
    "monotonic",
    "perf_counter",
    "time_ns",
    "monotonic_ns",
    "perf_counter_ns",
}
DATE_CLASSES = {"datetime", "date"}
SQL_CLOCK = ("current_timestamp", "now()", "localtimestamp")


def called(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


@cache
def attribute_calls(path: Path) -> set[tuple[str, str]]:
    """``(owner, attribute)`` of calls such as ``session.commit()``; the owner is its last name."""
    found = set()
    for call in called(path):
        if isinstance(call.func, ast.Attribute):
            owner = call.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            found.add((name, call.func.attr))
    return found


def reads_clock(path: Path) -> set[str]:
    found = {f"{owner}.{name}" for owner, name in attribute_calls(path) if name in CLOCK_READS}
    found |= {
        f"{owner}.{name}"
        for owner, name in attribute_calls(path)
        if (owner in DATE_CLASSES and name in ("now", "today"))
        or (owner == "time" and name == "time")
        or (owner == "func" and name in ("now", "current_timestamp"))
    }
    found |= {f"{module}.{name}" for module, name in imports(path) if module == "time" and name not in ("", "sleep")}
    return found


def broad_excepts(path: Path) -> int:
    return sum(
        isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
        for node in ast.walk(tree(path))
    )


def test_one_file_commits() -> None:
    commits = {
        name_of(path): {call for call in attribute_calls(path) if call[1] in ("commit", "begin", "begin_nested")}
        for path in FILES
    }
    assert {name: calls for name, calls in commits.items() if calls} == {name_of(COMMITS): {("session", "commit")}}


def test_one_file_reads_the_clock() -> None:
    assert [name_of(path) for path in FILES if reads_clock(path)] == [name_of(READS_CLOCK)]


def test_one_broad_except_stands() -> None:
    broad = {name_of(path): broad_excepts(path) for path in FILES}
    assert {name: count for name, count in broad.items() if count} == {name_of(CATCHES_ALL): 1}


def test_no_number_is_a_float() -> None:
    floats = [
        (table, column.name)
        for table, column in COLUMNS
        if isinstance(column.type, Float) or column.type.python_type is float
    ]
    assert floats == []


def test_no_time_comes_from_the_database() -> None:
    defaults = [(table, str(c.server_default.arg).lower()) for table, c in COLUMNS if c.server_default]
    assert [(table, default) for table, default in defaults if default.startswith(SQL_CLOCK)] == []


def test_every_model_has_a_table_named_in_the_singular() -> None:
    names = {mapper.local_table.name for mapper in Base.registry.mappers}
    assert names == set(Base.metadata.tables)
    assert all(name == name.lower() for name in names)


def test_every_route_has_a_policy_and_every_policy_a_route(sample_routes: Flask) -> None:
    assert set(sample_routes.view_functions) == set(POLICY)


def test_every_id_in_a_guarded_address_has_a_scope(sample_routes: Flask) -> None:
    missing = {
        (rule.endpoint, argument)
        for rule in sample_routes.url_map.iter_rules()
        if not POLICY[rule.endpoint].public
        for argument, converter in rule._converters.items()
        if type(converter).__name__ == "UUIDConverter" and argument not in SCOPES
    }
    assert missing == set()
