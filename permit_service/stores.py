"""Where the bytes of stored files lie, under the SHA-256 of their content: a local folder, or an S3-compatible bucket.

Both keep what they are given and give it back; neither knows whose it is or who may read it.
"""

import os
import tempfile
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from minio import Minio
from minio.error import S3Error

from permit_service.config import Config, S3Bucket


class Store(Protocol):
    """Bytes by the hexadecimal SHA-256 of their content."""

    def put(self, digest: str, data: bytes) -> None:
        """Keep the bytes. They are safe when this returns; equal bytes put twice are kept once."""

    def get(self, digest: str) -> bytes:
        """The bytes kept under the digest. Raises KeyError where there are none."""


class Folder:
    """A folder of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, digest: str, data: bytes) -> None:
        path = self._path(digest)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)  # whole or not at all
        finally:
            temporary.unlink(missing_ok=True)

    def get(self, digest: str) -> bytes:
        try:
            return self._path(digest).read_bytes()
        except FileNotFoundError as error:
            raise KeyError(digest) from error

    def _path(self, digest: str) -> Path:
        return self._root / digest[:2] / digest[2:]


class Bucket:
    """A bucket of an S3-compatible service. It must be there and private: we neither make nor open it."""

    def __init__(self, client: Minio, name: str) -> None:
        self._client = client
        self._name = name

    def put(self, digest: str, data: bytes) -> None:
        self._client.put_object(self._name, digest, BytesIO(data), len(data))

    def get(self, digest: str) -> bytes:
        try:
            answer = self._client.get_object(self._name, digest)
        except S3Error as error:
            if error.code == "NoSuchKey":
                raise KeyError(digest) from error
            raise
        try:
            return answer.read()
        finally:
            answer.close()
            answer.release_conn()


def store_of(config: Config) -> Store:
    """The store that the settings name: the bucket if there is one, else the folder."""
    return Folder(config.storage_dir) if config.s3 is None else _bucket(config.s3)


@cache
def _bucket(settings: S3Bucket) -> Bucket:
    """One client of each bucket a process: it keeps its connections and may be used by several threads."""
    endpoint = urlsplit(settings.endpoint)
    client = Minio(
        endpoint.netloc,
        access_key=settings.access_key,
        secret_key=settings.secret_key,
        secure=endpoint.scheme == "https",
        region=settings.region,
    )
    return Bucket(client, settings.bucket)
