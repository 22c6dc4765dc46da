"""What must hold once everything has ended: nothing lost, nothing doubled, nothing left."""

import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import av
from PIL import Image

from render_farm.job import TaskResult
from render_farm.queue import AttemptEnd, JobStore, TaskRecord, TaskState
from render_farm.storage import S3Store, StoredListing
from render_farm.storage.store import sha256_of

_MANY = 100_000
_SHARED = re.compile(r"/dev/shm/(\S+)")


class Shelf:
    """The objects in storage as they were first seen: none of them may ever be written again."""

    def __init__(self, store: S3Store) -> None:
        self._store = store
        self._first: dict[str, StoredListing] = {}
        self.rewritten: set[str] = set()

    def look(self) -> None:
        """Compare what is there with what was. Raises StorageError."""
        for seen in self._store.list_objects("assets/"):
            if self._first.setdefault(seen.key, seen) != seen:
                self.rewritten.add(seen.key)

    @property
    def keys(self) -> frozenset[str]:
        """All that was ever there."""
        return frozenset(self._first)


def task_faults(jobs: JobStore, accepted: Mapping[str, int]) -> Iterator[str]:
    """Jobs and tasks that are not as they must be."""
    known = {record.id: record for record in jobs.jobs(limit=_MANY)}
    for job_id, total in accepted.items():
        record = known.get(job_id)
        if record is None or record.total != total:
            yield f"{job_id}: acknowledged with {total} tasks, now {record and record.total}"
    for job_id in known:
        for task in jobs.tasks(job_id):
            if task.state is not TaskState.SUCCEEDED or task.result is None:
                yield f"{job_id}:{task.ordinal} is {task.state}: {task.failure}"


def attempt_faults(jobs: JobStore) -> Iterator[str]:
    """Tasks that did not end by exactly one attempt that succeeded, the last one."""
    for job in jobs.jobs(limit=_MANY):
        for task in jobs.tasks(job.id):
            ends = [attempt.end for attempt in jobs.attempts(job.id, task.ordinal)]
            times = ends.count(AttemptEnd.SUCCEEDED)
            last = ends[-1:] == [AttemptEnd.SUCCEEDED]
            if (times, last) != ((0, False) if task.reused else (1, True)) or None in ends:
                yield f"{job.id}:{task.ordinal} ended by {ends}"


def object_faults(jobs: JobStore, store: S3Store, shelf: Shelf) -> Iterator[str]:
    """Files that are missing, other than the task says, broken, rewritten, or nobody's."""
    shelf.look()
    results = _results(jobs)
    for key, result in results.items():
        yield from (f"{key}: {fault}" for fault in _file_faults(store, result))
    yield from (f"{key}: was written twice" for key in shelf.rewritten)
    wanted = set(results) | {result.poster for result in results.values()}
    yield from (f"{key}: belongs to no task" for key in shelf.keys - wanted)


def _results(jobs: JobStore) -> dict[str, TaskResult]:
    records: list[TaskRecord] = []
    for job in jobs.jobs(limit=_MANY):
        records += jobs.tasks(job.id)
    return {record.result.key: record.result for record in records if record.result}


def _file_faults(store: S3Store, result: TaskResult) -> Iterator[str]:
    stored = store.head(result.key)
    if stored is None:
        yield "is not there"
        return
    data = store.get(result.key)
    if {sha256_of(data), stored.sha256} != {result.sha256}:
        yield f"{sha256_of(data)} stored as {stored.sha256}, promised {result.sha256}"
    elif (frames := _frames(data, result)) != result.frames:
        yield f"{frames} frames decode, promised {result.frames}"
    if result.poster is not None and store.head(result.poster) is None:
        yield "has no poster"


def _frames(data: bytes, result: TaskResult) -> int:
    """Decode all of it; of what cannot be decoded, nothing."""
    try:
        if result.duration_s is None:
            with Image.open(io.BytesIO(data)) as picture:
                picture.load()
                return 1 if picture.size == (result.width, result.height) else 0
        with av.open(io.BytesIO(data), "r") as video:
            return len(list(video.decode(video=0)))
    except (OSError, av.FFmpegError):
        return 0


def leftovers(folder: Path) -> Iterator[str]:
    """Files in the making that nobody makes: of renderers that are gone."""
    for scratch in (folder / "tmp", *folder.glob("farm-*/scratch")):
        if scratch.is_dir():
            yield from (str(path) for path in scratch.iterdir() if not _owned(path))


def shared_memory() -> frozenset[str]:
    """Files of /dev/shm that no living process has open or mapped."""
    used: set[str] = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            used.update(_SHARED.findall((process / "maps").read_text(encoding="utf-8")))
            used.update(link.readlink().name for link in (process / "fd").iterdir())
        except OSError:
            continue  # it has ended
    return frozenset(path.name for path in Path("/dev/shm").iterdir()) - used


def _owned(path: Path) -> bool:
    """Whether a living process has it open: renderers lock their folder."""
    held = {path, path / "handbill.lock"}
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if link.readlink() in held:
                return True
        except OSError:
            continue  # closed meanwhile
    return False
