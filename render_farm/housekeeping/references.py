"""Jobs and manifests → the keys of all objects that somebody refers to."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from render_farm.queue import JobRecord, TaskRecord
from render_farm.storage import ObjectMissing, StoredListing

_JOBS_AT_ONCE = 200
_TASKS_AT_ONCE = 1000
_MANIFEST = re.compile(r"campaigns/(?P<campaign>.+)/manifest(?P<number>\.\d+)?\.json")


class JobsRead(Protocol):
    """What housekeeping reads of the queue."""

    def jobs(self, *, limit: int, after: str | None) -> tuple[JobRecord, ...]:
        """List jobs, newest first."""

    def tasks(self, job_id: str, *, limit: int, after: int) -> tuple[TaskRecord, ...]:
        """List tasks of a job by ordinal."""


class ManifestsRead(Protocol):
    """What housekeeping reads of the store."""

    def get(self, key: str) -> bytes:
        """The object's bytes. Raises ObjectMissing."""

    def list_objects(self, prefix: str) -> Iterator[StoredListing]:
        """Every object below a prefix."""


@dataclass(frozen=True, kw_only=True, slots=True)
class References:
    """What is needed. keys: of objects. requests: by asset, who would be answered with it."""

    keys: frozenset[str]
    requests: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredManifest:
    """A campaign's manifest. current: the one that counts, not a numbered copy of it."""

    campaign: str
    current: bool
    modified_at: float
    document: Mapping[str, Any]


def all_references(
    *, jobs: JobsRead, store: ManifestsRead, candidates: Collection[str], since: float
) -> References:
    """Who refers to what: jobs that are open or ended since then, manifests of that age, and each
    campaign's current manifest whatever its age.

    candidates: the objects that it is about. since: seconds since 1970. Every document is read;
    call it after the candidates were marked, so that whoever comes later is heard of.
    """
    keys: set[str] = set()
    requests: dict[str, set[str]] = {}
    for job, record in every_task(jobs):
        made = record.result.keys if record.result else frozenset()
        if not _is_past(job, since):
            keys.update(record.task.reads | made)
        for key in made & set(candidates):
            requests.setdefault(key, set()).add(record.task.request_key)
    for manifest in manifests(store):
        if manifest.current or manifest.modified_at >= since:
            keys.update(manifest_keys(manifest.document))
    return References(
        keys=frozenset(keys),
        requests={key: frozenset(asked) for key, asked in requests.items()},
    )


def every_task(jobs: JobsRead) -> Iterator[tuple[JobRecord, TaskRecord]]:
    """Every task of every job, page by page, newest job first."""
    last: str | None = None
    while page := jobs.jobs(limit=_JOBS_AT_ONCE, after=last):
        last = page[-1].id
        for job in page:
            after = -1
            while tasks := jobs.tasks(job.id, limit=_TASKS_AT_ONCE, after=after):
                after = tasks[-1].ordinal
                yield from ((job, task) for task in tasks)


def manifests(store: ManifestsRead) -> Iterator[StoredManifest]:
    """Every manifest of every campaign, numbered copies too."""
    for listed in store.list_objects("campaigns/"):
        match = _MANIFEST.fullmatch(listed.key)
        if match is None:
            continue
        try:
            document = json.loads(store.get(listed.key))
        except ObjectMissing:
            continue  # its campaign was deleted this very moment
        yield StoredManifest(
            campaign=match["campaign"],
            current=match["number"] is None,
            modified_at=listed.modified_at,
            document=document,
        )


def manifest_keys(document: Mapping[str, Any]) -> frozenset[str]:
    """The keys that a manifest names."""
    rows = document.get("assets", ())
    return frozenset(key for row in rows for key in (row["key"], row.get("poster")) if key)


def _is_past(job: JobRecord, since: float) -> bool:
    """Whether a job ended so long ago, its manifest written, that nobody asks for it any more."""
    ended_at = job.created_at if job.ended_at is None else job.ended_at
    return job.ended and job.closed and ended_at < since
