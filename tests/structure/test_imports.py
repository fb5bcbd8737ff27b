"""Who may import whom (design: rooms). The rules stay pure, the faces stay thin."""

from collections.abc import Callable
from pathlib import Path

from trees import PACKAGES, imports, name_of, sources

FRAMEWORKS = {"flask", "flask_sqlalchemy", "flask_login", "flask_wtf", "flask_openapi", "sqlalchemy", "werkzeug"}
RULE_LISTS = {"workflows.vocabulary", "workflows.kinds", "workflows.training_kinds", "workflows.inspection_kinds"}
REQUEST_BOUND = {"request", "session", "g"}


def root_of(module: str) -> str:
    return module.split(".")[0]


def imported_roots(path: Path) -> set[str]:
    return {root_of(module) for module, _ in imports(path)}


def offenders(faults: Callable[[Path], set[str]], *folders: str) -> dict[str, set[str]]:
    """What each file of these folders imports against the rule."""
    found = {name_of(path): faults(path) for folder in folders for path in sources(folder)}
    return {name: fault for name, fault in found.items() if fault}


def test_rules_import_nothing_but_each_other_and_transitions() -> None:
    assert offenders(lambda path: imported_roots(path) & (FRAMEWORKS | {"qr", "permit_service"}), "workflows") == {}


def test_codes_know_no_rule_no_framework_no_service() -> None:
    assert offenders(lambda path: imported_roots(path) & (FRAMEWORKS | {"workflows", "permit_service"}), "qr") == {}


def test_tables_know_the_closed_lists_only() -> None:
    def more(path: Path) -> set[str]:
        ours = {module for module, _ in imports(path) if root_of(module) in PACKAGES}
        return {module for module in ours if not module.startswith("permit_service.models")} - RULE_LISTS

    assert offenders(more, "permit_service/models") == {}


def test_use_cases_see_no_request() -> None:
    def seen(path: Path) -> set[str]:
        taken = {name for module, name in imports(path) if root_of(module) in ("flask", "flask_login", "flask_wtf")}
        modules = {module for module, _ in imports(path)} | {f"{module}.{name}" for module, name in imports(path)}
        return (
            taken & (REQUEST_BOUND | {"", "current_user"})
            | {module for module in modules if module.startswith(("permit_service.web", "permit_service.api"))}
            | modules & {"permit_service.access", "permit_service.problems"}
        )

    assert offenders(seen, "permit_service/services") == {}


def test_faces_ask_services_and_never_the_database() -> None:
    def asked(path: Path) -> set[str]:
        models = {name for module, name in imports(path) if module.startswith("permit_service.models")}
        return imported_roots(path) & {"sqlalchemy", "flask_sqlalchemy"} | models & {"db"}

    assert offenders(asked, "permit_service/web", "permit_service/api") == {}


def test_words_need_no_database() -> None:
    held = {"sqlalchemy", "flask_sqlalchemy", "flask"}
    assert offenders(lambda path: imported_roots(path) & held, "permit_service/labels") == {}


def test_there_is_something_to_hold_to_these_rules() -> None:
    for folder in (*PACKAGES, "permit_service/models", "permit_service/services", "permit_service/labels"):
        assert len(sources(folder)) > 5
