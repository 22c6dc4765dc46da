"""Tasks without pixels, and a renderer that takes as long over each as it says."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass

from render_farm.errors import RenderFarmError
from render_farm.job import RenderJob, RenderTask, TaskResult
from render_farm.pulse import Pulse

_WORTH_S = 2.0


class SyntheticFailure(RenderFarmError):
    """An attempt that was made to fail; the next one may go well."""

    code = "synthetic_failure"
    retryable = True


@dataclass(frozen=True, kw_only=True, slots=True)
class SyntheticRenderer:
    """Sleeps as long as a task says; fails_of_1000: so many attempts fail after it."""

    fails_of_1000: int = 0

    def render(self, task: RenderTask, pulse: Pulse) -> TaskResult:
        """Wait, and say that a file was made. Raises SyntheticFailure."""
        started = time.perf_counter()
        time.sleep(own_s(task))
        pulse.step(1.0)
        if secrets.randbelow(1000) < self.fails_of_1000:
            raise SyntheticFailure("it was its turn", where=task.request_key)
        return result_of(task, render_s=time.perf_counter() - started)

    def assist(self, task: RenderTask, pulse: Pulse) -> None:
        """There are no pieces of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpensSynthetic:
    """Opens synthetic renderers in other processes: a value that travels."""

    fails_of_1000: int = 0

    def __call__(self) -> SyntheticRenderer:
        """One renderer."""
        return SyntheticRenderer(fails_of_1000=self.fails_of_1000)


def synthetic_job(
    count: int, *, name: str, own_s: float = 0.0
) -> tuple[RenderJob, list[RenderTask]]:
    """A job of so many tasks that take `own_s` each, unlike those of any other job.

    All are told to be worth a worker of their own.
    """
    job = RenderJob(id=f"bench-{name}-{secrets.token_hex(4)}", name=f"bench: {name}", creatives=())
    return job, list(_tasks(count, job.id, own_s))


def own_s(task: RenderTask) -> float:
    """How long a synthetic task takes."""
    return float(str(task.content["own_s"]))


def result_of(task: RenderTask, *, render_s: float = 0.0) -> TaskResult:
    """What a renderer says that made a still of the task."""
    return TaskResult(
        asset_key=task.request_key,
        key=f"assets/{task.request_key[:2]}/{task.request_key}.jpg",
        sha256="0" * 64,
        bytes=300_000,
        width=1080,
        height=1920,
        frames=1,
        fps=None,
        duration_s=None,
        codec="jpeg",
        fonts=("Noto Sans",),
        warnings=(),
        render_s=render_s,
        created=True,
    )


def _tasks(count: int, job_id: str, own_s: float) -> Iterator[RenderTask]:
    for number in range(count):
        yield RenderTask(
            request_key=f"{number:06}-{job_id}",
            template="0" * 64,
            template_id="synthetic",
            template_version="1.0.0",
            ratio="9:16",
            locale="en",
            content={"name": f"Artist number {number}", "own_s": str(own_s)},
            format="jpg",
            cost_s=_WORTH_S,
            uses=(),
        )
