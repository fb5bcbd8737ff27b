"""One file commits, one file reads the clock, one broad except stands, and no number is a float."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Float
from trees import PACKAGES, ROOT, imports, name_of, sources, tree

from permit_service.access import SCOPES
from permit_service.models import Base
from permit_service.policy import POLICY

FILES = [pytest.param(path, id=name_of(path)) for path in sources(*PACKAGES)]
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


@pytest.mark.parametrize("path", FILES)
def test_one_file_commits(path: Path) -> None:
    commits = {call for call in attribute_calls(path) if call[1] in ("commit", "begin", "begin_nested")}
    assert bool({call for call in commits if call[1] == "commit"}) is (path == COMMITS)
    assert commits == {("session", "commit")} or not commits


@pytest.mark.parametrize("path", FILES)
def test_one_file_reads_the_clock(path: Path) -> None:
    assert bool(reads_clock(path)) is (path == READS_CLOCK)


@pytest.mark.parametrize("path", FILES)
def test_one_broad_except_stands(path: Path) -> None:
    broad = [
        node
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
    ]
    assert len(broad) == (1 if path == CATCHES_ALL else 0)


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
def test_no_number_is_a_float(table: str) -> None:
    columns = Base.metadata.tables[table].columns
    assert not [column.name for column in columns if isinstance(column.type, Float)]
    assert not [column.name for column in columns if column.type.python_type is float]


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
def test_no_time_comes_from_the_database(table: str) -> None:
    defaults = [str(c.server_default.arg).lower() for c in Base.metadata.tables[table].columns if c.server_default]
    assert not [default for default in defaults if default.startswith(SQL_CLOCK)]


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
