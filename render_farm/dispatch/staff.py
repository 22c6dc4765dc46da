"""Who is taken on, kept and let go: as many workers as there is work, none that fails its tasks."""

import logging

from render_farm.crew import WorkersUnavailable
from render_farm.dispatch.health import Health, counts_against, may_block
from render_farm.dispatch.notes import Notes
from render_farm.dispatch.roster import Roster, Worker
from render_farm.dispatch.settings import DispatcherSettings
from render_farm.dispatch.target import target_workers
from render_farm.dispatch.told import told
from render_farm.job import TaskFailure, TaskResult
from render_farm.queue import Lease, LeaseStore

_LOG = logging.getLogger(__name__)
_ROUNDS = 3  # of starts that fail, with nobody at work, before we say so
_REST_S = 1.0  # after the first of them; then twice that
_COUNTED = 1000  # waiting tasks tell enough of how much there is to do


class Staff:
    """Takes workers on and lets them go. tag: in their names, which no other dispatcher uses."""

    def __init__(
        self,
        roster: Roster,
        *,
        store: LeaseStore,
        notes: Notes,
        settings: DispatcherSettings,
        tag: str,
    ) -> None:
        self._roster = roster
        self._store = store
        self._notes = notes
        self._settings = settings
        self._prefix = f"renderer-{tag}-" if tag else "renderer-"
        self._made = 0
        self._workers = Health()
        self._nodes = Health()
        self._failed_rounds = 0
        self._failed_at = float("-inf")

    def started(self, worker: Worker, *, now: float) -> None:
        """Take a worker in whose start has ended. Raises WorkersUnavailable."""
        error = worker.ready.exception()
        if error is None:
            self._failed_rounds = 0
            self._roster.open(worker, node=worker.ready.result(), now=now)
            return
        self._roster.dismiss(worker.name)
        _LOG.warning("%s", error, extra=told("start_failed", worker=worker.name))
        if worker.started_at >= self._failed_at:  # not one of those that failed together
            self._failed_rounds += 1
            self._failed_at = now
        if self._failed_rounds >= _ROUNDS and not any(
            other.node is not None for other in self._roster.workers.values()
        ):
            raise WorkersUnavailable(f"no worker starts: {error}") from error

    def judge(
        self, worker: Worker, lease: Lease, outcome: TaskResult | TaskFailure | None, *, now: float
    ) -> None:
        """Take in how a task ended on a worker; let go whoever fails one after another."""
        against = counts_against(outcome)
        task, node = lease.task.request_key, worker.node or ""
        self._workers = self._workers.ended(worker.name, task=task, against=against)
        self._nodes = self._nodes.ended(node, task=task, against=against)
        if worker.name in self._workers.suspects(strikes=self._settings.strikes):
            worker.leaving = f"{self._settings.strikes} different tasks in a row failed on it"
            self._notes.block(worker, worker.leaving)
            _LOG.warning("%s", worker.leaving, extra=told("worker_blocked", worker=worker.name))
        if node in self._nodes.suspects(strikes=self._settings.strikes):
            self._block_node(node, now)

    def let_go(self, *, now: float) -> None:
        """Dismiss the idle who are to leave, or have nothing to do for long."""
        for name in self._roster.idle():
            worker = self._roster.workers[name]
            if worker.leaving or now - worker.since > self._settings.idle_s:
                self.dismiss(worker)

    def dismiss(self, worker: Worker) -> None:
        """End a worker at once."""
        self._workers = self._workers.forget(worker.name)
        self._roster.dismiss(worker.name)

    def fill(self, *, busy: int, help_wanted: int, waits: bool, now: float) -> bool:
        """Take on as many as there is work for; whether any work waits. Raises QueueError.

        waits: whether it did when work was last asked for.
        """
        self._nodes = self._nodes.at(now)
        self._recall()
        settings, staff = self._settings, len(self._roster)
        if staff >= settings.limit and (waits or busy >= staff):
            return True  # whoever is idle will see
        full = staff >= settings.limit  # then all that matters is whether anything waits
        backlog = self._store.backlog(limit=1 if full else max(_COUNTED, 2 * settings.limit))
        target = target_workers(
            backlog,
            busy=busy,
            help_wanted=help_wanted,
            fill_s=settings.fill_s,
            limit=settings.limit,
        )
        if now >= self._failed_at + _rest_s(self._failed_rounds):
            for _ in range(target - staff):
                self._made += 1
                name = f"{self._prefix}{self._made}"
                self._roster.start(name, avoid=frozenset(self._nodes.blocked), now=now)
        return backlog.tasks > 0

    def _recall(self) -> None:
        """End starts that may wait for ever: they avoid a node that is no longer blocked."""
        blocked = frozenset(self._nodes.blocked)
        for worker in tuple(self._roster.workers.values()):
            if worker.node is None and not worker.avoid <= blocked:
                self._roster.dismiss(worker.name)

    def _block_node(self, node: str, now: float) -> None:
        nodes = frozenset(worker.node for worker in self._roster.workers.values() if worker.node)
        if not may_block(node, nodes=nodes, blocked=frozenset(self._nodes.at(now).blocked)):
            return
        self._nodes = self._nodes.block(node, until=now + self._settings.block_s)
        _LOG.warning("no work for %s: tasks fail there", node, extra=told("node_blocked"))
        for worker in self._roster.workers.values():
            if worker.node == node:
                worker.leaving = worker.leaving or "its node is blocked: tasks fail there"


def _rest_s(failed_rounds: int) -> float:
    return _REST_S * (1 << (failed_rounds - 1)) if failed_rounds else 0.0
