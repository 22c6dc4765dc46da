"""The in-memory twin of the job store, for tests, simulations and one-off runs."""

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from render_farm.job import RenderJob, RenderTask, TaskFailure, TaskResult
from render_farm.queue.attempt import AttemptEnd, AttemptRecord
from render_farm.queue.census import Census, take_census
from render_farm.queue.errors import UnknownJob, UnknownTask
from render_farm.queue.lease import Beat, Ending, Lease
from render_farm.queue.memory_rows import JobRow, TaskRow
from render_farm.queue.memory_sweeps import MemorySweeps
from render_farm.queue.records import Backlog, Closing, JobRecord, TaskRecord
from render_farm.queue.retry import RetryPolicy
from render_farm.queue.share import Claimant, turns
from render_farm.queue.states import TaskEvent, TaskState, sources
from render_farm.queue.store import LEASE_EXPIRED, check_budget, check_swept, check_unique
from render_farm.queue.worker import WorkerRecord


class MemoryJobStore:
    """A `JobStore` in dictionaries; safe between threads, gone with the process."""

    def __init__(
        self, *, clock: Callable[[], float] = time.time, retry: RetryPolicy | None = None
    ) -> None:
        self._clock = clock
        self._retry = retry or RetryPolicy()
        self._jobs: dict[str, JobRow] = {}
        self._tasks: list[TaskRow] = []
        self._running: dict[int, TaskRow] = {}
        self._same: dict[str, list[TaskRow]] = {}
        self._memo: dict[str, TaskResult] = {}
        self._workers: dict[str, WorkerRecord] = {}
        self._sweeps = MemorySweeps()
        self._leader: tuple[str, float] | None = None
        self._halted: str | None = None
        self._lock = threading.RLock()

    # Jobs

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
                return known.record()
            check_swept(self._sweeps.refer(key for task in tasks for key in task.reads))
            known_results = {
                key: result
                for key, result in (settled or {}).items()
                if not self._sweeps.refer(result.keys)
            }
            entry = self._jobs[job.id] = JobRow(
                seq=len(self._jobs),
                job=job,
                created_at=self._clock(),
                priority=job.priority,
                budget_s=job.budget_s,
                closed=job.closing is None,
            )
            for ordinal, task in enumerate(tasks):
                self._add(entry, ordinal, task, known_results.get(task.request_key))
            return entry.record()

    def cancel(self, job_id: str) -> JobRecord:
        """End all open tasks of a job; their running attempts lose the lease."""
        with self._lock:
            self._require(job_id).cancelled = True
            return self._stop(job_id, TaskEvent.CANCEL, AttemptEnd.CANCELLED)

    def pause(self, job_id: str) -> JobRecord:
        """Let all open tasks of a job rest; their running attempts lose the lease."""
        with self._lock:
            return self._stop(job_id, TaskEvent.PAUSE, AttemptEnd.PAUSED)

    def resume(self, job_id: str) -> JobRecord:
        """Queue paused tasks again. Raises BudgetSpent."""
        with self._lock:
            entry = self._require(job_id)
            check_budget(entry.record())
            for row in entry.tasks:
                if row.state is TaskState.PAUSED:
                    row.due_at = self._clock()
                    row.move(TaskEvent.RESUME, row.due_at)
            return entry.record()

    def retry(self, job_id: str) -> JobRecord:
        """Queue failed and cancelled tasks again, as if never tried. Raises BudgetSpent."""
        with self._lock:
            entry = self._require(job_id)
            check_budget(entry.record())
            again = [row for row in entry.tasks if row.state in sources(TaskEvent.REQUEUE)]
            for row in again:
                row.due_at = self._clock()
                row.failures, row.lost, row.failed_on = 0, 0, frozenset()
                row.failure, row.quarantined, row.progress = None, False, None
                row.move(TaskEvent.REQUEUE, row.due_at)
            if again:
                entry.cancelled, entry.closed = False, entry.job.closing is None
                entry.revision += 1
            return entry.record()

    def prioritise(self, job_id: str, priority: int) -> JobRecord:
        """Serve a job sooner (higher) or later from now on; what runs goes on."""
        with self._lock:
            entry = self._require(job_id)
            entry.priority = priority
            return entry.record()

    def set_budget(self, job_id: str, budget_s: float | None) -> JobRecord:
        """Change how many seconds of workers a job may take; None = no limit."""
        with self._lock:
            entry = self._require(job_id)
            entry.budget_s = budget_s
            self._keep_to_budget(entry)
            return entry.record()

    def halt(self, reason: str) -> None:
        """Stop all work: running tasks are handed back untried, and nothing is claimed."""
        with self._lock:
            self._halted = reason
            for row in tuple(self._running.values()):
                self._hand_back(row, log="")
                self._keep_to_budget(row.job)

    def unhalt(self) -> None:
        """Let work go on; no error when it does."""
        with self._lock:
            self._halted = None

    # Leases

    def lead(self, owner: str, *, lease_s: float) -> bool:
        """Be the one dispatcher for `lease_s` from now, or stay it; False while another is."""
        with self._lock:
            leads = self.leader()
            if leads not in (None, owner):
                return False
            if leads is None:
                self._workers.clear()
            self._leader = owner, self._clock() + lease_s
            return True

    def resign(self, owner: str) -> None:
        """Let another dispatcher follow at once."""
        with self._lock:
            if self.leader() == owner:
                self._leader = None

    def inherit(self, owner: str, *, lease_s: float) -> tuple[Lease, ...]:
        """Take over every lease: other owners' writes are refused from now on."""
        with self._lock:
            left = [row for _, row in sorted(self._running.items())]
            for row in left:
                row.owner, row.due_at = owner, self._clock() + lease_s
            return tuple(row.lease() for row in left)

    def claim(self, owner: str, *, limit: int, lease_s: float) -> tuple[Lease, ...]:
        """Lease up to `limit` waiting tasks, after taking back what dead owners held."""
        with self._lock:
            now = self._clock()
            self._reap(now)
            rows = self._deal(now, limit)
            for row in rows:
                row.move(TaskEvent.CLAIM, now)
                row.owner, row.attempt, row.started_at = owner, row.attempt + 1, now
                row.due_at, row.worker, row.progress = now + lease_s, None, None
                self._running[row.id] = row
            return tuple(row.lease() for row in rows)

    def heartbeat(self, beats: Sequence[Beat], *, lease_s: float) -> tuple[Lease, ...]:
        """Renew leases for `lease_s` from now; give those that are lost."""
        with self._lock:
            lost = []
            for beat in beats:
                row = self._tasks[beat.lease.task_id]
                if row.holds(beat.lease):
                    row.due_at = self._clock() + lease_s
                    row.worker, row.progress = beat.worker, beat.progress
                else:
                    lost.append(beat.lease)
            return tuple(lost)

    def settle(self, endings: Sequence[Ending]) -> tuple[bool, ...]:
        """End attempts; False for each lease that was lost already."""
        with self._lock:
            answers = tuple(self._settle(ending) for ending in endings)
            for ending in endings:
                self._keep_to_budget(self._tasks[ending.lease.task_id].job)
            return answers

    def backlog(self, *, limit: int) -> Backlog:
        """Add up what a claim could get now, counting `limit` tasks at most."""
        with self._lock:
            now = self._clock()
            ready = (row for entry in self._jobs.values() for row in self._ready(entry, now))
            expired = (row for row in self._running.values() if row.due_at < now)
            found = () if self._halted is not None else (*islice(ready, limit), *expired)[:limit]
            return Backlog(tasks=len(found), cost_s=sum(row.task.cost_s for row in found))

    def note_workers(self, changed: Sequence[WorkerRecord], *, gone: Sequence[str] = ()) -> None:
        """Keep what workers do, by name."""
        with self._lock:
            self._workers.update({worker.name: worker for worker in changed})
            for name in gone:
                self._workers.pop(name, None)

    def closings(self, *, limit: int = 10) -> tuple[Closing, ...]:
        """List ended jobs whose closing is not written yet, the oldest first."""
        with self._lock:
            due = (entry for entry in self._jobs.values() if not entry.closed)
            return tuple(
                islice(
                    (
                        Closing(job=job, document=closing, revision=entry.revision)
                        for entry in due
                        if (closing := entry.job.closing) is not None
                        and (job := entry.record()).ended
                    ),
                    limit,
                )
            )

    def closed(self, job_id: str, *, revision: int) -> bool:
        """Tick a closing off; False when the job was opened again meanwhile."""
        with self._lock:
            entry = self._require(job_id)
            if entry.revision != revision:
                return False
            entry.closed = True
            return True

    # Reading

    def job(self, job_id: str) -> JobRecord:
        """Tell how a job stands. Raises UnknownJob."""
        with self._lock:
            return self._require(job_id).record()

    def jobs(self, *, limit: int = 50, after: str | None = None) -> tuple[JobRecord, ...]:
        """List jobs, newest first."""
        with self._lock:
            ids = list(reversed(self._jobs))
            start = 0 if after is None else ids.index(self._require(after).job.id) + 1
            return tuple(self._jobs[key].record() for key in ids[start : start + limit])

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
            rows = self._require(job_id).tasks[after + 1 :]
            found = (row.record() for row in rows if row.state in wanted)
            return tuple(islice(found, limit))

    def attempts(self, job_id: str, ordinal: int) -> tuple[AttemptRecord, ...]:
        """List the attempts at a task, the oldest first. Raises UnknownJob, UnknownTask."""
        with self._lock:
            tasks = self._require(job_id).tasks
            if not 0 <= ordinal < len(tasks):
                raise UnknownTask.of(job_id, ordinal)
            row = tasks[ordinal]
            running = (row.running_attempt(),) if row.id in self._running else ()
            return (*row.attempts, *running)

    def memo(self, request_keys: Iterable[str]) -> Mapping[str, TaskResult]:
        """Give the results that are known for requests, of any job."""
        with self._lock:
            return {key: self._memo[key] for key in request_keys if key in self._memo}

    def forget(self, request_key: str) -> None:
        """Drop a known result."""
        with self._lock:
            self._memo.pop(request_key, None)

    # Clean-ups

    def mark(self, keys: Collection[str]) -> frozenset[str]:
        """Mark objects that may go; give those that a dead clean-up left behind."""
        with self._lock:
            return self._sweeps.mark(keys, now=self._clock())

    def sweep(self, keys: Collection[str], *, requests: Collection[str]) -> frozenset[str]:
        """Give those that still have their mark: nobody may refer to them from now on."""
        with self._lock:
            for request in requests:
                self._memo.pop(request, None)
            return self._sweeps.sweep(keys, now=self._clock())

    def swept(self, keys: Collection[str]) -> None:
        """Say that objects are deleted."""
        with self._lock:
            self._sweeps.swept(keys, now=self._clock())

    def spare(self, keys: Collection[str]) -> None:
        """Free deleted objects that are stored anew."""
        with self._lock:
            self._sweeps.spare(keys, now=self._clock())

    def workers(self) -> tuple[WorkerRecord, ...]:
        """List workers by name, as the dispatcher last told of them."""
        with self._lock:
            return tuple(self._workers[name] for name in sorted(self._workers))

    def leader(self) -> str | None:
        """Name the dispatcher that leads now."""
        with self._lock:
            if self._leader is None or self._leader[1] < self._clock():
                return None
            return self._leader[0]

    def halted(self) -> str | None:
        """Say why the farm is halted; None when it is not."""
        return self._halted

    def census(self) -> Census:
        """Count what is open, over all jobs."""
        with self._lock:
            records = [entry.record() for entry in self._jobs.values()]
            closings = len(self.closings(limit=len(records)))
            return take_census(records, now=self._clock(), closings=closings)

    # Within a call

    def _require(self, job_id: str) -> JobRow:
        if job_id not in self._jobs:
            raise UnknownJob(
                "there is no such job", where=job_id, allowed="the id of a submitted job"
            )
        return self._jobs[job_id]

    def _add(self, entry: JobRow, ordinal: int, task: RenderTask, known: TaskResult | None) -> None:
        row = TaskRow(
            id=len(self._tasks),
            job=entry,
            ordinal=ordinal,
            task=task,
            state=TaskState.QUEUED if known is None else TaskState.SUCCEEDED,
            due_at=entry.created_at,
            ended_at=None if known is None else entry.created_at,
            result=known,
            reused=known is not None,
        )
        entry.add(row)
        self._tasks.append(row)
        self._same.setdefault(task.request_key, []).append(row)

    def _stop(self, job_id: str, event: TaskEvent, end: AttemptEnd) -> JobRecord:
        entry, now = self._require(job_id), self._clock()
        for row in entry.tasks:
            if row.state in sources(event):
                if self._running.pop(row.id, None) is not None:
                    row.end_attempt(end, now)
                row.move(event, now)
        return entry.record()

    def _deal(self, now: float, limit: int) -> tuple[TaskRow, ...]:
        """The tasks whose turn it is."""
        if self._halted is not None:
            return ()
        ready = {
            entry.seq: list(islice(self._ready(entry, now), limit)) for entry in self._jobs.values()
        }
        claimants = (
            Claimant(
                job=entry.seq,
                priority=entry.priority,
                running=entry.counts[TaskState.RUNNING],
                wants=[row.task.request_key for row in ready[entry.seq]],
            )
            for entry in self._jobs.values()
        )
        return tuple(ready[turn.job][turn.place] for turn in turns(claimants, limit=limit))

    def _ready(self, entry: JobRow, now: float) -> Iterator[TaskRow]:
        for _, ordinal in entry.waiting:
            row = entry.tasks[ordinal]
            twins = self._same[row.task.request_key]
            if row.due_at <= now and not any(twin.id in self._running for twin in twins):
                yield row

    def _settle(self, ending: Ending) -> bool:
        row, now = self._tasks[ending.lease.task_id], self._clock()
        if not row.holds(ending.lease):
            return False
        row.worker = ending.worker or row.worker
        if ending.outcome is None:
            self._hand_back(row, log=ending.log)
        elif not isinstance(ending.outcome, TaskResult):
            self._fail(row, ending.outcome, ending)
        elif not self._sweeps.take(ending.outcome.keys, started_at=row.started_at or 0.0, now=now):
            self._hand_back(row, log=ending.log)
        else:
            self._end(row, AttemptEnd.SUCCEEDED, TaskEvent.FINISH, log=ending.log)
            row.result = self._memo[row.task.request_key] = ending.outcome
            self._answer_others(row, ending.outcome, now)
        return True

    def _fail(self, row: TaskRow, failure: TaskFailure, ending: Ending) -> None:
        row.failure, row.failures = failure, row.failures + 1
        row.quarantined = ending.quarantine
        if ending.worker is not None:
            row.failed_on |= {ending.worker}
        row.due_at = self._clock() + (ending.retry_in_s or 0.0)
        event = TaskEvent.GIVE_UP if ending.retry_in_s is None else TaskEvent.RETRY
        self._end(row, AttemptEnd.FAILED, event, failure=failure, log=ending.log)

    def _hand_back(self, row: TaskRow, *, log: str) -> None:
        self._end(row, AttemptEnd.RELEASED, TaskEvent.RELEASE, log=log)
        row.owner, row.due_at = None, self._clock()

    def _end(
        self,
        row: TaskRow,
        end: AttemptEnd,
        event: TaskEvent,
        *,
        failure: TaskFailure | None = None,
        log: str = "",
    ) -> None:
        now = self._clock()
        del self._running[row.id]
        row.end_attempt(end, now, failure=failure, log=log)
        row.move(event, now)

    def _answer_others(self, row: TaskRow, result: TaskResult, now: float) -> None:
        for twin in self._same[row.task.request_key]:
            if twin.state is TaskState.QUEUED:
                twin.result, twin.reused = result, True
                twin.move(TaskEvent.REUSE, now)

    def _keep_to_budget(self, entry: JobRow) -> None:
        if entry.budget_s is not None and entry.spent_s >= entry.budget_s:
            for _, ordinal in tuple(entry.waiting):
                entry.tasks[ordinal].move(TaskEvent.PAUSE, self._clock())

    def _reap(self, now: float) -> None:
        for row in [row for row in self._running.values() if row.due_at < now]:
            row.lost, row.failure, row.due_at = row.lost + 1, LEASE_EXPIRED, now
            last = row.lost >= self._retry.max_lost
            event = TaskEvent.GIVE_UP if last else TaskEvent.RETRY
            self._end(row, AttemptEnd.LOST, event, failure=LEASE_EXPIRED)
            self._keep_to_budget(row.job)


def _same(known: RenderJob, job: RenderJob) -> bool:
    token = job.client_token
    return known.id == job.id or (token is not None and known.client_token == token)
