"""Fixed keys, claims and readers that all tests of codes share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from uuid import UUID

import cv2
import numpy as np
import pytest
import resvg_py
import zxingcpp
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image
from pyzbar import pyzbar

from qr import claims as codec
from qr import text
from qr.claims import VERSION, Claims, Kind
from qr.keys import Key, KeyRing
from qr.sign import issue, raw_signature

NOW = datetime(2026, 11, 22, 1, 0, 0, tzinfo=UTC)
FONT = Path(__file__).parents[2] / "permit_service" / "fonts" / "NotoSansSC-Regular.ttf"
ID = UUID("0198f1e2-7c3a-7d44-9b1e-0123456789ab")
ORIGIN = "https://permits.example.cn"


def sample_private_key(name: str) -> ec.EllipticCurvePrivateKey:
    """A key that everybody can make again: for samples only."""
    scalar = int.from_bytes(hashlib.sha256(f"sample key: {name}".encode()).digest(), "big")
    return ec.derive_private_key(scalar, ec.SECP256R1())


def sample_key(kind: Kind, name: str, created_at: datetime) -> Key:
    return Key.of_private(kind, created_at, sample_private_key(name))


@dataclass(frozen=True)
class Samples:
    """An installation with a rotated permit key, and a foreign one."""

    ring: KeyRing
    before_rotation: KeyRing
    foreign: KeyRing
    now: datetime = NOW
    origin: str = ORIGIN
    id: UUID = ID

    def claims(self, kind: Kind = Kind.permit, **changes: object) -> Claims:
        """Claims around now, named after the ring's active key."""
        start, end = self.now - timedelta(hours=12), self.now + timedelta(hours=12)
        claims = Claims(VERSION, kind, self.ring.active(kind).kid, self.id, start, end)
        return replace(claims, **changes)

    def token(self, kind: Kind = Kind.permit, id: UUID | None = None) -> str:
        claims = self.claims(kind)
        return issue(self.ring, kind, id or self.id, claims.not_before, claims.not_after)

    def url(self, kind: Kind = Kind.permit, id: UUID | None = None) -> str:
        return text.url(self.origin, kind, self.token(kind, id))

    def forge(self, body: bytes, signer: KeyRing | None = None, kind: Kind = Kind.permit) -> str:
        """A token over any bytes, signed with the key that `signer` (or we ourselves) keep for `kind`."""
        private = (signer or self.ring).active(kind).private
        assert private is not None
        return text.encode(body + raw_signature(private, body))

    def body(self, kind: Kind = Kind.permit, **changes: object) -> bytes:
        return codec.pack(self.claims(kind, **changes))


@pytest.fixture(scope="session")
def samples() -> Samples:
    made = datetime(2025, 11, 1, tzinfo=UTC)
    old = sample_key(Kind.permit, "permit 2025", made)
    lasting = tuple(sample_key(kind, kind.value, made) for kind in Kind if kind is not Kind.permit)
    new = sample_key(Kind.permit, "permit 2026", datetime(2026, 11, 1, tzinfo=UTC))
    foreign = KeyRing(tuple(sample_key(kind, f"foreign {kind}", made) for kind in Kind))
    return Samples(
        ring=KeyRing((old.without_private(), *lasting, new)),
        before_rotation=KeyRing((old, *lasting)),
        foreign=foreign,
    )


Reader = Callable[[Image.Image], list[str]]


def read_with_zbar(picture: Image.Image) -> list[str]:
    return [found.data.decode() for found in pyzbar.decode(picture, symbols=[pyzbar.ZBarSymbol.QRCODE])]


def read_with_zxing(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(np.asarray(picture), formats=zxingcpp.BarcodeFormat.QRCode)]


def read_with_opencv(picture: Image.Image) -> list[str]:
    # OpenCV's older locator, QRCodeDetector, misses some 3 % of clean symbols whatever their mask, ours or the
    # encoder's own choice (500 symbols a mask); this one missed none
    found, _, _ = cv2.QRCodeDetectorAruco().detectAndDecode(np.asarray(picture))
    return [found] if found else []


READERS = {"zbar": read_with_zbar, "zxing-cpp": read_with_zxing, "opencv": read_with_opencv}


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest) -> Reader:
    """Three decoders that share no code with the encoder, nor with each other."""
    return READERS[request.param]


@pytest.fixture(params=["zbar", "zxing-cpp"])
def sheet_reader(request: pytest.FixtureRequest) -> Reader:
    """The decoders that find every code of a crowded page."""
    return READERS[request.param]


@pytest.fixture(scope="session")
def font() -> Path:
    return FONT


@pytest.fixture(scope="session")
def rasterise() -> Callable[[str, int], Image.Image]:
    """An SVG as its printer would see it, grey, at a resolution in dots per inch; each is drawn once."""

    @cache
    def picture(svg: str, dpi: int) -> Image.Image:
        content = resvg_py.svg_to_bytes(svg_string=svg, dpi=dpi, font_files=[str(FONT)], skip_system_fonts=True)
        return Image.open(BytesIO(content)).convert("L")

    return picture
