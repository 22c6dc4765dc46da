"""The in-memory twin of the job store, for tests and one-off runs."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from render_farm.job import RenderJob, RenderTask, TaskFailure, TaskResult
from render_farm.queue.errors import UnknownJob
from render_farm.queue.records import JobRecord, Lease, TaskRecord
from render_farm.queue.retry import RetryPolicy
from render_farm.queue.states import TaskEvent, TaskState, next_state, sources
from render_farm.queue.store import LEASE_EXPIRED, check_unique


@dataclass(slots=True)
class _Task:
    """A task's record and the times that records do not tell."""

    record: TaskRecord
    id: int
    due_at: float
    started_at: float | None = None
    ended_at: float | None = None


@dataclass(slots=True)
class _Job:
    """A job and its tasks by ordinal."""

    job: RenderJob
    created_at: float
    cancelled: bool = False
    tasks: list[_Task] = field(default_factory=list)


class MemoryJobStore:
    """A `JobStore` in dictionaries; safe between threads, gone with the process."""

    def __init__(
        self, *, clock: Callable[[], float] = time.time, retry: RetryPolicy | None = None
    ) -> None:
        self._clock = clock
        self._max_attempts = (retry or RetryPolicy()).max_attempts
        self._jobs: dict[str, _Job] = {}
        self._tasks: list[_Task] = []
        self._memo: dict[str, TaskResult] = {}
        self._lock = threading.RLock()

    def submit(
        self,
        job: RenderJob,
        tasks: Sequence[RenderTask],
        *,
        settled: Mapping[str, TaskResult] | None = None,
    ) -> JobRecord:
        """Keep a job and its tasks, in their order; a token or id seen before changes nothing."""
        check_unique(job, tasks)
        with self._lock:
            known = next((entry for entry in self._jobs.values() if _same(entry.job, job)), None)
            if known is not None:
                return _job_record(known)
            entry = self._jobs[job.id] = _Job(job, self._clock())
            for ordinal, task in enumerate(tasks):
                self._add(entry, ordinal, task, (settled or {}).get(task.request_key))
            return _job_record(entry)

    def claim(self, owner: str, *, limit: int, lease_s: float) -> tuple[Lease, ...]:
        """Lease up to `limit` waiting tasks, after taking back what dead owners held."""
        with self._lock:
            now = self._clock()
            self._reap(now)
            ready = [task for task in self._tasks if _waits(task, now)]
            # Stable: within a priority the order of submission stays.
            ready.sort(key=lambda task: -self._jobs[task.record.job_id].job.priority)
            return tuple(_lease(task, owner, now, lease_s) for task in ready[:limit])

    def heartbeat(self, leases: Sequence[Lease], *, lease_s: float) -> tuple[Lease, ...]:
        """Renew leases for `lease_s` from now; give those that are lost."""
        with self._lock:
            for task in filter(None, map(self._held, leases)):
                task.due_at = self._clock() + lease_s
            return tuple(lease for lease in leases if self._held(lease) is None)

    def finish(self, lease: Lease, result: TaskResult) -> bool:
        """End a task well and remember its result; False when the lease is lost."""
        with self._lock:
            task = self._held(lease)
            if task is None:
                return False
            self._move(task, TaskEvent.FINISH, result=result)
            self._memo[lease.task.request_key] = result
            return True

    def fail(self, lease: Lease, failure: TaskFailure, *, retry_in_s: float | None) -> bool:
        """End an attempt badly; None ends the task. False when the lease is lost."""
        with self._lock:
            task = self._held(lease)
            if task is None:
                return False
            self._lose(task, failure, retry_in_s=retry_in_s)
            return True

    def release(self, leases: Sequence[Lease]) -> int:
        """Hand tasks back untried; give how many were still held."""
        with self._lock:
            held = [task for task in map(self._held, leases) if task is not None]
            for task in held:
                task.due_at = self._clock()
                self._move(task, TaskEvent.RELEASE)
            return len(held)

    def depth(self, *, limit: int) -> int:
        """Count the tasks that a claim could get now, up to `limit`."""
        with self._lock:
            now = self._clock()
            open_ = (_waits(task, now) or _expired(task, now) for task in self._tasks)
            return min(limit, sum(open_))

    def cancel(self, job_id: str) -> JobRecord:
        """End all open tasks of a job."""
        with self._lock:
            entry = self._require(job_id)
            entry.cancelled = True
            for task in entry.tasks:
                if task.record.state in sources(TaskEvent.CANCEL):
                    self._move(task, TaskEvent.CANCEL)
            return _job_record(entry)

    def job(self, job_id: str) -> JobRecord:
        """Tell how a job stands. Raises UnknownJob."""
        with self._lock:
            return _job_record(self._require(job_id))

    def jobs(self, *, limit: int = 50, after: str | None = None) -> tuple[JobRecord, ...]:
        """List jobs, newest first."""
        with self._lock:
            ids = list(reversed(self._jobs))
            start = 0 if after is None else ids.index(self._require(after).job.id) + 1
            return tuple(_job_record(self._jobs[key]) for key in ids[start : start + limit])

    def tasks(
        self,
        job_id: str,
        *,
        states: Iterable[TaskState] | None = None,
        limit: int | None = None,
        after: int = -1,
    ) -> tuple[TaskRecord, ...]:
        """List tasks of a job by ordinal."""
        wanted = frozenset(TaskState if states is None else states)
        with self._lock:
            records = [task.record for task in self._require(job_id).tasks[after + 1 :]]
        return tuple([record for record in records if record.state in wanted][:limit])

    def memo(self, request_keys: Iterable[str]) -> Mapping[str, TaskResult]:
        """Give the results that are known for requests, of any job."""
        with self._lock:
            return {key: self._memo[key] for key in request_keys if key in self._memo}

    def forget(self, request_key: str) -> None:
        """Drop a known result."""
        with self._lock:
            self._memo.pop(request_key, None)

    def _require(self, job_id: str) -> _Job:
        if job_id not in self._jobs:
            raise UnknownJob(
                "there is no such job", where=job_id, allowed="the id of a submitted job"
            )
        return self._jobs[job_id]

    def _add(self, entry: _Job, ordinal: int, task: RenderTask, settled: TaskResult | None) -> None:
        record = TaskRecord(
            job_id=entry.job.id,
            ordinal=ordinal,
            task=task,
            state=TaskState.QUEUED if settled is None else TaskState.SUCCEEDED,
            attempt=0,
            failures=0,
            owner=None,
            result=settled,
            failure=None,
            reused=settled is not None,
            seconds=None,
        )
        now = entry.created_at
        added = _Task(record, len(self._tasks), now, None, None if settled is None else now)
        entry.tasks.append(added)
        self._tasks.append(added)

    def _held(self, lease: Lease) -> _Task | None:
        task = self._tasks[lease.task_id]
        record = task.record
        holds = (record.state, record.owner, record.attempt) == (
            TaskState.RUNNING,
            lease.owner,
            lease.attempt,
        )
        return task if holds else None

    def _move(self, task: _Task, event: TaskEvent, *, result: TaskResult | None = None) -> None:
        state = next_state(task.record.state, event)
        task.record = replace(task.record, state=state, result=result or task.record.result)
        if event is TaskEvent.RELEASE:
            task.record = replace(task.record, owner=None)
        if state.ended:
            task.ended_at = now = self._clock()
            seconds = None if task.started_at is None else now - task.started_at
            task.record = replace(task.record, seconds=seconds)

    def _lose(self, task: _Task, failure: TaskFailure, *, retry_in_s: float | None) -> None:
        task.record = replace(task.record, failure=failure, failures=task.record.failures + 1)
        task.due_at = self._clock() + (retry_in_s or 0.0)
        self._move(task, TaskEvent.GIVE_UP if retry_in_s is None else TaskEvent.RETRY)

    def _reap(self, now: float) -> None:
        for task in self._tasks:
            if _expired(task, now):
                last = task.record.failures + 1 >= self._max_attempts
                self._lose(task, LEASE_EXPIRED, retry_in_s=None if last else 0.0)


