"""Copy the pinned front-end files and the caption font out of their npm packages.

Without arguments each pinned package is fetched with ``npm pack`` (which checks the package's own
integrity hash), the few files that the pages load are copied with their licences, and ``SHA256SUMS``
is written beside them. ``--check`` needs neither npm nor a network: it holds the committed files and
the pinned versions against those sums and exits 1, naming each difference.
"""

# ruff: noqa: T201, S603, S607 -- a command that talks and runs npm by its pinned arguments

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

PERMIT_SERVICE = Path(__file__).resolve().parent.parent / "permit_service"
VENDOR = PERMIT_SERVICE / "static" / "vendor"
FONTS = PERMIT_SERVICE / "fonts"
#: What only the tests load.
TESTS = PERMIT_SERVICE.parent / "tests" / "vendor"
SUMS_NAME = "SHA256SUMS"


@dataclass(frozen=True)
class Package:
    """One pinned npm package and the files taken from it (path in the package → path under ``root``)."""

    name: str
    version: str
    root: Path
    files: dict[str, str]

    @property
    def pin(self) -> str:
        return f"{self.name}@{self.version}"


PACKAGES = (
    Package(
        "bootstrap",
        "5.3.9",
        VENDOR,
        {"dist/css/bootstrap.min.css": "bootstrap/bootstrap.min.css", "LICENSE": "bootstrap/LICENSE"},
    ),
    # Pinned below the registry's newest tag: version 4 is a rewrite with other defaults.
    Package(
        "htmx.org",
        "2.0.11",
        VENDOR,
        {"dist/htmx.min.js": "htmx/htmx.min.js", "LICENSE": "htmx/LICENSE"},
    ),
    # decode.js imports index.js for the shared tables.
    Package(
        "qr",
        "0.7.0",
        VENDOR,
        {
            "decode.js": "qr/decode.js",
            "index.js": "qr/index.js",
            "LICENSE": "qr/LICENSE",
            "LICENSE-MIT": "qr/LICENSE-MIT",
        },
    ),
    Package(
        "signature_pad",
        "5.1.4",
        VENDOR,
        {"dist/signature_pad.js": "signature_pad/signature_pad.js", "LICENSE": "signature_pad/LICENSE"},
    ),
    Package(
        "idb",
        "8.0.4",
        VENDOR,
        {"build/index.js": "idb/index.js", "LICENSE": "idb/LICENSE"},
    ),
    # The full font, not a subset: rare characters in people's names must survive in captions and PDF.
    Package(
        "@expo-google-fonts/noto-sans-sc",
        "0.4.3",
        FONTS,
        {"400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf", "LICENSE_FONT": "OFL.txt"},
    ),
    Package(
        "axe-core",
        "4.14.1",
        TESTS,
        {
            "axe.min.js": "axe-core/axe.min.js",
            "LICENSE": "axe-core/LICENSE",
            "LICENSE-3RD-PARTY.txt": "axe-core/LICENSE-3RD-PARTY.txt",
        },
    ),
)
ROOTS = (VENDOR, FONTS, TESTS)


def fetch(package: Package, into: Path) -> None:
    """Pack the package and copy its wanted files; raises ``CalledProcessError`` or ``KeyError``."""
    packed = subprocess.run(
        ["npm", "pack", package.pin, "--silent"], cwd=into, check=True, capture_output=True, text=True
    )
    with tarfile.open(into / packed.stdout.strip().splitlines()[-1]) as archive:
        for source, target in package.files.items():
            member = archive.extractfile(f"package/{source}")
            if member is None:
                raise KeyError(f"{package.pin} has no file {source}")
            destination = package.root / target
            destination.parent.mkdir(parents=True, exist_ok=True)
            with member, destination.open("wb") as copy:
                shutil.copyfileobj(member, copy)


def sums_of(root: Path) -> str:
    """The text of ``SHA256SUMS``: a comment line per pin, then one line per file actually there."""
    lines = [f"# {package.pin}" for package in PACKAGES if package.root == root]
    for path in sorted(p for p in root.rglob("*") if p.is_file() and p.name != SUMS_NAME):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        lines.append(f"{digest}  {path.relative_to(root).as_posix()}")
    return "\n".join(lines) + "\n"


def differences(root: Path) -> list[str]:
    """What stands on only one side: in the committed sums, or in the folder and the pins."""
    sums = root / SUMS_NAME
    committed = set(sums.read_text().splitlines()) if sums.is_file() else set()
    present = set(sums_of(root).splitlines())
    wanted = {target for package in PACKAGES if package.root == root for target in package.files.values()}
    found = {line.split("  ", 1)[1] for line in present if not line.startswith("#")}
    return (
        [f"{root.name}: committed but not so now: {line}" for line in sorted(committed - present)]
        + [f"{root.name}: here but not committed: {line}" for line in sorted(present - committed)]
        + [f"{root.name}: no pinned package brings {name}" for name in sorted(found - wanted)]
    )


def vendor() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            fetch(package, Path(folder))
            print(f"copied {package.pin}")
    for root in ROOTS:
        (root / SUMS_NAME).write_text(sums_of(root))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only verify the committed files, without network")
    if not parser.parse_args().check:
        vendor()
    faults = [fault for root in ROOTS for fault in differences(root)]
    print("\n".join(faults) if faults else "front-end files: as pinned")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
