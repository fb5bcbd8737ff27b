"""Who may import whom (design: rooms). The rules stay pure, the faces stay thin."""

from pathlib import Path

import pytest
from trees import PACKAGES, imports, name_of, sources

FRAMEWORKS = {"flask", "flask_sqlalchemy", "flask_login", "flask_wtf", "flask_openapi", "sqlalchemy", "werkzeug"}
RULE_LISTS = {"workflows.vocabulary", "workflows.kinds", "workflows.training_kinds", "workflows.inspection_kinds"}
REQUEST_BOUND = {"request", "session", "g"}


def root_of(module: str) -> str:
    return module.split(".")[0]


def imported_roots(path: Path) -> set[str]:
    return {root_of(module) for module, _ in imports(path)}


def files(folder: str) -> list[pytest.param]:
    return [pytest.param(path, id=name_of(path)) for path in sources(folder)]


@pytest.mark.parametrize("path", files("workflows"))
def test_rules_import_nothing_but_each_other_and_transitions(path: Path) -> None:
    assert not imported_roots(path) & (FRAMEWORKS | {"qr", "permit_service"})


@pytest.mark.parametrize("path", files("qr"))
def test_codes_know_no_rule_no_framework_no_service(path: Path) -> None:
    assert not imported_roots(path) & (FRAMEWORKS | {"workflows", "permit_service"})


@pytest.mark.parametrize("path", files("permit_service/models"))
def test_tables_know_the_closed_lists_only(path: Path) -> None:
    ours = {module for module, _ in imports(path) if root_of(module) in PACKAGES}
    assert {module for module in ours if not module.startswith("permit_service.models")} <= RULE_LISTS


@pytest.mark.parametrize("path", files("permit_service/services"))
def test_use_cases_see_no_request(path: Path) -> None:
    taken = {name for module, name in imports(path) if root_of(module) in ("flask", "flask_login", "flask_wtf")}
    assert not taken & (REQUEST_BOUND | {"", "current_user"})
    modules = {module for module, _ in imports(path)} | {f"{module}.{name}" for module, name in imports(path)}
    assert not {m for m in modules if m.startswith(("permit_service.web", "permit_service.api"))}
    assert not modules & {"permit_service.access", "permit_service.problems"}


@pytest.mark.parametrize("path", [*files("permit_service/web"), *files("permit_service/api")])
def test_faces_ask_services_and_never_the_database(path: Path) -> None:
    assert not imported_roots(path) & {"sqlalchemy", "flask_sqlalchemy"}
    assert not {name for module, name in imports(path) if module.startswith("permit_service.models")} & {"db"}


@pytest.mark.parametrize("path", files("permit_service/labels"))
def test_words_need_no_database(path: Path) -> None:
    assert not imported_roots(path) & {"sqlalchemy", "flask_sqlalchemy", "flask"}


def test_there_is_something_to_hold_to_these_rules() -> None:
    for folder in (*PACKAGES, "permit_service/models", "permit_service/services", "permit_service/labels"):
        assert len(sources(folder)) > 5
