"""Uploads: known by their content, whole, small enough, kept once, and proved unaltered when read."""

import io
import struct
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from core_rows import account
from flask import Flask
from minio import Minio
from moto.server import ThreadedMotoServer
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from rows import NOON
from served import service_on
from sqlalchemy import func, select

from permit_service import storage, unit_of_work
from permit_service.config import S3Bucket, service_config
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


def drawn_pixels(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(picture("PNG"), MediaType.png), (PDF, MediaType.pdf)],
    ids=[MediaType.png, MediaType.pdf],
)
def test_what_is_saved_is_read_back(app: Flask, data: bytes, media_type: MediaType) -> None:
    file = db.session.get_one(StoredFile, save(data, account()))
    kept = storage.read(file)
    assert (file.media_type, file.size) == (media_type, len(kept))
    if media_type is MediaType.pdf:
        assert kept == data
    else:
        assert drawn_pixels(kept) == drawn_pixels(data)


def phone_photo() -> bytes:
    """A red picture lying on its side, red above, with everything a phone tells about itself and the place."""
    image = Image.new("RGB", (40, 20), "blue")
    image.paste("red", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn right
    exif[0x010F] = "SamplePhone"
    exif.get_ifd(0x8825)[2] = (31.0, 14.0, 0.0)  # GPS latitude
    drawn = io.BytesIO()
    image.save(drawn, "JPEG", exif=exif, comment=b"hidden words", quality=95)
    return drawn.getvalue() + b"PK a second file"


def test_of_a_photo_the_picture_is_kept_the_right_way_up_and_nothing_else(app: Flask) -> None:
    photo = phone_photo()
    assert b"SamplePhone" in photo
    kept = storage.read(db.session.get_one(StoredFile, save(photo, account())))
    for told in (b"SamplePhone", b"Exif", b"hidden words", b"second file"):
        assert told not in kept
    image = Image.open(io.BytesIO(kept))
    assert (image.size, dict(image.getexif())) == ((20, 40), {})
    red, _, blue = drawn_pixels(kept).getpixel((10, 5))  # type: ignore[misc]
    assert red > 200 > blue, "what lay on the left stands on top"


def test_a_photo_with_odd_words_beside_it_is_a_photo_all_the_same() -> None:
    """Lying on its side, its width told as text, its place as numbers that are cut off."""
    lies, width, place = (0x0112, 3, 1, b"\6\0\0\0"), (0x0100, 2, 4, b"abc\0"), (0x8825, 3, 2, b"abcd")
    tags = b"".join(struct.pack("<HHI4s", *tag) for tag in (width, lies, place))
    photo = io.BytesIO()
    exif = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 3) + tags + bytes(4)
    Image.new("RGB", (40, 20)).save(photo, "JPEG", exif=exif)
    assert Image.open(io.BytesIO(storage.inspect(photo.getvalue()).data)).size == (20, 40)


def test_words_in_a_png_are_not_kept_and_its_transparency_is() -> None:
    drawn, told = io.BytesIO(), PngInfo()
    told.add_text("GPS", "31.14")
    Image.new("P", (8, 8)).save(drawn, "PNG", pnginfo=told, transparency=0)
    kept = storage.inspect(drawn.getvalue()).data
    assert b"31.14" not in kept
    assert Image.open(io.BytesIO(kept)).getpixel((0, 0)) == (0, 0, 0, 0)


@pytest.fixture(scope="module")
def bucket() -> Iterator[S3Bucket]:
    """An S3 service in this process, with one empty bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    settings = S3Bucket(f"http://{host}:{port}", "sample-files", "sample-key", "sample-secret")
    client = Minio(f"{host}:{port}", settings.access_key, settings.secret_key, secure=False, region=settings.region)
    client.make_bucket(settings.bucket)
    yield settings
    server.stop()


def test_a_bucket_keeps_files_as_a_folder_does(database: str, tmp_path: Path, bucket: S3Bucket) -> None:
    with service_on(database, tmp_path, s3=bucket) as app, app.app_context():
        file = db.session.get_one(StoredFile, save(PDF, account()))
        assert storage.read(file) == PDF
        assert files(app) == [], "nothing on this machine"
        file.sha256 = "0" * 64
        with pytest.raises(AlteredFile):
            storage.read(file)
        db.session.rollback()
        db.session.remove()


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
    assert storage.inspect(padded).media_type is MediaType.pdf


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
