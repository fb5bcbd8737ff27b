"""Chinese that people read stands in labels and templates, nowhere else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import permit_service

PACKAGE = Path(permit_service.__file__).parent
ROOMS = ("web", "api", "services", "queries")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def strays(source: str, name: str) -> Iterator[str]:
    """Every string with a Chinese character, docstrings aside: file, line, text."""
    tree = ast.parse(source)
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        told = isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value)
        if told and id(node) not in docs:
            yield f"{name}:{node.lineno} {node.value}"


@pytest.mark.parametrize("room", ROOMS)
def test_no_chinese_outside_labels(room: str) -> None:
    files = sorted((PACKAGE / room).rglob("*.py"))
    assert files
    found = [told for path in files for told in strays(path.read_text("utf-8"), str(path.relative_to(PACKAGE)))]
    assert not found, "\n".join(["these belong in permit_service/labels:", *found])


def test_a_stray_word_is_found_wherever_it_stands() -> None:
    source = '"""文档"""\nNAME = {"k": f"共 {1} 项"}\n\ndef f(a="否"):\n    """说明"""\n    # 注释\n    return "ok"\n'
    assert sorted(strays(source, "x.py")) == ["x.py:2  项", "x.py:2 共 ", "x.py:4 否"]
