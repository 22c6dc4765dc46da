"""The object store on S3: Amazon's, or any server that speaks it well enough for `probe`."""

import base64
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from render_farm.storage.errors import ObjectCorrupt, ObjectTooLarge, StoreUnreachable
from render_farm.storage.patience import Patience, persist
from render_farm.storage.settings import S3Settings
from render_farm.storage.store import StoredListing, StoredObject, sha256_of
from render_farm.storage.vendor import status_of, vendor_errors

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import (
        GetObjectOutputTypeDef,
        HeadObjectOutputTypeDef,
        ListObjectsV2OutputTypeDef,
    )

T = TypeVar("T")

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SHA256 = "sha256"  # name of the metadata entry
_CONNECT_S = 3.0
_PAGE_KEYS = 1000
_TAKEN = (409, 412)  # 409 is Amazon's answer to writers of one key at the same instant


class S3Store:
    """An `ObjectStore` in one bucket; safe between threads. Each worker makes its own.

    A call that fails by an error worth trying again is tried up to `attempts` times with back-off
    and jitter (`Patience`), none begun later than `give_up_s` seconds after the first. One try
    waits 3 s for a connection, and `silence_s` for the next byte: a slow answer is not a lost one.
    """

    def __init__(
        self,
        settings: S3Settings,
        *,
        attempts: int = 6,
        give_up_s: float = 30.0,
        silence_s: float = 20.0,
    ) -> None:
        self.settings = settings
        self._bucket = settings.bucket
        self._patience = Patience(attempts=attempts, give_up_s=give_up_s)
        self._client = _connect(settings, silence_s=silence_s)

    def put_new(
        self, key: str, body: bytes | Path, *, sha256: str, content_type: str
    ) -> StoredObject:
        """Write an object unless its key is taken (`If-None-Match: *`)."""

        def once(_: int) -> StoredObject:
            try:
                etag = self._put(key, body, sha256, content_type, IfNoneMatch="*")
            except ClientError as error:
                if status_of(error) in _TAKEN:
                    return self._taken(key)
                raise
            return StoredObject(key=key, sha256=sha256, bytes=_size(body), etag=etag, created=True)

        return self._persist(key, once)

    def get(self, key: str, *, max_bytes: int | None = None) -> bytes:
        """Give the object's bytes, checked against its sha256."""

        def once(_: int) -> bytes:
            answer = self._client.get_object(Bucket=self._bucket, Key=key)
            with closing(answer["Body"]) as stream:
                if max_bytes is not None and answer["ContentLength"] > max_bytes:
                    raise ObjectTooLarge(
                        f"{answer['ContentLength']} bytes are too many",
                        where=self._where(key),
                        allowed=f"{max_bytes}",
                    )
                data = stream.read()
            self._check(key, sha256_of(data), answer["Metadata"].get(_SHA256))
            return data

        return self._persist(key, once)

    def download(self, key: str, path: Path) -> StoredObject:
        """Write the object to `path`, whole or not at all, checked against its sha256."""
        part = path.with_name(f".{path.name}.{os.getpid()}.part")

        def once(_: int) -> StoredObject:
            answer = self._client.get_object(Bucket=self._bucket, Key=key)
            with closing(answer["Body"]) as stream, part.open("wb") as file:
                for chunk in stream.iter_chunks(1 << 20):
                    file.write(chunk)
            stored = self._describe(key, answer)
            self._check(key, sha256_of(part), stored.sha256)
            return stored

        try:
            stored = self._persist(key, once)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return stored

    def head(self, key: str) -> StoredObject | None:
        """Tell what is stored under a key; None when nothing is."""
        return self._persist(key, lambda _: self._head(key))

    def replace(
        self, key: str, data: bytes, *, content_type: str, if_match: str | None = None
    ) -> StoredObject:
        """Write over an object; with `if_match` only the one of that etag."""
        sha256 = sha256_of(data)
        condition = {} if if_match is None else {"IfMatch": if_match}

        def once(tried: int) -> StoredObject:
            try:
                etag = self._put(key, data, sha256, content_type, **condition)
            except ClientError as error:
                # The try before may have written it, and only its answer was lost.
                stored = self._head(key) if tried > 1 and status_of(error) == 412 else None
                if stored is not None and stored.sha256 == sha256:
                    return stored
                raise
            return StoredObject(key=key, sha256=sha256, bytes=len(data), etag=etag)

        return self._persist(key, once)

    def delete(self, key: str) -> None:
        """Remove an object."""
        self._persist(key, lambda _: self._client.delete_object(Bucket=self._bucket, Key=key))

    def list_objects(self, prefix: str) -> Iterator[StoredListing]:
        """Tell of every object whose key starts with `prefix`, in no promised order."""
        page: ListObjectsV2OutputTypeDef | None = None
        while page is None or page["IsTruncated"]:
            after = {} if page is None else {"ContinuationToken": page["NextContinuationToken"]}
            page = self._persist(prefix, partial(self._list_page, prefix, after))
            for entry in page.get("Contents", ()):
                modified_at = entry["LastModified"].timestamp()
                yield StoredListing(key=entry["Key"], bytes=entry["Size"], modified_at=modified_at)

    def list_keys(self, prefix: str) -> Iterator[str]:
        """Give every key that starts with `prefix`, in no promised order."""
        return (listed.key for listed in self.list_objects(prefix))

    def url(self, key: str, *, expires_s: int = 3600) -> str:
        """Give a presigned address (signature version 4)."""
        with vendor_errors(self._where(key)):
            return self._client.generate_presigned_url(
                "get_object", Params={"Bucket": self._bucket, "Key": key}, ExpiresIn=expires_s
            )

    def ensure_bucket(self) -> None:
        """Create the bucket when it does not exist."""

        def once(_: int) -> None:
            try:
                self._client.head_bucket(Bucket=self._bucket)
            except ClientError as error:
                if status_of(error) != 404:
                    raise
                self._client.create_bucket(Bucket=self._bucket)

        self._persist("", once)

    def close(self) -> None:
        """Let go of all connections."""
        self._client.close()

    def _persist(self, key: str, once: Callable[[int], T]) -> T:
        """Make one call as often as it takes, botocore's errors become ours."""

        def translated(tried: int) -> T:
            with vendor_errors(self._where(key)):
                return once(tried)

        return persist(translated, patience=self._patience)

    def _put(
        self, key: str, body: bytes | Path, sha256: str, content_type: str, **condition: str
    ) -> str:
        """Write once; the etag."""
        conditions: dict[str, Any] = dict(condition)
        with _readable(body) as data:
            answer = self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=data,
                ContentType=content_type,
                Metadata={_SHA256: sha256},
                ChecksumSHA256=_base64(sha256),
                **conditions,
            )
        return answer["ETag"]

    def _taken(self, key: str) -> StoredObject:
        stored = self._head(key)
        if stored is None:
            # Deleted this very moment, or its writer is not done: ask again.
            raise StoreUnreachable(
                "the key is taken, but nothing is stored", where=self._where(key)
            )
        return stored

    def _head(self, key: str) -> StoredObject | None:
        try:
            answer = self._client.head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if status_of(error) == 404:
                return None
            raise
        return self._describe(key, answer)

    def _list_page(
        self, prefix: str, after: dict[str, Any], _: int
    ) -> "ListObjectsV2OutputTypeDef":
        return self._client.list_objects_v2(
            Bucket=self._bucket, Prefix=prefix, MaxKeys=_PAGE_KEYS, **after
        )

    def _check(self, key: str, sha256: str, promised: str | None) -> None:
        if promised is not None and sha256 != promised:
            raise ObjectCorrupt(
                "the bytes that came differ from their sha256", where=self._where(key)
            )

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


def _connect(settings: S3Settings, *, silence_s: float) -> "S3Client":
    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        connect_timeout=_CONNECT_S,
        read_timeout=silence_s,
        retries={"mode": "standard", "total_max_attempts": 1},  # ours also cover bodies
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
