"""What goes in and out over HTTP: pydantic models at the edge, made from our own records."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from render_farm.job import TaskFailure, TaskResult
from render_farm.queue import JobRecord, TaskRecord
from templates import PictureFacts, PictureRef, SoundFacts, SoundRef, VideoFacts, VideoRef
from templates.template import MAX_ITEMS

Text = Annotated[str, Field(max_length=10_000)]
Number = StrictInt | Annotated[float, Field(strict=True, allow_inf_nan=False)]
SlotInput = Text | Number | Annotated[list[Text | Number], Field(max_length=MAX_ITEMS)]
Content = Annotated[dict[str, SlotInput], Field(max_length=200)]
Tag = Annotated[str, Field(min_length=1, max_length=40)]
Priority = Annotated[StrictInt, Field(ge=-100, le=100, description="higher is served first")]
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class RenderJobIn(BaseModel):
    """One template, filled, wanted in some ratios and locales."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "template": "spotlight",
                    "content": {"artist": "Amal Haddad", "artwork": "inputs/<sha256>"},
                    "ratios": ["1:1", "9:16"],
                    "locales": ["ar-EG", "en-US"],
                }
            ]
        },
    )

    template: Annotated[str, Field(min_length=1, max_length=100)] = Field(
        description="an id of GET /v1/templates"
    )
    content: Content = Field(
        default={},
        description="slot → value, for all locales; files (pictures, sounds, videos) as "
        "inputs/<sha256>; numbers, prices (9.99 EUR), dates (ISO 8601), colours (#rrggbb), "
        "and lists as such",
    )
    content_by_locale: Annotated[dict[str, Content], Field(max_length=200)] = Field(
        default={}, description="locale → slot → value; wins over content"
    )
    ratios: Annotated[list[Tag], Field(min_length=1, max_length=50)]
    locales: Annotated[list[Tag], Field(min_length=1, max_length=200)]
    name: Annotated[str, Field(max_length=200)] = ""
    priority: Priority = 0
    budget_s: Seconds | None = Field(
        default=None,
        description="seconds of workers that the job may take; then what waits is paused",
    )
    format: Literal["jpg", "png", "webp", "mp4", "gif", "animated-webp"] | None = Field(
        default=None, description="by default jpg for static and mp4 for animated templates"
    )
    placement: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        default=None,
        description="whose safe zones hold, such as tiktok.feed; by default Meta's strictest",
    )
    dry_run: bool = Field(default=False, description="tell what would be done, render nothing")


class JobOut(BaseModel):
    """A job and how far it is; times are seconds since 1970.

    budget_s, spent_s: seconds of workers that it may take, and has taken.
    """

    id: str
    name: str
    state: str
    priority: int
    created_at: float
    ended_at: float | None
    total: int
    counts: dict[str, int]
    reused: int
    budget_s: float | None
    spent_s: float
    url: str
    tasks_url: str

    @classmethod
    def of(cls, record: JobRecord) -> "JobOut":
        """A record of the job store as it is shown."""
        url = f"/v1/render-jobs/{record.id}"
        return cls(
            id=record.id,
            name=record.name,
            state=record.state.value,
            priority=record.priority,
            created_at=record.created_at,
            ended_at=record.ended_at,
            total=record.total,
            counts={state.value: count for state, count in record.counts.items()},
            reused=record.reused,
            budget_s=record.budget_s,
            spent_s=round(record.spent_s, 3),
            url=url,
            tasks_url=f"{url}/tasks",
        )


class AssetOut(BaseModel):
    """A verified file; `url` redirects to a link that is good for a while.

    poster, poster_url: the picture that stands for a video; null of a still.
    """

    key: str
    url: str
    sha256: str
    bytes: int
    width: int
    height: int
    frames: int
    fps: float | None
    duration_s: float | None
    codec: str
    poster: str | None
    poster_url: str | None
    fonts: list[str]
    warnings: list[str]
    render_s: float

    @classmethod
    def of(cls, result: TaskResult) -> "AssetOut":
        """A task's result as it is shown."""
        return cls(
            key=result.key,
            url=f"/v1/{result.key}",
            sha256=result.sha256,
            bytes=result.bytes,
            width=result.width,
            height=result.height,
            frames=result.frames,
            fps=result.fps,
            duration_s=result.duration_s,
            codec=result.codec,
            poster=result.poster,
            poster_url=result.poster and f"/v1/{result.poster}",
            fonts=list(result.fonts),
            warnings=list(result.warnings),
            render_s=round(result.render_s, 3),
        )


