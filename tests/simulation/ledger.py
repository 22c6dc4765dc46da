"""What each call did to the jobs, held against what was promised: after every single call."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from render_farm.queue import Ending, Lease, MemoryJobStore, TaskState
from render_farm.queue.errors import IllegalTransition
from render_farm.queue.memory_rows import TaskRow
from render_farm.queue.states import TaskEvent, next_state
from render_farm.storage import MemoryStore
from tests.simulation.scheduler import Process

Held = tuple[TaskState, str | None, int]
# What cannot change a task.
_HARMLESS = frozenset(
    {"heartbeat", "backlog", "note_workers", "closings", "closed", "job", "jobs"}
    | {"tasks", "attempts", "memo", "forget", "workers", "leader", "halted", "prioritise"}
)


class BrokenPromise(AssertionError):
    """The farm did what it never may."""


class SeenJobStore(MemoryJobStore):
    """The in-memory job store with its rows laid open: looking at them costs little."""

    @property
    def clock(self) -> Callable[[], float]:
        """The database's clock."""
        return self._clock

    def rows(self) -> Sequence[TaskRow]:
        """All tasks, in the order in which they came."""
        return self._tasks


class Ledger:
    """Watches the job store and the object store call by call."""

    def __init__(self, jobs: SeenJobStore, objects: MemoryStore) -> None:
        self.ends: Counter[int] = Counter()  # how often each task has ended
        self.lives: Counter[int] = Counter()  # how often somebody had it tried again by hand
        self.broken: list[str] = []
        self._jobs = jobs
        self._objects = objects
        self._known: list[Held] = []
        self._created: set[str] = set()  # the objects that were made
        self._halted = False
        self._leader: tuple[str, float] = ("", 0.0)

    def saw_jobs(
        self, process: Process, call: str, args: tuple[Any, ...], named: dict[str, Any], answer: Any
    ) -> None:
        """Hold a call of the job store against its promises. Raises BrokenPromise."""
        if call in _HARMLESS:
            return
        if call in ("lead", "resign"):
            self._check_leader(args[0], named.get("lease_s", 0.0), leads=answer is True)
            return
        if call in ("halt", "unhalt"):
            self._halted = call == "halt"
        if call == "settle":
            self._check_fence(args[0], answer)
        changed = self._changed(call)
        if call == "claim":
            self._check_claim(answer)
        if changed or call == "submit":
            self._check_running()

    def saw_objects(
        self, process: Process, call: str, args: tuple[Any, ...], named: dict[str, Any], answer: Any
    ) -> None:
        """One version of each object: created once, and never written over."""
        if call == "put_new" and answer.created:
            if args[0] in self._created:
                self._break(f"{args[0]} was created twice")
            self._created.add(args[0])
        if call == "replace" and args[0].startswith("assets/"):
            self._break(f"{args[0]} was written over")
        if call in ("put_new", "replace") and args[0].startswith("campaigns/"):
            self._check_manifest(json.loads(args[1]))

    def holds(self, lease: Lease) -> bool:
        """Whether somebody who was given a task still has it."""
        state, _, attempt = self._known[lease.task_id]
        return state is TaskState.RUNNING and attempt == lease.attempt

    def _check_leader(self, owner: str, lease_s: float, *, leads: bool) -> None:
        """One leader at a time."""
        now = self._jobs.clock()
        known, until = self._leader
        if leads and known != owner and until > now:
            self._break(f"{owner} leads while {known} does")
        if leads:
            self._leader = owner, now + lease_s
        elif known == owner:
            self._leader = "", now

    def _check_manifest(self, manifest: dict[str, Any]) -> None:
        """Whatever a manifest names is there."""
        for asset in manifest["assets"]:
            stored = self._objects.head(asset["key"])
            if stored is None or stored.sha256 != asset["sha256"]:
                self._break(f"a manifest names {asset['key']}, which is {stored}")

    def _changed(self, call: str) -> bool:
        """Look at all tasks: whether one changed, and whether it may."""
        rows, known, changed = self._jobs.rows(), self._known, False
        for row in rows[len(known) :]:
            known.append((TaskState.QUEUED, None, 0))
            if row.state.ended:
                self._ended(row)
                known[-1] = (row.state, row.owner, row.attempt)
        for number, row in enumerate(rows):
            before = known[number]
            if row.state is before[0] and row.attempt == before[2] and row.owner == before[1]:
                continue
            self._check_change(row, before, call)
            known[number] = (row.state, row.owner, row.attempt)
            changed = True
        return changed

    def _check_change(self, row: TaskRow, before: Held, call: str) -> None:
        state, _, attempt = before
        if row.attempt != attempt and (row.attempt != attempt + 1 or call != "claim"):
            self._break(f"{_name(row)}: {call} raised attempt {attempt} to {row.attempt}")
        if row.state is state:
            if state is TaskState.RUNNING and call not in ("claim", "inherit"):
                self._break(f"{_name(row)}: {call} gave a running task to {row.owner}")
            return
        if not _reachable(state, row.state):
            self._break(f"{_name(row)}: {call} turned {state} into {row.state}")
        if state.ended:
            if call != "retry":
                self._break(f"{_name(row)}: {call} opened a task that was {state}")
            self.lives[row.id] += 1
        if row.state.ended:
            self._ended(row)

    def _ended(self, row: TaskRow) -> None:
        self.ends[row.id] += 1
        if self.ends[row.id] > 1 + self.lives[row.id]:
            self._break(f"{_name(row)} ended {self.ends[row.id]} times")
        if row.state is TaskState.SUCCEEDED:
            self.check_files(row)

    def check_files(self, row: TaskRow) -> None:
        """What has succeeded has its files, with the bytes that were told."""
        result = row.result
        if result is None:
            self._break(f"{_name(row)} succeeded without a result")
            return
        stored = self._objects.head(result.key)
        if stored is None or stored.sha256 != result.sha256:
            self._break(f"{_name(row)} succeeded, but {result.key} is {stored}")
        if result.poster is not None and self._objects.head(result.poster) is None:
            self._break(f"{_name(row)} succeeded without its poster")

    def _check_fence(self, endings: Sequence[Ending], taken: Sequence[bool]) -> None:
        """An ending is taken if its lease was held, and only then."""
        seen: set[int] = set()
        for ending, accepted in zip(endings, taken, strict=True):
            lease = ending.lease
            held = self._known[lease.task_id] == (TaskState.RUNNING, lease.owner, lease.attempt)
            if accepted != (held and lease.task_id not in seen):
                self._break(
                    f"{lease.job_id}:{lease.ordinal}: the ending of attempt {lease.attempt} was "
                    f"{'taken' if accepted else 'refused'} at {self._known[lease.task_id]}"
                )
            if accepted:
                seen.add(lease.task_id)

    def _check_running(self) -> None:
        """Nothing is made twice at once."""
        running: set[str] = set()
        for row in self._jobs.rows():
            if row.state is TaskState.RUNNING:
                if row.task.request_key in running:
                    self._break(f"{row.task.request_key} runs twice")
                running.add(row.task.request_key)

    def _check_claim(self, leases: Sequence[Lease]) -> None:
        """The highest priority first, fair shares among equals, in order inside a job."""
        if self._halted and leases:
            self._break("claimed while halted")
        if not leases:
            return
        rows = self._jobs.rows()
        left = self._left()
        running = Counter(row.job.seq for row in rows if row.state is TaskState.RUNNING)
        running.subtract(rows[lease.task_id].job.seq for lease in leases)
        for lease in leases:
            row = rows[lease.task_id]
            job = row.job
            if job.budget_s is not None and job.spent_s >= job.budget_s:
                self._break(f"{_name(row)} was claimed, and the budget is spent")
            rank = (-job.priority, running[job.seq])
            for other in left:
                if other.job is job and other.place < row.place:
                    self._break(f"{_name(row)} was claimed before {_name(other)}")
                if (-other.job.priority, running[other.job.seq]) < rank:
                    self._break(f"{_name(row)} was claimed, and it was the turn of {_name(other)}")
            running[job.seq] += 1

    def _left(self) -> list[TaskRow]:
        """What could have been claimed as well."""
        rows, now = self._jobs.rows(), self._jobs.clock()
        busy = {row.task.request_key for row in rows if row.state is TaskState.RUNNING}
        return [
            row
            for row in rows
            if row.state is TaskState.QUEUED
            and row.due_at <= now
            and row.task.request_key not in busy
        ]

    def _break(self, what: str) -> None:
        # Kept as well, since whoever called may catch it.
        self.broken.append(what)
        raise BrokenPromise(what)


def _name(row: TaskRow) -> str:
    return f"{row.job.job.id}:{row.ordinal}"


def _steps(state: TaskState) -> set[TaskState]:
    after = set()
    for event in TaskEvent:
        try:
            after.add(next_state(state, event))
        except IllegalTransition:
            continue
    return after


# One call may do two things to a task: take it back and hand it out, or end an attempt and pause.
_REACH = {
    state: _steps(state) | {last for middle in _steps(state) for last in _steps(middle)}
    for state in TaskState
}


def _reachable(before: TaskState, after: TaskState) -> bool:
    return after in _REACH[before]
