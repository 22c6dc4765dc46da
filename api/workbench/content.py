"""A template and a locale → a content to look at: an invented artist, or the author's own file."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import cycle, islice
from pathlib import Path

import numpy as np
from PIL import Image

from api.content_file import Content, read_content
from api.workbench.sample_clip import clip_of
from ranker.sample.artwork.gallery import paint_picture, plan_gallery
from ranker.sample.names import ArtistName, invent_names, read_words
from render_farm.video_file import study_video
from templates import (
    PictureFacts,
    PictureRef,
    SlotValue,
    Template,
    VideoFacts,
    VideoRef,
    open_picture,
    parse_locale,
    study_picture,
)
from templates.check import Sample, usual
from templates.template import Slot, SlotType

_SEED = 0
# Portraits and landscapes of square and near-square shape, one for each locale in turn.
_COVERS = (0, 8, 13, 27, 31, 46)
_COVER_PX = 1200
_TOUR_BEGINS, _BETWEEN_DATES = date(2026, 9, 23), timedelta(days=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A content with its pictures by sha256: decoded, and as files. clips: their files."""

    sample: Sample
    pictures: Mapping[str, Image.Image] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    clips: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def from_file(file: Path) -> Callable[[Template, str, int], Shown]:
    """The same content in every locale: what a content file holds, read now for each sheet.

    What is returned raises InvalidFile, PictureRefused, RenderFarmError, OSError.
    """
    read: dict[str, Content] = {}

    def shown(template: Template, _locale: str, _turn: int) -> Shown:
        content = read.get(template.sha256) or read_content(template, file)
        read[template.sha256] = content
        return Shown(
            sample=Sample(
                name=file.name,
                content=content.values,
                pictures={sha256: facts for sha256, (facts, _) in content.pictures.items()},
                sounds={sha256: facts for sha256, (facts, _) in content.sounds.items()},
                videos={sha256: facts for sha256, (facts, _) in content.videos.items()},
            ),
            pictures={sha: open_picture(data) for sha, (_, data) in content.pictures.items()},
            files={sha256: data for sha256, (_, data) in content.pictures.items()},
            clips={sha256: path.read_bytes() for sha256, (_, path) in content.videos.items()},
        )

    return shown


def invented(template: Template, locale: str, turn: int) -> Shown:
    """The template filled with the invented artist number `turn`, in the words of the sample data.

    Raises InvalidLocale.
    """
    language = parse_locale(locale).language
    leading = _cover(_COVERS[turn % len(_COVERS)])
    artist = _artists()[turn % len(_artists())]
    sample = usual(template, locale)
    told = {"name": [dict(artist.localised).get(language, artist.latin)], **_words(language)}
    pictures = {leading.facts.sha256: leading}
    if any(isinstance(value, tuple) for value in sample.content.values()):
        pictures.update((cover.facts.sha256, cover) for cover in _first_covers())
    content = {
        name: _filled(template.slots[name], value, told, tuple(pictures))
        for name, value in sample.content.items()
    }
    studied = {sha256: cover.facts for sha256, cover in pictures.items()}
    clips = {facts.sha256: (data, facts) for data, facts in _clips(content)}
    for name, value in content.items():
        if isinstance(value, VideoRef):
            content[name] = VideoRef(sha256=next(iter(clips)))
    return Shown(
        sample=replace(
            sample,
            name=artist.latin,
            content=content,
            pictures=studied,
            videos={sha256: facts for sha256, (_, facts) in clips.items()},
        ),
        clips={sha256: data for sha256, (data, _) in clips.items()},
        pictures={sha256: cover.picture for sha256, cover in pictures.items()},
        files={sha256: cover.file for sha256, cover in pictures.items()},
    )


def sample_clip() -> tuple[bytes, VideoFacts]:
    """The file of an invented clip, and its facts."""
    return _sample_clip()


@lru_cache(maxsize=1)
def _sample_clip() -> tuple[bytes, VideoFacts]:
    data = clip_of(_first_covers()[0].picture)
    return data, study_video(data)


def _clips(content: Mapping[str, SlotValue]) -> list[tuple[bytes, VideoFacts]]:
    """The invented clip where a slot wants one."""
    return [sample_clip()] if any(isinstance(v, VideoRef) for v in content.values()) else []


def covers() -> Mapping[str, tuple[Image.Image, PictureFacts]]:
    """Invented artwork by sha256, portraits among it."""
    return {cover.facts.sha256: (cover.picture, cover.facts) for cover in _first_covers()}


def cover_files() -> Sequence[tuple[bytes, PictureFacts]]:
    """The files of `covers`."""
    return [(cover.file, cover.facts) for cover in _first_covers()]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Cover:
    picture: Image.Image
    facts: PictureFacts
    file: bytes


def _first_covers() -> Sequence[_Cover]:
    return [_cover(number) for number in _COVERS[:4]]


def _filled(
    slot: Slot, value: SlotValue, told: Mapping[str, Sequence[str]], pictures: Sequence[str]
) -> SlotValue:
    """A slot's value: the artist's own where there is one, else the sample that it has."""
    lines = [line[: slot.max_chars] for line in told.get(_singular(slot.key), ())]
    several = len(value) if isinstance(value, tuple) else None
    if slot.item is SlotType.IMAGE:
        covers = tuple(
            PictureRef(sha256=sha256) for sha256 in islice(cycle(pictures), several or 1)
        )
        return covers[0] if several is None else covers
    if slot.item is SlotType.TEXT and lines:
        return lines[0] if several is None else tuple(islice(cycle(lines), several))
    if slot.item is SlotType.DATE and several is not None:
        return tuple(f"{_TOUR_BEGINS + n * _BETWEEN_DATES}T20:30" for n in range(several))
    return value


def _singular(key: str) -> str:
    """What one item of a list is called: cities → city, tracks → track."""
    return f"{key[:-3]}y" if key.endswith("ies") else key.removesuffix("s")


@lru_cache(maxsize=1)
def _artists() -> tuple[ArtistName, ...]:
    return invent_names(np.random.default_rng(_SEED), count=44)


@lru_cache(maxsize=64)
def _words(language: str) -> Mapping[str, Sequence[str]]:
    """Lines for each slot that the sample data fills, in a language that it speaks."""
    rows = read_words("copy")
    spoken = language if any(row["locale"] == language for row in rows) else "en"
    lines: dict[str, list[str]] = {}
    for row in rows:
        if row["locale"] == spoken:
            lines.setdefault(row["slot"], []).append(row["value"])
    return lines


@lru_cache(maxsize=8)
def _cover(number: int) -> _Cover:
    plan = plan_gallery(_SEED)[number]
    shrink = _COVER_PX / min(plan.width_px, plan.height_px)
    large = replace(
        plan, width_px=round(plan.width_px * shrink), height_px=round(plan.height_px * shrink)
    )
    picture = paint_picture(large, np.random.default_rng([_SEED, 8, plan.number]))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90)
    data = file.getvalue()
    return _Cover(picture=open_picture(data), facts=study_picture(data), file=data)