class FailureOut(BaseModel):
    """Why an attempt failed; `code` is stable."""

    code: str
    message: str
    retryable: bool

    @classmethod
    def of(cls, failure: TaskFailure) -> "FailureOut":
        """A failure as it is shown."""
        return cls(code=failure.code, message=failure.message, retryable=failure.retryable)


class TaskOut(BaseModel):
    """One file to make, and how far it is.

    attempt: how often it was begun. progress: 0 to 1, as its worker last said. quarantined: too
    many workers failed it.
    """

    ordinal: int
    state: str
    template_id: str
    template_version: str
    ratio: str
    locale: str
    format: str
    placement: str | None
    attempt: int
    reused: bool
    quarantined: bool
    worker: str | None
    progress: float | None
    seconds: float | None
    asset: AssetOut | None
    failure: FailureOut | None

    @classmethod
    def of(cls, record: TaskRecord) -> "TaskOut":
        """A record of the job store as it is shown."""
        task, failure = record.task, record.failure
        return cls(
            ordinal=record.ordinal,
            state=record.state.value,
            template_id=task.template_id,
            template_version=task.template_version,
            ratio=task.ratio,
            locale=task.locale,
            format=task.format,
            placement=task.placement,
            attempt=record.attempt,
            reused=record.reused,
            quarantined=record.quarantined,
            worker=record.worker,
            progress=record.progress,
            seconds=record.seconds,
            asset=AssetOut.of(record.result) if record.result else None,
            failure=FailureOut.of(failure) if failure else None,
        )


class JobPage(BaseModel):
    """Jobs, newest first; `next_cursor` is null on the last page."""

    items: list[JobOut]
    next_cursor: str | None


class TaskPage(BaseModel):
    """Tasks in their order; `next_cursor` is null on the last page."""

    items: list[TaskOut]
    next_cursor: str | None


class PlanProblem(BaseModel):
    """A task that cannot go well."""

    template_id: str
    ratio: str
    locale: str
    failure: FailureOut


class PlanOut(BaseModel):
    """What a job would do. known: tasks whose file is there; estimate_s: of one renderer."""

    dry_run: Literal[True] = True
    total: int
    known: int
    estimate_s: float
    problems: list[PlanProblem]
    warnings: list[str]


class InputOut(BaseModel):
    """A checked file; `key` is what slots of its kind take. Of a picture duration_s is null, of a
    sound width and height are."""

    kind: Literal["picture", "sound", "video"]
    key: str
    sha256: str
    bytes: int
    width: int | None
    height: int | None
    duration_s: float | None

    @classmethod
    def of_picture(cls, reference: PictureRef, facts: PictureFacts, *, size: int) -> "InputOut":
        """A stored picture of `size` bytes as it is shown."""
        return cls(
            kind="picture",
            key=f"inputs/{reference.sha256}",
            sha256=reference.sha256,
            bytes=size,
            width=facts.width,
            height=facts.height,
            duration_s=None,
        )

    @classmethod
    def of_sound(cls, reference: SoundRef, facts: SoundFacts, *, size: int) -> "InputOut":
        """A stored sound of `size` bytes as it is shown."""
        return cls(
            kind="sound",
            key=f"inputs/{reference.sha256}",
            sha256=reference.sha256,
            bytes=size,
            width=None,
            height=None,
            duration_s=round(facts.duration_s, 3),
        )

    @classmethod
    def of_video(cls, reference: VideoRef, facts: VideoFacts, *, size: int) -> "InputOut":
        """A stored clip of `size` bytes as it is shown: upright, with square pixels."""
        return cls(
            kind="video",
            key=f"inputs/{reference.sha256}",
            sha256=reference.sha256,
            bytes=size,
            width=facts.likeness.width,
            height=facts.likeness.height,
            duration_s=round(facts.duration_s, 3),
        )
