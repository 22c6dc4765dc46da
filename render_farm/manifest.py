"""Ended tasks → the manifest: what was made, where it lies, and what failed.

Written whenever tasks ended, also when some failed: first a numbered copy that nobody can
overwrite, then `manifest.json`, replaced only by who has seen its last version.
"""

import hashlib
import itertools
import json
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from render_farm.job import RenderTask, TaskFailure, TaskResult, Use
from render_farm.storage import ETagConflict, StoredObject

SCHEMA_VERSION = 1
# What a failure says beside its code and message; null where it is not known.
FAILURE_LABELS = (
    "market",
    "channel",
    "locale",
    "ratio",
    "artist_id",
    "template_id",
    "template_version",
    "rank",
)
_JSON = "application/json"

Document = dict[str, Any]


class Ended(Protocol):
    """What the manifest needs to know of a task that ended."""

    @property
    def task(self) -> RenderTask:
        """What was asked."""

    @property
    def result(self) -> TaskResult | None:
        """The file, when there is one."""

    @property
    def failure(self) -> TaskFailure | None:
        """Why there is none."""


class ManifestStore(Protocol):
    """What manifests need of the object store."""

    def put_new(self, key: str, body: bytes, *, sha256: str, content_type: str) -> StoredObject:
        """Create the object, or say what is there already."""

    def head(self, key: str) -> StoredObject | None:
        """The object's facts, None when it is absent."""

    def replace(
        self, key: str, data: bytes, *, content_type: str, if_match: str | None
    ) -> StoredObject:
        """Replace the object if it is still the one with this etag."""


def build_manifest(
    *, campaign: Document, bucket: str, ended: Iterable[Ended], problems: Sequence[Document] = ()
) -> Document:
    """The manifest document: one row per use of a file, sorted by market, rank, locale, ratio."""
    assets: list[Document] = []
    failures: list[Document] = list(problems)
    for record in ended:
        for use in record.task.uses:
            if record.result is not None:
                assets.append(_asset(record.task, use, record.result, bucket))
            else:
                failures.append(_failure(record.task, use, record.failure))
    return {
        "schema_version": SCHEMA_VERSION,
        "campaign": campaign,
        "assets": sorted(assets, key=_place),
        "failures": sorted(failures, key=_place),
    }


def store_manifest(document: Document, *, campaign_id: str, store: ManifestStore) -> str:
    """Write the numbered copy, then the current one; the key of the numbered copy.

    Of two writers at once each keeps a number of its own, and the later one is current. The same
    document written again keeps its number, so that whoever died in between may begin again.
    """
    body = manifest_json(document)
    key = _store_numbered(body, campaign_id=campaign_id, store=store)
    _store_current(body, key=f"campaigns/{campaign_id}/manifest.json", store=store)
    return key


def _store_numbered(body: bytes, *, campaign_id: str, store: ManifestStore) -> str:
    sha256 = hashlib.sha256(body).hexdigest()
    for number in itertools.count(1):
        key = f"campaigns/{campaign_id}/manifest.{number}.json"
        if store.put_new(key, body, sha256=sha256, content_type=_JSON).sha256 == sha256:
            break
    return key


def _store_current(body: bytes, *, key: str, store: ManifestStore) -> None:
    sha256 = hashlib.sha256(body).hexdigest()
    while not store.put_new(key, body, sha256=sha256, content_type=_JSON).created:
        known = store.head(key)
        try:
            store.replace(key, body, content_type=_JSON, if_match=known.etag if known else None)
        except ETagConflict:
            continue
        break


def manifest_json(document: Document) -> bytes:
    """The document as it is stored: UTF-8, indented, in its own order."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _asset(task: RenderTask, use: Use, result: TaskResult, bucket: str) -> Document:
    return {
        "key": result.key,
        "uri": f"s3://{bucket}/{result.key}",
        "sha256": result.sha256,
        "bytes": result.bytes,
        "width": result.width,
        "height": result.height,
        "duration_s": result.duration_s,
        "frames": result.frames,
        "fps": result.fps,
        "codec": result.codec,
        "poster": result.poster,
        **_labels(task, use),
        "fonts": list(result.fonts),
        "rank": use.rank,
        "reasons": [dict(reason) for reason in use.reasons],
        "model_version": use.model_version,
        "warnings": list(result.warnings),
        "render_s": round(result.render_s, 3),
    }


def _failure(task: RenderTask, use: Use, failure: TaskFailure | None) -> Document:
    return {
        **_labels(task, use),
        "rank": use.rank,
        "code": failure.code if failure else "not_rendered",
        "message": failure.message
        if failure
        else "the task was cancelled, or its job's budget spent, before it ran",
    }


def _labels(task: RenderTask, use: Use) -> Document:
    return {
        "market": use.market,
        "channel": use.channel,
        "locale": task.locale,
        "ratio": task.ratio,
        "artist_id": use.artist_id,
        "template_id": task.template_id,
        "template_version": task.template_version,
    }


def _place(row: Document) -> tuple[str, int, str, str]:
    return row["market"] or "", row["rank"] or 0, row["locale"] or "", row["ratio"] or ""
