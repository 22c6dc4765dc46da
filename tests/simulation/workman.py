"""A worker of the simulated cluster: writes to storage in the order in which real ones do."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

from render_farm.crew import Report, Vitals
from render_farm.errors import EncodeError, QualityFailure, RenderFarmError
from render_farm.failures import failure_of
from render_farm.job import RenderTask, TaskResult
from render_farm.queue import Lease
from render_farm.storage import ObjectStore, StoredObject
from tests.simulation.manners import Manner, Manners
from tests.simulation.scheduler import Process, Scheduler

DEAD = "it is dead"
_NEVER_S = 1e9


class Workman:
    """A process on a node. driver: whom it obeys; adopted: another one had it before; unheard: its
    node is cut off from all others.

    struck: it died, or nobody hears it; buried: whoever asks is told; known_dead: its driver was.
    given: what its driver last gave it, heard or not. lease: what it is at. kept: what it was at,
    and the report that nobody has fetched yet.
    """

    def __init__(self, name: str, *, node: str, driver: Process, scheduler: Scheduler) -> None:
        self.name = name
        self.node = node
        self.driver = driver
        self.asked_at = scheduler.now
        self.adopted = False
        self.alive = True
        self.unheard = False
        self.struck = False
        self.buried = False
        self.known_dead = False
        self.given: Lease | None = None
        self.lease: Lease | None = None
        self.kept: tuple[Lease, Report] | None = None
        self._scheduler = scheduler
        self._attempt: Process | None = None
        self._vitals = Vitals(steps=0)

    def vitals(self) -> Vitals:
        """How it goes just now."""
        return self._vitals

    def step(self, fraction: float | None) -> None:
        """Get on with the work."""
        before = self._vitals
        self._vitals = Vitals(steps=before.steps + 1, fraction=fraction, spent=before.spent)

    def leave(self, why: str) -> None:
        """Ask for no more work."""
        self._vitals = replace(self._vitals, spent=why)

    def begin(
        self,
        lease: Lease,
        *,
        open_store: Callable[[Process], ObjectStore],
        manners: Manners,
        end: Callable[[Report], None],
        die: Callable[[], None],
    ) -> None:
        """Work on a lease on a stack of its own, until it ends or the worker dies."""
        attempt = self._attempt = Process(self._scheduler, self.name, on_death=die)
        self.lease, self.kept = lease, None
        renderer = _Renderer(self, attempt, open_store(attempt), manners)

        def main() -> None:
            report = renderer.report(lease.task)
            self.lease, self.kept, self._attempt = None, (lease, report), None
            end(report)

        attempt.start(main)

    def stop(self) -> None:
        """End at once, whatever it does, without a word."""
        self.alive = False
        if self._attempt is not None:
            self._attempt.on_death = _unsaid
            self._attempt.kill()


def _unsaid() -> None:
    pass


class _Renderer:
    """One attempt. The order of the writes is that of `render_farm.worker.Workshop`."""

    def __init__(
        self, workman: Workman, process: Process, store: ObjectStore, manners: Manners
    ) -> None:
        self._workman = workman
        self._process = process
        self._store = store
        self._manners = manners

    def report(self, task: RenderTask) -> Report:
        try:
            return Report(outcome=self._render(task), log=self._workman.name)
        except RenderFarmError as error:
            return Report(outcome=failure_of(error), log=str(error))

    def _render(self, task: RenderTask) -> TaskResult:
        self._workman.step(0.0)
        key = f"assets/{task.request_key[:2]}/{task.request_key}.{task.format}"
        poster = f"{key}.poster.jpg" if task.cuts_s else None
        stored = self._store.head(key)
        if stored is None:
            self._paint(task)
            if poster is not None and self._store.head(poster) is None:
                self._put(poster)
            stored = self._put(key)
        return _result(task, key, stored.sha256, stored.bytes, poster, created=stored.created)

    def _paint(self, task: RenderTask) -> None:
        work = self._manners.work(task)
        for step in range(work.steps):
            self._process.wait(work.seconds / work.steps)
            self._workman.step((step + 1) / work.steps)
            if step == 0:
                self._misbehave(work.manner, task)

    def _misbehave(self, manner: Manner, task: RenderTask) -> None:
        if manner is Manner.FLAKY:
            raise EncodeError("the encoder failed", where=task.request_key)
        if manner is Manner.BROKEN:
            raise QualityFailure(("the picture is blank",), where=task.request_key)
        if manner is Manner.DEADLY:
            self._process.die()
        if manner is Manner.STUCK:
            self._process.wait(_NEVER_S)

    def _put(self, key: str) -> StoredObject:
        # Bytes differ from worker to worker, as they do between processors.
        body = f"{key} by {self._workman.name}".encode()
        sha256 = hashlib.sha256(body).hexdigest()
        return self._store.put_new(key, body, sha256=sha256, content_type="image/jpeg")


def _result(
    task: RenderTask, key: str, sha256: str, size: int, poster: str | None, *, created: bool
) -> TaskResult:
    return TaskResult(
        asset_key=task.request_key,
        key=key,
        sha256=sha256,
        bytes=size,
        width=1080,
        height=1080,
        frames=1,
        fps=None,
        duration_s=None,
        codec="jpeg",
        fonts=(),
        warnings=(),
        render_s=task.cost_s,
        created=created,
        poster=poster,
    )
