"""Uploads: known by their content, whole, small enough, kept once, and proved unaltered when read."""

import io
import uuid
from pathlib import Path

import pytest
from core_rows import account
from flask import Flask
from PIL import Image
from rows import NOON
from sqlalchemy import func, select

from permit_service import storage, unit_of_work
from permit_service.config import service_config
from permit_service.errors import Invalid
from permit_service.models import db
from permit_service.models.system import StoredFile
from permit_service.storage import IMAGES, AlteredFile, MediaType

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n"
MAX = 10 * 1024 * 1024


def picture(kind: str, size: tuple[int, int] = (64, 48)) -> bytes:
    drawn = io.BytesIO()
    Image.effect_noise(size, 80).save(drawn, kind)
    return drawn.getvalue()


def save(data: bytes, user_id: uuid.UUID) -> uuid.UUID:
    return unit_of_work.run(lambda session: storage.save(session, data, uploaded_by_id=user_id, at=NOON).id)


def files(app: Flask) -> list[Path]:
    return [path for path in service_config(app.config).storage_dir.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(picture("JPEG"), MediaType.jpeg), (picture("PNG"), MediaType.png), (PDF, MediaType.pdf)],
    ids=list(MediaType),
)
def test_what_is_saved_is_read_back(app: Flask, data: bytes, media_type: MediaType) -> None:
    file = db.session.get_one(StoredFile, save(data, account()))
    assert (file.media_type, file.size) == (media_type, len(data))
    assert storage.read(file) == data


def test_equal_bytes_are_kept_once_and_each_upload_is_a_row(app: Flask) -> None:
    user_id = account()
    assert save(PDF, user_id) != save(PDF, user_id)
    assert len(files(app)) == 1
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (PDF + b" " * (MAX + 1 - len(PDF)), "file_too_large"),
        (b"<html><script>alert(1)</script>", "file_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_type"),
        (picture("GIF"), "file_type"),
        (b"PK\x03\x04" + b"\0" * 100, "file_type"),
        (picture("JPEG")[:-200], "file_broken"),
        (picture("PNG")[:-200], "file_broken"),
        (b"\xff\xd8\xff" + b"\0" * 100, "file_broken"),
        (b"%PDF-1.7\nnever ends", "file_broken"),
    ],
)
def test_what_is_not_a_whole_file_of_a_known_kind_is_refused(app: Flask, data: bytes, code: str) -> None:
    user_id = account()
    with pytest.raises(Invalid) as caught:
        save(data, user_id)
    assert caught.value.fields["file"].code == code
    assert files(app) == []
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_ten_megabytes_are_just_small_enough() -> None:
    padded = PDF.replace(b"endobj", b"endobj" + b" " * (MAX - len(PDF)))
    assert len(padded) == MAX
    assert storage.inspect(padded) is MediaType.pdf


def test_a_picture_that_would_unpack_to_gigabytes_is_refused() -> None:
    drawn = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(drawn, "PNG")
    with pytest.raises(Invalid) as caught:
        storage.inspect(drawn.getvalue())
    assert caught.value.fields["file"].code == "file_broken"


def test_a_caller_may_want_pictures_only_and_names_the_field() -> None:
    with pytest.raises(Invalid) as caught:
        storage.inspect(PDF, accept=IMAGES, field="photo")
    assert caught.value.fields["photo"].code == "file_type"


@pytest.mark.parametrize("harm", ["altered", "gone"])
def test_an_altered_file_does_not_pass_for_evidence(app: Flask, harm: str) -> None:
    file = db.session.get_one(StoredFile, save(PDF, account()))
    (path,) = files(app)
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(PDF + b" ")
    with pytest.raises(AlteredFile):
        storage.read(file)


def test_a_rolled_back_upload_leaves_no_row(app: Flask) -> None:
    user_id = account()

    def work(session: object) -> None:
        storage.save(session, PDF, uploaded_by_id=user_id, at=NOON)
        raise LookupError

    with pytest.raises(LookupError):
        unit_of_work.run(work)
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 0