def _same(known: RenderJob, job: RenderJob) -> bool:
    token = job.client_token
    return known.id == job.id or (token is not None and known.client_token == token)


def _waits(task: _Task, now: float) -> bool:
    return task.record.state is TaskState.QUEUED and task.due_at <= now


def _expired(task: _Task, now: float) -> bool:
    return task.record.state is TaskState.RUNNING and task.due_at < now


def _lease(task: _Task, owner: str, now: float, lease_s: float) -> Lease:
    task.started_at, task.due_at = now, now + lease_s
    record = task.record = replace(
        task.record,
        state=next_state(task.record.state, TaskEvent.CLAIM),
        owner=owner,
        attempt=task.record.attempt + 1,
    )
    return Lease(
        task_id=task.id,
        job_id=record.job_id,
        ordinal=record.ordinal,
        attempt=record.attempt,
        owner=owner,
        due_at=task.due_at,
        failures=record.failures,
        task=record.task,
    )


def _job_record(entry: _Job) -> JobRecord:
    counts = dict.fromkeys(TaskState, 0)
    for task in entry.tasks:
        counts[task.record.state] += 1
    ends = [task.ended_at for task in entry.tasks if task.ended_at is not None]
    record = JobRecord(
        id=entry.job.id,
        name=entry.job.name,
        priority=entry.job.priority,
        client_token=entry.job.client_token,
        created_at=entry.created_at,
        ended_at=max(ends, default=entry.created_at),
        cancelled=entry.cancelled,
        counts=counts,
        reused=sum(task.record.reused for task in entry.tasks),
    )
    return record if record.ended else replace(record, ended_at=None)
