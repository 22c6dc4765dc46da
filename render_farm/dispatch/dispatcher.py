"""Queue ↔ crew: leases tasks, hands one to each worker, writes down how they end.

Knows neither Ray nor SQL. One dispatcher leads; all truth is in the queue, so that one which dies
loses nothing: another takes over its leases and such workers as outlived it, and the owner and
the fencing token keep late results away.
"""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable

from render_farm.crew import Adopted, Crew
from render_farm.dispatch.assignment import assign
from render_farm.dispatch.assistance import Assistance
from render_farm.dispatch.endings import STALLED, ending_of, failure_of_worker, orphan_ending
from render_farm.dispatch.gate import Gate
from render_farm.dispatch.ledger import Ledger
from render_farm.dispatch.notes import Notes
from render_farm.dispatch.roster import Roster, Work, Worker, attempt_of
from render_farm.dispatch.settings import DispatcherSettings
from render_farm.dispatch.staff import Staff
from render_farm.dispatch.stall import Watch, heard, stalled, watch
from render_farm.dispatch.succession import Heirloom, Succession
from render_farm.dispatch.told import told
from render_farm.job import Fault, TaskFailure, TaskResult
from render_farm.metrics import SILENT, Meter
from render_farm.queue import Beat, Ending, Lease, LeaseStore

_LOG = logging.getLogger(__name__)
_AT_ONCE = 500  # tasks that are handed out in a turn
_GRACE_S = 5.0  # for whoever helps with a task that has ended


