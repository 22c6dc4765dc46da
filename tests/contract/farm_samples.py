"""Jobs, tasks and results that contract and integration tests hand around."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from render_farm.job import Fault, RenderJob, RenderTask, TaskFailure, TaskResult, Use
from render_farm.queue import Ending, Lease, LeaseStore
from templates import PictureRef

FINAL = TaskFailure(code="missing_slot", message="slot headline is empty", retryable=False)
PASSING = TaskFailure(code="internal_error", message="division by zero", retryable=True)
OUTAGE = TaskFailure(
    code="store_unreachable", message="no answer", retryable=True, fault=Fault.OUTAGE
)


def make_job(
    job_id: str = "job-1",
    *,
    priority: int = 0,
    token: str | None = None,
    budget_s: float | None = None,
    closing: str | None = None,
) -> RenderJob:
    return RenderJob(
        id=job_id,
        name=f"job {job_id}",
        creatives=(),
        priority=priority,
        client_token=token,
        budget_s=budget_s,
        closing=closing,
    )


def make_task(
    number: int = 0, *, key: str | None = None, cost_s: float = 1.0, position: int = 0
) -> RenderTask:
    return RenderTask(
        request_key=key or f"request-{number:04}",
        template="0" * 64,
        template_id="spotlight",
        template_version="1.0.0",
        ratio="9:16",
        locale="ar-EG",
        content={
            "headline": "ليالي القاهرة",
            "artwork": PictureRef(sha256="a" * 64),
            "tracks": ("one", "two"),
        },
        format="jpg",
        cost_s=cost_s,
        position=position,
        uses=(Use(market="EG", artist_id="a1", rank=1, reasons=({"name": "P", "value": 0.5},)),),
    )


def make_tasks(count: int) -> tuple[RenderTask, ...]:
    return tuple(make_task(number) for number in range(count))


def make_result(task: RenderTask, *, created: bool = True) -> TaskResult:
    return TaskResult(
        asset_key=f"asset-of-{task.request_key}",
        key=f"assets/as/asset-of-{task.request_key}.jpg",
        sha256="b" * 64,
        bytes=1234,
        width=1080,
        height=1920,
        frames=1,
        fps=None,
        duration_s=None,
        codec="jpeg",
        fonts=("Cairo",),
        warnings=(),
        render_s=0.25,
        created=created,
    )


def make_lease(
    template_id: str = "spotlight", *, cost_s: float = 1.0, pid_file: Path | None = None
) -> Lease:
    """A lease of a task that tells tests/contract/renderers.py what to do."""
    task = replace(make_task(cost_s=cost_s), template_id=template_id)
    if pid_file is not None:
        task = replace(task, content={"pid_file": str(pid_file)})
    return Lease(
        task_id=1,
        job_id="job-1",
        ordinal=7,
        attempt=1,
        owner="me",
        due_at=0.0,
        failures=0,
        task=task,
    )


def finish(jobs: LeaseStore, lease: Lease, result: TaskResult | None = None) -> bool:
    """Write down that an attempt went well."""
    (kept,) = jobs.settle([Ending(lease=lease, outcome=result or make_result(lease.task))])
    return kept


def fail(
    jobs: LeaseStore,
    lease: Lease,
    failure: TaskFailure = PASSING,
    *,
    retry_in_s: float | None = None,
    worker: str | None = None,
) -> bool:
    """Write down that an attempt failed."""
    ending = Ending(lease=lease, outcome=failure, retry_in_s=retry_in_s, worker=worker)
    (kept,) = jobs.settle([ending])
    return kept


def release(jobs: LeaseStore, leases: Sequence[Lease]) -> int:
    """Hand tasks back untried; how many were still held."""
    return sum(jobs.settle([Ending(lease=lease) for lease in leases]))
