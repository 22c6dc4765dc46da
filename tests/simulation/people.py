"""Those who send jobs and change their minds: whoever hears no answer asks again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from random import Random
from typing import cast

from render_farm.closing import CampaignClosing
from render_farm.errors import RenderFarmError
from render_farm.job import RenderJob, RenderTask, Use
from render_farm.keys import Toolchain
from render_farm.queue import JobRecord, JobStore, TaskState
from render_farm.storage import ObjectStore
from render_farm.submission import Submission
from templates.text import FontLibrary
from tests.simulation.scheduler import Process, Scheduler

Change = Callable[[JobStore], object]
_HALTS = 0.25  # the share of changes that stop the whole farm for a while
_KEYS = 24  # so few that jobs often ask for what others ask for


def task_of(number: int, dice: Random) -> RenderTask:
    """One of the requests of this world; every third is a video of three pieces."""
    moving = number % 3 == 0
    return RenderTask(
        request_key=f"{number:02}request",
        template="0" * 64,
        template_id="spotlight",
        template_version="1.0.0",
        ratio="1:1",
        locale="en",
        content={},
        format="mp4" if moving else "jpg",
        cost_s=8.0 if moving else 2.0,
        uses=(Use(market="DE", rank=number),),
        cuts_s=(1.0, 2.0) if moving else (),
        position=dice.randrange(3),
    )


class CompiledSubmission(Submission):
    """The door into the farm, for jobs that are compiled already."""

    def __init__(self, *, store: ObjectStore, jobs: JobStore) -> None:
        fonts = cast("FontLibrary", None)  # only a dry run would use them
        toolchain = Toolchain(fonts="", paint_epoch=0, versions={})
        super().__init__(store=store, jobs=jobs, fonts=fonts, toolchain=toolchain)
        self.tasks: tuple[RenderTask, ...] = ()

    def _compile(self, job: RenderJob) -> tuple[RenderTask, ...]:
        return self.tasks


class People:
    """All who use the API; each request is a process of its own, which may die.

    promised: job id by client token, once the API has said so; its tasks beside it.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        dice: Random,
        *,
        open_jobs: Callable[[Process], JobStore],
        open_objects: Callable[[Process], ObjectStore],
    ) -> None:
        self.promised: dict[str, tuple[str, tuple[RenderTask, ...]]] = {}
        self._scheduler = scheduler
        self._dice = dice
        self._open_jobs = open_jobs
        self._open_objects = open_objects
        self._asked = 0
        self.waiting = 0  # requests without an answer

    def send_job(self, token: str) -> None:
        """Have a job of a few tasks made; asks until it is promised."""
        dice = self._dice
        numbers = dice.sample(range(_KEYS), dice.randint(1, 5))
        tasks = tuple(task_of(number, dice) for number in numbers)
        wanted = RenderJob(
            id="",
            name=token,
            creatives=(),
            priority=dice.choice((0, 0, 0, 5)),
            client_token=token,
            budget_s=dice.choice((None, None, None, 3.0, 20.0)),
            closing=CampaignClosing(campaign={"id": token}, bucket="simulation").document(),
        )

        def request(process: Process) -> None:
            self._asked += 1
            door = CompiledSubmission(
                store=self._open_objects(process), jobs=self._open_jobs(process)
            )
            door.tasks = tasks
            record = door.submit(replace(wanted, id=f"{token}.{self._asked}"))
            self.promised[token] = (record.id, tasks)

        self._ask(f"submit {token}", request)

    def change(self) -> None:
        """Do something to a job, or to the whole farm."""
        dice = self._dice
        if dice.random() < _HALTS:
            self._halt_for(dice.random() * 20)
        elif self.promised:
            job_id, _ = dice.choice(list(self.promised.values()))
            name, change = self._any_change(job_id)
            self._ask(f"{name} {job_id}", lambda process: change(self._open_jobs(process)))

    def _any_change(self, job_id: str) -> tuple[str, Change]:
        dice = self._dice
        priority, budget_s = dice.randint(-5, 5), dice.choice((None, 1.0, 30.0))
        changes: tuple[tuple[str, Change], ...] = (
            ("cancel", lambda jobs: jobs.cancel(job_id)),
            ("pause", lambda jobs: jobs.pause(job_id)),
            ("resume", lambda jobs: jobs.resume(job_id)),
            ("resume", lambda jobs: jobs.resume(job_id)),
            ("retry", lambda jobs: jobs.retry(job_id)),
            ("retry", lambda jobs: jobs.retry(job_id)),
            ("prioritise", lambda jobs: jobs.prioritise(job_id, priority)),
            ("set_budget", lambda jobs: jobs.set_budget(job_id, budget_s)),
        )
        return dice.choice(changes)

    def try_again(self, job_id: str) -> None:
        """Have what failed of a job, or was cancelled, tried again."""
        self._ask(f"retry {job_id}", lambda process: self._open_jobs(process).retry(job_id))

    def clear_up(self, jobs: Sequence[JobRecord]) -> None:
        """Let everything that rests go on, so that it can end."""
        self._ask("unhalt", lambda process: self._open_jobs(process).unhalt())
        for job in jobs:
            if job.counts[TaskState.PAUSED]:
                self._ask(f"free {job.id}", partial(self._free, job.id))

    def _free(self, job_id: str, process: Process) -> None:
        jobs = self._open_jobs(process)
        jobs.set_budget(job_id, None)
        jobs.resume(job_id)

    def _halt_for(self, seconds: float) -> None:
        self._ask("halt", lambda process: self._open_jobs(process).halt("a rest"))
        self._scheduler.after(
            seconds,
            lambda: self._ask("unhalt", lambda process: self._open_jobs(process).unhalt()),
        )

    def _ask(self, what: str, request: Callable[[Process], object]) -> None:
        """Send a request until it is answered, be it by a refusal."""
        self.waiting += 1

        def again() -> None:
            self._scheduler.after(1.0 + 4.0 * self._dice.random(), send)

        def send() -> None:
            process = Process(self._scheduler, f"API: {what}", on_death=again)
            process.start(lambda: main(process))

        def main(process: Process) -> None:
            try:
                request(process)
            except RenderFarmError as error:
                if error.retryable:
                    again()
                    return
            self.waiting -= 1

        send()
