"""A farm, work for it, and harm after harm, drawn by a seed; then the account of it."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from render_farm.queue import SqlJobStore
from render_farm.storage import S3Store
from tests.acceptance.soak.harm import harms
from tests.acceptance.soak.load import Load
from tests.acceptance.soak.report import Blow, Report
from tests.acceptance.soak.site import Site, last_words, open_site
from tests.acceptance.soak.verify import (
    Shelf,
    attempt_faults,
    leftovers,
    object_faults,
    shared_memory,
    task_faults,
)
from tests.acceptance.soak.watch import Watch


@dataclass(frozen=True, kw_only=True, slots=True)
class SoakSettings:
    """seconds: how long harm is done; 0 = each kind once. tasks: fewest to be rendered.

    long: also harm that takes minutes, videos, and pauses between blows. only: kinds, all if empty.
    """

    seed: int
    seconds: float = 0.0
    tasks: int = 60
    farms: int = 1
    long: bool = False
    only: tuple[str, ...] = ()
    recover_s: float = 90.0
    drain_s: float = 120.0


def soak(settings: SoakSettings, *, say: Callable[[str], None]) -> Report:
    """Run it. say: is told each blow as it falls."""
    started, shared = time.monotonic(), shared_memory()
    with open_site(farms=settings.farms) as site, ExitStack() as parts:
        say(f"up after {time.monotonic() - started:.1f} s, in {site.folder}")
        jobs = parts.enter_context(SqlJobStore(site.layout.database_url()))
        store = S3Store(site.storage)
        parts.callback(store.close)
        watch = parts.enter_context(Watch(jobs))
        run = _Run(settings=settings, site=site, watch=watch, shelf=Shelf(store), say=say)
        load = Load(site.urls, settings.seed, watch.open_tasks, videos=settings.long)
        blows = run.harm(load)
        drained = watch.until(lambda: watch.open_tasks() == 0, seconds=settings.drain_s)
        say(f"drained after {drained or settings.drain_s:.1f} s: {watch.open_tasks()} tasks open")
        faults = [*load.refused, *run.faults]
        faults += [f"{job}: a task that had ended had not" for job in watch.reborn]
        lost = list(task_faults(jobs, load.accepted))
        faults += [*lost, *attempt_faults(jobs), *object_faults(jobs, store, run.shelf)]
        faults += [f"left behind: {path}" for path in leftovers(site.folder)]
        records = jobs.jobs(limit=100_000)
        tasks = [task for record in records for task in jobs.tasks(record.id)]
        parts.close()
        faults += _stopped(site, say)
        if settings.long:  # else others, too, are at work on this machine
            faults += [f"left in /dev/shm: {name}" for name in shared_memory() - shared]
        if faults:
            for line in last_words(site.folder):
                say(line)
        return Report(
            seed=settings.seed,
            seconds=time.monotonic() - started,
            jobs=len(records),
            tasks=len(tasks),
            objects=len(run.shelf.keys),
            attempts=sum(task.attempt for task in tasks),
            retried_requests=load.retried,
            blows=tuple(blows),
            lost=len(lost),
            faults=tuple(faults),
        )


def _stopped(site: Site, say: Callable[[str], None]) -> Iterator[str]:
    """Whether the end of it leaves nothing."""
    started = time.monotonic()
    site.stop()
    deadline = time.monotonic() + 10
    while (left := site.processes()) and time.monotonic() < deadline:
        time.sleep(0.1)
    say(f"down after {time.monotonic() - started:.1f} s")
    yield from (f"still running: {pid} {line}" for pid, line in left.items())
    if site.process.returncode != 0:
        yield f"it ended with {site.process.returncode}"


class _Run:
    """The blows, one after another."""

    def __init__(
        self,
        *,
        settings: SoakSettings,
        site: Site,
        watch: Watch,
        shelf: Shelf,
        say: Callable[[str], None],
    ) -> None:
        self._dice = random.Random(settings.seed)  # noqa: S311 - must come again
        self.shelf = shelf
        self.faults: list[str] = []
        self._settings = settings
        self._site = site
        self._watch = watch
        self._say = say
        self._started = time.monotonic()
        kinds = harms(site, leader=lambda: watch.leader, long=settings.long)
        self._kinds = {name: kinds[name] for name in settings.only or kinds}

    def harm(self, load: Load) -> list[Blow]:
        """Do all the harm while the farm works, and let it render what it must."""
        load.start()
        try:
            self._warm_up()
            blows = [self._blow(kind) for kind in self._drawn()]
            self._watch.until(lambda: load.tasks >= self._settings.tasks, seconds=600)
        finally:
            load.finish()
        return blows

    def _warm_up(self) -> None:
        busy = self._watch.until(
            lambda: self._watch.running > 0 and self._watch.succeeded > 0, seconds=120
        )
        assert busy is not None, "no task was ever rendered"
        self._say(f"at work after {busy:.1f} s")

    def _drawn(self) -> Iterator[str]:
        """Each kind once, in any order; then any, until the time is over."""
        yield from self._dice.sample(sorted(self._kinds), len(self._kinds))
        while time.monotonic() - self._started < self._settings.seconds:
            time.sleep(self._dice.uniform(0, 4))
            yield self._dice.choice(sorted(self._kinds))

    def _blow(self, kind: str) -> Blow:
        at_s = time.monotonic() - self._started
        in_flight, begun = self._watch.running, time.monotonic()
        hit = self._kinds[kind](self._site, self._dice)
        enough = self._watch.succeeded + max(in_flight, self._site.workers)
        work_s = self._watch.until(
            lambda: self._watch.succeeded > enough, seconds=self._settings.recover_s
        )
        rest_s = self._watch.until(
            lambda: hit.replaced() and self._whole(), seconds=self._settings.recover_s
        )
        silence_s = self._watch.silence_s(begun)
        whole_s = None if work_s is None or rest_s is None else work_s + rest_s
        self._say(
            f"{at_s:6.1f} s  {kind} ({hit.what}), {in_flight} in flight: "
            f"{_seconds(silence_s)} of silence, works after {_seconds(work_s)}, "
            f"all there after {_seconds(whole_s)}"
        )
        if work_s is None or whole_s is None:
            self.faults.append(f"{kind} ({hit.what}): not recovered")
        self.shelf.look()
        return Blow(
            kind=kind,
            hit=hit.what,
            at_s=at_s,
            in_flight=in_flight,
            silence_s=silence_s,
            work_s=work_s,
            whole_s=whole_s,
        )

    def _whole(self) -> bool:
        return self._site.ready() and len(self._site.renderers()) >= self._site.workers


def _seconds(value: float | None) -> str:
    return "never" if value is None else f"{value:.1f} s"