class Dispatcher:
    """Runs queued tasks on a crew. Not for several threads; make one per crew.

    gate: closed while what all workers need does not answer. clock: seconds that only grow. wall:
    seconds since 1970, for what people see. tag: in the names of workers and owner; None = made
    up, and no other dispatcher has it. meter: counts how attempts ended.
    """

    def __init__(
        self,
        *,
        store: LeaseStore,
        crew: Crew,
        settings: DispatcherSettings | None = None,
        gate: Gate | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        tag: str | None = None,
        meter: Meter = SILENT,
    ) -> None:
        tag = secrets.token_hex(4) if tag is None else tag
        self.settings = settings or DispatcherSettings()
        self.clock = clock
        self._store = store
        self._crew = crew
        self._gate = gate or Gate()
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{tag}"
        self._bell = threading.Event()
        self._notes = Notes(wall)
        self._roster = Roster(crew, ring=self._bell.set)
        self._staff = Staff(
            self._roster, store=store, notes=self._notes, settings=self.settings, tag=tag
        )
        self._ledger = Ledger(store, meter=meter)
        self._succession = Succession(
            store=store, crew=crew, owner=self._owner, settings=self.settings
        )
        self._assistance = Assistance()
        self._hear_at = self._beat_at = self._look_at = float("-inf")
        self._work_waits = True

    @property
    def workers(self) -> int:
        """How many workers there are, starting ones included."""
        return len(self._roster)

    @property
    def busy(self) -> int:
        """How many of them are at work."""
        return len(self._roster.working())

    @property
    def leads(self) -> bool:
        """Whether it is the one that works; else it stands by."""
        return self._succession.leads

    def step(self) -> None:
        """Take one turn: hand out work, keep leases alive, write down what ended. Never waits.

        Raises QueueError; the next turn goes on from there. WorkersUnavailable is final.
        """
        self._bell.clear()
        now = self.clock()
        led = self._succession.leads
        if led:  # before anything that may fail: workers that nobody asks for end themselves
            self._hear(now)
        if not self._succession.hold(now):
            if led:
                self._step_down()
            return
        self._take_over(self._succession.heirloom(now), now)
        self._end_late()
        self._collect(now)
        self._beat(now)
        # Before what ended is written down: workers need not wait for that.
        self._staff.let_go(now=now)
        self._look(now)
        self._collect(now)
        self._hand_out(now)
        self._write(now)

    def rest(self) -> None:
        """Wait until a start or a task has ended, `nudge` was called, or it is time for a turn."""
        waited = self._ledger.waits(self.clock())
        settings = self.settings
        self._bell.wait(settings.poll_s if waited is None else max(0.0, settings.settle_s - waited))

    def nudge(self) -> None:
        """Look for work at once; from any thread."""
        self._look_at = float("-inf")
        self._bell.set()

    def close(self) -> None:
        """End all workers, hand back what they worked on, and let another dispatcher lead."""
        for lease in (*self._roster.leases(), *self._succession.leases):
            self._ledger.add(Ending(lease=lease), now=self.clock())
        for worker in tuple(self._roster.workers.values()):
            self._staff.dismiss(worker)
        if self._succession.leads:
            self._ledger.write()
            self._note()
            self._succession.resign()

    def _step_down(self) -> None:
        """Another dispatcher leads, and has our leases and whatever workers outlive us."""
        _LOG.warning("another dispatcher leads", extra=told("stepped_down"))
        self._roster.leave()
        self._ledger.forget()

    def _take_over(self, left: Heirloom | None, now: float) -> None:
        if left is None:
            return
        self._notes.forget()
        for found, lease in left.workers:
            self._roster.adopt(found, work=self._work_of(found, lease, now), now=now)
        for lease in left.orphans:
            self._ledger.add(orphan_ending(lease, policy=self.settings.retry), now=now)
        counts = len(left.workers), len(left.orphans)
        _LOG.info("took over %d workers, and %d tasks without", *counts, extra=told("took_over"))

    def _work_of(self, found: Adopted, lease: Lease | None, now: float) -> Work | None:
        """What an adopted worker is at; of a lease that is not ours, nothing is written down.

        Most of these have ended long ago, and the worker is idle once that is heard.
        """
        if found.lease is None or found.report is None:
            return None
        own = lease or found.lease
        return Work(own, found.report, self._watch(own, now), assists=lease is None)

    def _end_late(self) -> None:
        """Workers that were found too late obey us: nobody else would ever end them."""
        for found in self._succession.late():
            if found.worker not in self._roster.workers:
                self._crew.kill(found.worker)

    def _collect(self, now: float) -> None:
        """Take in which starts and tasks have ended."""
        for worker in self._roster.ended():
            if worker.work is None:
                self._staff.started(worker, now=now)
            else:
                self._end(worker, worker.work, now)

    def _end(self, worker: Worker, work: Work, now: float) -> None:
        error = work.report.exception()
        if error is None:
            report = work.report.result()
            self._take(worker, work, report.outcome, log=report.log, now=now)
            worker.leaving = worker.leaving or report.spent
            self._roster.release(worker, now=now)
            return
        self._take(worker, work, failure_of_worker(error), log=work.log, now=now)
        self._staff.dismiss(worker)

    def _take(
        self,
        worker: Worker,
        work: Work,
        outcome: TaskResult | TaskFailure | None,
        *,
        log: str,
        now: float,
    ) -> None:
        """Keep an outcome to be written down, and see what it says of worker and store."""
        if work.assists:
            if outcome is not None:
                _LOG.info(
                    "%s", outcome, extra=told("assist_failed", work.lease, worker=worker.name)
                )
            return
        policy = self.settings.retry
        ending = ending_of(work.lease, outcome, worker=worker.name, log=log, policy=policy)
        self._ledger.add(ending, now=now)
        self._tell_failure(ending)
        self._staff.judge(worker, work.lease, outcome, now=now)
        if isinstance(outcome, TaskResult):
            self._gate.worked()
        elif outcome is not None and outcome.fault is Fault.OUTAGE and self._gate.outage(now):
            _LOG.warning("work rests: %s", outcome.message, extra=told("outage_began", work.lease))

    @staticmethod
    def _tell_failure(ending: Ending) -> None:
        """Say what failed: for good aloud, an attempt that another follows in passing."""
        if isinstance(failure := ending.outcome, TaskFailure):
            last = ending.retry_in_s is None
            _LOG.log(
                logging.WARNING if last else logging.INFO,
                "%s: %s",
                failure.code,
                failure.message,
                extra=told(
                    "task_failed" if last else "attempt_failed", ending.lease, worker=ending.worker
                ),
            )

    def _beat(self, now: float) -> None:
        """Once a second: end who hangs, keep leases, and end whose lease is lost."""
        if now < self._beat_at:
            return
        self._end_stalled(now)
        beats = [
            Beat(lease=work.lease, worker=worker.name, progress=work.watch.fraction)
            for worker, work in self._roster.working()
            if not work.assists
        ]
        kept = (*self._succession.leases, *self._ledger.leases)
        beats += [Beat(lease=lease) for lease in kept]
        if beats:
            lost = self._store.heartbeat(beats, lease_s=self.settings.lease_s)
            self._stop({attempt_of(lease) for lease in lost})
        self._note()
        self._beat_at = now + self.settings.heartbeat_s

    def _hear(self, now: float) -> None:
        """Take in what workers tell of themselves, once a second."""
        if now < self._hear_at:
            return
        self._hear_at = now + self.settings.heartbeat_s
        vitals = self._crew.vitals()
        for worker in self._roster.workers.values():
            told_now = vitals.get(worker.name)
            if told_now is None:
                continue
            worker.leaving = worker.leaving or told_now.spent
            if worker.work is not None:
                worker.work.log = told_now.log
                worker.work.watch = heard(
                    worker.work.watch,
                    steps=told_now.steps,
                    fraction=told_now.fraction,
                    now=now,
                    stall_s=self.settings.stall_s,
                )

    def _end_stalled(self, now: float) -> None:
        running = {attempt_of(lease) for lease in self._roster.leases()}
        for worker, work in self._roster.working():
            if work.report.done():
                continue
            if work.assists and work.end_at is None and attempt_of(work.lease) not in running:
                work.end_at = now + _GRACE_S
            over = work.end_at is not None and now >= work.end_at
            if over or stalled(work.watch, now=now):
                self._take(worker, work, None if over else STALLED, log=work.log, now=now)
                self._staff.dismiss(worker)

    def _stop(self, lost: set[tuple[int, int]]) -> None:
        """End who works, or helps, on what is no longer ours: cancelled, paused, halted."""
        for worker, work in self._roster.working():
            if attempt_of(work.lease) in lost:
                _LOG.info("stopped", extra=told("stopped", work.lease, worker=worker.name))
                self._staff.dismiss(worker)

    def _note(self) -> None:
        changed, gone = self._notes.changes(
            self._roster.workers.values(), block_s=self.settings.block_s
        )
        if changed or gone:
            try:
                self._store.note_workers(changed, gone=gone)
            except BaseException:
                self._notes.forget()
                raise

    def _look(self, now: float) -> None:
        """See how much work there is, and have as many workers as it takes."""
        if self._gate.look(now):
            _LOG.warning("work goes on", extra=told("outage_ended"))
        if now < self._look_at or self._gate.closed or not self._succession.settled_in:
            return
        leases = self._roster.leases()
        self._work_waits = self._staff.fill(
            busy=len(self._roster.working()),
            help_wanted=self._assistance.wanted(leases),
            waits=self._work_waits,
            now=now,
        )
        self._look_at = now + self.settings.poll_s

    def _hand_out(self, now: float) -> None:
        """Give each idle worker a task: claimed only now, so that nobody waits in a hand.

        Where none is queued, it helps with one that runs.
        """
        if self._gate.closed or not self._succession.settled_in:
            return
        # Not to all of thousands in one turn: it is to end before another dispatcher may lead.
        idle = self._roster.idle()[:_AT_ONCE]
        leases: tuple[Lease, ...] = ()
        if idle and self._work_waits:
            lease_s = self.settings.lease_s
            leases = self._store.claim(self._owner, limit=len(idle), lease_s=lease_s)
            self._work_waits = len(leases) == len(idle)
        for name, lease in assign(leases, idle):
            self._roster.hand(name, lease, watch=self._watch(lease, now))
        if len(leases) < len(idle):
            self._help(now)

    def _write(self, now: float) -> None:
        """Write down what ended: in company, unless there is little more to come."""
        waited = self._ledger.waits(now)
        if waited is not None and (waited >= self.settings.settle_s or not self._work_waits):
            self._ledger.write()

    def _help(self, now: float) -> None:
        cut = [lease for lease in self._roster.leases() if lease.task.pieces > 1]
        for name in self._roster.idle():
            running = self._assistance.choose(cut)
            if running is None:
                return
            self._roster.hand(name, running, watch=self._watch(running, now), assists=True)

    def _watch(self, lease: Lease, now: float) -> Watch:
        settings = self.settings
        return watch(
            lease.task.cost_s, now=now, stall_s=settings.stall_s, factor=settings.stall_factor
        )
