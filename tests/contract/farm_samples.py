"""Jobs, tasks and results that contract and integration tests hand around."""

from render_farm.job import RenderJob, RenderTask, TaskFailure, TaskResult, Use
from templates import PictureRef

FINAL = TaskFailure(code="missing_slot", message="slot headline is empty", retryable=False)
PASSING = TaskFailure(code="store_unreachable", message="no answer", retryable=True)


def make_job(job_id: str = "job-1", *, priority: int = 0, token: str | None = None) -> RenderJob:
    return RenderJob(
        id=job_id, name=f"job {job_id}", creatives=(), priority=priority, client_token=token
    )


def make_task(number: int = 0, *, key: str | None = None, cost_s: float = 1.0) -> RenderTask:
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
