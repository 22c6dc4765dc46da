"""The object store on S3: Amazon's, or any server that speaks it well enough for `probe`."""

import base64
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from render_farm.storage.errors import ObjectCorrupt, ObjectMissing, ObjectTooLarge
from render_farm.storage.settings import S3Settings
from render_farm.storage.store import StoredObject, sha256_of
from render_farm.storage.vendor import status_of, vendor_errors

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef, HeadObjectOutputTypeDef

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SHA256 = "sha256"  # name of the metadata entry
_RACES = 4


class S3Store:
    """An `ObjectStore` in one bucket; safe between threads. Each worker makes its own.

    attempts: how often a call is tried before it fails, with back-off between.
    """

    def __init__(self, settings: S3Settings, *, attempts: int = 4) -> None:
        self.settings = settings
        self._bucket = settings.bucket
        self._client = _connect(settings, attempts=attempts)

    def put_new(
        self, key: str, body: bytes | Path, *, sha256: str, content_type: str
    ) -> StoredObject:
        """Write an object unless its key is taken (`If-None-Match: *`)."""
        for race in range(1, _RACES + 1):
            try:
                with vendor_errors(self._where(key)):
                    etag = self._put_once(key, body, sha256, content_type, race=race)
            except _KeyTakenError:
                stored = self.head(key)
                if stored is not None:
                    return stored
            else:
                return StoredObject(
                    key=key, sha256=sha256, bytes=_size(body), etag=etag, created=True
                )
        raise ObjectMissing("the key is taken, but nothing is stored", where=self._where(key))

    def get(self, key: str, *, max_bytes: int | None = None) -> bytes:
        """Give the object's bytes."""
        with vendor_errors(self._where(key)):
            answer = self._client.get_object(Bucket=self._bucket, Key=key)
            with closing(answer["Body"]) as stream:
                if max_bytes is not None and answer["ContentLength"] > max_bytes:
                    raise ObjectTooLarge(
                        f"{answer['ContentLength']} bytes are too many",
                        where=self._where(key),
                        allowed=f"{max_bytes}",
                    )
                return stream.read()

    def download(self, key: str, path: Path) -> StoredObject:
        """Write the object to `path`, whole or not at all, checked against its sha256."""
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            with vendor_errors(self._where(key)):
                answer = self._client.get_object(Bucket=self._bucket, Key=key)
                with closing(answer["Body"]) as stream, part.open("wb") as file:
                    for chunk in stream.iter_chunks(1 << 20):
                        file.write(chunk)
            stored = self._describe(key, answer)
            if sha256_of(part) != stored.sha256:
                raise ObjectCorrupt(
                    "downloaded bytes differ from their sha256", where=self._where(key)
                )
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return stored

    def head(self, key: str) -> StoredObject | None:
        """Tell what is stored under a key; None when nothing is."""
        with vendor_errors(self._where(key)):
            try:
                answer = self._client.head_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if status_of(error) == 404:
                    return None
                raise
        return self._describe(key, answer)

    def replace(
        self, key: str, data: bytes, *, content_type: str, if_match: str | None = None
    ) -> StoredObject:
        """Write over an object; with `if_match` only the one of that etag."""
        sha256 = sha256_of(data)
        condition: dict[str, Any] = {} if if_match is None else {"IfMatch": if_match}
        with vendor_errors(self._where(key)):
            answer = self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=data,
                ContentType=content_type,
                Metadata={_SHA256: sha256},
                ChecksumSHA256=_base64(sha256),
                **condition,
            )
        return StoredObject(key=key, sha256=sha256, bytes=len(data), etag=answer["ETag"])

    def delete(self, key: str) -> None:
        """Remove an object."""
        with vendor_errors(self._where(key)):
            self._client.delete_object(Bucket=self._bucket, Key=key)

    def list_keys(self, prefix: str) -> Iterator[str]:
        """Give every key that starts with `prefix`, in no promised order."""
        with vendor_errors(self._where(prefix)):
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                yield from (entry["Key"] for entry in page.get("Contents", ()))

    def url(self, key: str, *, expires_s: int = 3600) -> str:
        """Give a presigned address (signature version 4)."""
        with vendor_errors(self._where(key)):
            return self._client.generate_presigned_url(
                "get_object", Params={"Bucket": self._bucket, "Key": key}, ExpiresIn=expires_s
            )

    def ensure_bucket(self) -> None:
        """Create the bucket when it does not exist."""
        with vendor_errors(self._where("")):
            try:
                self._client.head_bucket(Bucket=self._bucket)
            except ClientError as error:
                if status_of(error) != 404:
                    raise
                self._client.create_bucket(Bucket=self._bucket)

    def close(self) -> None:
        """Let go of all connections."""
        self._client.close()

    def _put_once(
        self, key: str, body: bytes | Path, sha256: str, content_type: str, *, race: int
    ) -> str:
        try:
            with _readable(body) as data:
                answer = self._client.put_object(
                    Bucket=self._bucket,
                    Key=key,
                    Body=data,
                    IfNoneMatch="*",
                    ContentType=content_type,
                    Metadata={_SHA256: sha256},
                    ChecksumSHA256=_base64(sha256),
                )
        except ClientError as error:
            # 409 is Amazon's answer to writers of one key at the same instant: ask again.
            if status_of(error) == 412 or (status_of(error) == 409 and race < _RACES):
                raise _KeyTakenError from error
            raise
        return answer["ETag"]

    def _describe(
        self, key: str, answer: "HeadObjectOutputTypeDef | GetObjectOutputTypeDef"
    ) -> StoredObject:
        sha256 = answer["Metadata"].get(_SHA256)
        return StoredObject(
            key=key,
            # Not written by us: only reading it tells.
            sha256=sha256 if sha256 is not None else sha256_of(self.get(key)),
            bytes=answer["ContentLength"],
            etag=answer["ETag"],
        )

    def _where(self, key: str) -> str:
        return f"{self.settings.endpoint_url or 's3:/'}/{self._bucket}/{key}"


class _KeyTakenError(Exception):
    """The store holds an object of that key already."""


def _connect(settings: S3Settings, *, attempts: int) -> "S3Client":
    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        connect_timeout=5,
        read_timeout=60,
        retries={"mode": "standard", "total_max_attempts": attempts},
        max_pool_connections=16,
        # A proxy of the environment cannot reach a server on this machine.
        proxies={} if urlsplit(settings.endpoint_url or "").hostname in _LOOPBACK else None,
    )
    return boto3.session.Session().client(
        "s3",
        endpoint_url=settings.endpoint_url,
        aws_access_key_id=settings.access_key,
        aws_secret_access_key=settings.secret_key,
        region_name=settings.region,
        config=config,
    )


@contextmanager
def _readable(body: bytes | Path) -> Iterator[bytes | IO[bytes]]:
    if isinstance(body, bytes):
        yield body
        return
    with body.open("rb") as file:
        yield file


def _size(body: bytes | Path) -> int:
    return len(body) if isinstance(body, bytes) else body.stat().st_size


def _base64(sha256: str) -> str:
    return base64.b64encode(bytes.fromhex(sha256)).decode()
