"""Render jobs and their tasks: what is asked for, before anything knows where it will run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from render_farm.input_path import input_path
from templates import PictureRef, SlotValue, SoundRef, VideoRef


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """Why an asset is wanted: its place in a ranking. All empty for a job sent by hand."""

    market: str | None = None
    channel: str | None = None
    artist_id: str | None = None
    rank: int | None = None
    reasons: tuple[Mapping[str, Any], ...] = ()
    model_version: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Creative:
    """One template filled with one content, wanted in some ratios and locales.

    template: sha256 of the bundle under inputs/. content: slot values for each locale; picture
    slots are references to inputs/. format: "jpg", "png", "webp" or "mp4". placement: whose safe
    zones hold, such as "tiktok.feed"; None = Meta's strictest. value: what the creative is expected
    to bring, in any unit that is the same within a job: the best value for its cost comes first.
    """

    template: str
    template_id: str
    template_version: str
    ratios: tuple[str, ...]
    content: Mapping[str, Mapping[str, SlotValue]]
    format: str
    cost_s: float = 1.0
    use: Use = field(default_factory=Use)
    placement: str | None = None
    value: float = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class RenderJob:
    """Creatives submitted together, under one id, priority and client token.

    client_token: a second submission with the same token is the first one. priority: higher is
    served first. budget_s: seconds of workers that its attempts may take together; once they are
    spent, what waits is paused; None = no limit. closing: a document that says what is to be
    written once all tasks have ended; the queue only keeps it.
    """

    id: str
    name: str
    creatives: tuple[Creative, ...]
    priority: int = 0
    client_token: str | None = None
    budget_s: float | None = None
    closing: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RenderTask:
    """One file to make: a template, a content, a ratio, a locale, a format.

    request_key: hash of all that is asked; unique within a job. uses: every place of the job
    that wants this very file. cost_s: expected seconds of rendering. placement: as in Creative.
    cuts_s: the moments at which its video is cut into pieces; they change no picture. value: of
    all its uses, as in Creative. position: its place in the order in which the job's tasks are
    handed out; equals by ordinal.
    """

    request_key: str
    template: str
    template_id: str
    template_version: str
    ratio: str
    locale: str
    content: Mapping[str, SlotValue]
    format: str
    cost_s: float
    uses: tuple[Use, ...]
    placement: str | None = None
    cuts_s: tuple[float, ...] = ()
    value: float = 1.0
    position: int = 0

    @property
    def pieces(self) -> int:
        """How many workers could be at it at once."""
        return len(self.cuts_s) + 1

    @property
    def inputs(self) -> frozenset[str]:
        """The sha256 of every picture, sound and clip that its slots name."""
        values = self.content.values()
        items = (item for v in values for item in (v if isinstance(v, tuple) else (v,)))
        kinds = (PictureRef, SoundRef, VideoRef)
        return frozenset(item.sha256 for item in items if isinstance(item, kinds))

    @property
    def reads(self) -> frozenset[str]:
        """The keys of all stored objects that it is made of, its template among them."""
        return frozenset(input_path(sha256) for sha256 in {self.template, *self.inputs})


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskResult:
    """A verified file in storage.

    asset_key: the object is assets/<first two>/<asset_key>.<ext> under `key`. sha256, bytes: of
    the object as stored. created: False when the object was there already. Stills have frames 1,
    fps and duration_s None. poster: key of the picture that stands for a video; None of a still.
    """

    asset_key: str
    key: str
    sha256: str
    bytes: int
    width: int
    height: int
    frames: int
    fps: float | None
    duration_s: float | None
    codec: str
    fonts: tuple[str, ...]
    warnings: tuple[str, ...]
    render_s: float
    created: bool
    poster: str | None = None

    @property
    def keys(self) -> frozenset[str]:
        """The keys of its stored objects: the file, and the poster of a video."""
        return frozenset(filter(None, (self.key, self.poster)))


class Fault(StrEnum):
    """Where an error comes from: the task, the worker that had it, or what all workers need."""

    TASK = "task"
    WORKER = "worker"
    OUTAGE = "outage"


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskFailure:
    """Why an attempt failed. code: stable name of the error. retryable: may go well next time."""

    code: str
    message: str
    retryable: bool
    fault: Fault = Fault.TASK
