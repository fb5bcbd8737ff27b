"""The source as syntax trees, for tests of the structure."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("workflows", "qr", "permit_service")


def sources(*folders: str) -> list[Path]:
    """Every Python file under these folders of the checkout; migrations are their own world."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Module and name of everything a file imports, wherever in it; ``import a.b`` has an empty name."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
