"""Ranking + tables → the creatives of a rank-then-render campaign.

The one place of the farm that knows the ranker. A pick whose artwork or content cannot be used
becomes a problem of the manifest and never sinks the others.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

from ranker import Artist, Pick, Ranking, Tables, artist_of, content_of, market_of
from render_farm.errors import InvalidInput, RenderFarmError
from render_farm.failures import failure_of
from render_farm.inputs import MAX_PICTURE_BYTES
from render_farm.job import Creative, TaskFailure, Use
from render_farm.sound_file import MAX_SOUND_BYTES
from render_farm.submission import Submission
from render_farm.video_file import MAX_VIDEO_BYTES
from templates import (
    Library,
    PictureRef,
    Slot,
    SlotValue,
    SoundRef,
    Template,
    TemplatesError,
    VideoRef,
    bind_content,
    channel_placement,
    split_focal,
)
from templates.template import SlotType

_Checked = TypeVar("_Checked", PictureRef, SoundRef, VideoRef)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shapes:
    """The ratios wanted of each kind of template, in which formats."""

    static_ratios: tuple[str, ...] = ("1:1", "4:5", "9:16")
    animated_ratios: tuple[str, ...] = ("9:16",)

    def ratios(self, kind: str) -> tuple[str, ...]:
        """The ratios of a template's kind ("static" or "animated")."""
        return self.animated_ratios if kind == "animated" else self.static_ratios


@dataclass(frozen=True, kw_only=True, slots=True)
class PickProblem:
    """A pick of the ranking that gives no asset in a locale (None: in none), and why."""

    pick: Pick
    locale: str | None
    failure: TaskFailure


@dataclass(frozen=True, kw_only=True, slots=True)
class Campaign:
    """What a ranking asks of the farm: creatives, and the picks that cannot be made."""

    creatives: tuple[Creative, ...]
    problems: tuple[PickProblem, ...]


def compose_campaign(
    ranking: Ranking,
    *,
    tables: Tables,
    folder: Path,
    library: Library,
    submission: Submission,
    shapes: Shapes,
) -> Campaign:
    """Fill each pick's template from catalogue and content, in each language of its market.

    folder: where the paths of artwork and sounds start.
    """
    files = _Files(folder=folder, submission=submission)
    creatives: list[Creative] = []
    problems: list[PickProblem] = []
    for pick in ranking.picks:
        template = library.get(pick.template_id)
        content: dict[str, Mapping[str, SlotValue]] = {}
        for locale in market_of(tables, pick.market).locales:
            try:
                submission.check_artist(pick.artist_id)
                content[locale] = artist_content(
                    template,
                    artist=artist_of(tables, pick.artist_id),
                    words=content_of(tables, pick.artist_id, locale=locale),
                    locale=locale,
                    files=files,
                )
            except (TemplatesError, RenderFarmError) as error:
                problems.append(PickProblem(pick=pick, locale=locale, failure=failure_of(error)))
        if content:
            ratios = shapes.ratios(template.kind)
            creative = submission.creative(
                template,
                content=content,
                ratios=ratios,
                use=_use(pick),
                placement=channel_placement(pick.channel),
                value=value_of(pick),
            )
            creatives.append(creative)
    return Campaign(creatives=tuple(creatives), problems=tuple(problems))


def value_of(pick: Pick) -> float:
    """What a pick is expected to bring, to decide what is rendered first.

    Its predicted share of the market's registrations, where the ranker predicts one; else what a
    rank is worth by the usual discount, 1 ÷ log2(1 + rank) (Järvelin & Kekäläinen, 2002).
    """
    if pick.predicted_registration_share is not None:
        return max(0.0, pick.predicted_registration_share)
    return 1 / math.log2(1 + pick.rank)


class Files(Protocol):
    """Files of the data folder, by the paths that its tables name."""

    def picture(self, path: str) -> PictureRef:
        """A picture, checked. Raises PictureRefused, InvalidInput."""

    def sound(self, path: str) -> SoundRef:
        """A sound, checked. Raises InvalidInput."""

    def video(self, path: str) -> VideoRef:
        """A clip, checked. Raises InvalidInput."""


