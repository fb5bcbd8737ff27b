"""The committed front-end files are those that were vendored."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from browser.gallery_app import ROOT


@pytest.fixture
def vendoring() -> ModuleType:
    spec = importlib.util.spec_from_file_location("vendor_frontend", ROOT / "scripts" / "vendor_frontend.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look their own module up
    spec.loader.exec_module(module)
    return module


def test_the_committed_files_are_as_pinned(vendoring: ModuleType) -> None:
    assert [fault for root in vendoring.ROOTS for fault in vendoring.differences(root)] == []


def test_a_changed_an_added_and_a_missing_file_are_each_named(vendoring: ModuleType, tmp_path: Path) -> None:
    kept, lost = tmp_path / "kept.js", tmp_path / "lost.js"
    kept.write_text("one")
    lost.write_text("two")
    (tmp_path / "SHA256SUMS").write_text(vendoring.sums_of(tmp_path))

    kept.write_text("changed")
    lost.unlink()
    (tmp_path / "added.js").write_text("three")
    faults = "\n".join(vendoring.differences(tmp_path))

    assert faults.count("kept.js") == 3  # the old sum, the new sum, and no package brings it
    assert "committed but not so now" in faults
    assert "lost.js" in faults
    assert "here but not committed" in faults
    assert "added.js" in faults