def artist_content(
    template: Template, *, artist: Artist, words: Mapping[str, str], locale: str, files: Files
) -> dict[str, SlotValue]:
    """Values for the template's slots in a locale: from the catalogue, and `words` by slot.

    Raises InvalidLocale, and what `files` raises.
    """
    bound = bind_content(
        template,
        catalog={
            "name": artist.name_in(locale),
            "genre": artist.genre or "",
            "content_type": artist.content_type or "",
            "artwork": files.picture(artist.artwork),
        },
        content=words,
        locale=locale,
    )
    return {name: _opened(template.slots[name], value, files) for name, value in bound.items()}


def _opened(slot: Slot, value: SlotValue, files: Files) -> SlotValue:
    """The value with paths of the data folder as checked inputs."""
    if slot.item is SlotType.AUDIO and isinstance(value, str):
        return files.sound(value)
    if slot.item is SlotType.VIDEO and isinstance(value, str):
        return files.video(value)
    if slot.item is not SlotType.IMAGE:
        return value
    if isinstance(value, tuple):
        return tuple(files.picture(it) if isinstance(it, str) and it else it for it in value)
    return files.picture(value) if isinstance(value, str) else value


class _Files:
    """Files of the data folder, each read, checked and copied once, also when it is refused."""

    def __init__(self, *, folder: Path, submission: Submission) -> None:
        self._folder = folder
        self._submission = submission
        self._pictures: dict[str, PictureRef | TemplatesError | RenderFarmError] = {}
        self._sounds: dict[str, SoundRef | TemplatesError | RenderFarmError] = {}
        self._videos: dict[str, VideoRef | TemplatesError | RenderFarmError] = {}

    def picture(self, named: str) -> PictureRef:
        path, focal = split_focal(named)
        add, known = self._submission.add_picture, self._pictures
        found = _once(path, known, add, folder=self._folder, limit_bytes=MAX_PICTURE_BYTES)
        return replace(found, focal=focal)

    def sound(self, path: str) -> SoundRef:
        add, known = self._submission.add_sound, self._sounds
        return _once(path, known, add, folder=self._folder, limit_bytes=MAX_SOUND_BYTES)

    def video(self, named: str) -> VideoRef:
        path, focal = split_focal(named)
        add, known = self._submission.add_video, self._videos
        found = _once(path, known, add, folder=self._folder, limit_bytes=MAX_VIDEO_BYTES)
        return replace(found, focal=focal)


def _once(
    path: str,
    known: dict[str, _Checked | TemplatesError | RenderFarmError],
    add: Callable[[bytes], _Checked],
    *,
    folder: Path,
    limit_bytes: int,
) -> _Checked:
    if path not in known:
        try:
            known[path] = add(read_file(path, folder=folder, limit_bytes=limit_bytes))
        except (TemplatesError, RenderFarmError) as error:
            if getattr(error, "retryable", False):
                raise
            error.where = error.where or path
            known[path] = error
    found = known[path]
    if isinstance(found, Exception):
        raise found
    return found


def read_file(path: str, *, folder: Path, limit_bytes: int) -> bytes:
    """A file below `folder`. Raises InvalidInput for what is outside, absent or huge."""
    if "://" in path:
        raise InvalidInput(
            "addresses are not fetched", where=path[:200], allowed="a path below the data folder"
        )
    root = folder.resolve()
    try:
        file = (root / path).resolve()
        if not file.is_relative_to(root):
            raise InvalidInput(
                "the path leaves the data folder", where=path, allowed="a path below it"
            )
        if not file.is_file():
            raise InvalidInput("no such file", where=path, allowed=f"a file below {folder}")
        if (size := file.stat().st_size) > limit_bytes:
            raise InvalidInput(
                f"a file of {size} bytes", where=path, allowed=f"at most {limit_bytes} bytes"
            )
        return file.read_bytes()
    # A null byte in a path is a ValueError, a link that leads to itself a RuntimeError.
    except (OSError, ValueError, RuntimeError) as error:
        raise InvalidInput(f"cannot be read: {error}", where=path[:200]) from error


def _use(pick: Pick) -> Use:
    return Use(
        market=pick.market,
        channel=pick.channel,
        artist_id=pick.artist_id,
        rank=pick.rank,
        reasons=tuple(
            {"name": reason.name, "weight": reason.weight, "text": reason.text}
            for reason in pick.reasons
        ),
        model_version=pick.model_version,
    )
