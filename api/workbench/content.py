"""A template and a locale → a content to look at: an invented artist, or the author's own file."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image

from api.content_file import Content, read_content
from ranker.sample.artwork.gallery import paint_picture, plan_gallery
from ranker.sample.names import ArtistName, invent_names, read_words
from templates import (
    PictureFacts,
    PictureRef,
    SlotValue,
    Template,
    open_picture,
    parse_locale,
    study_picture,
)
from templates.check import Sample, usual
from templates.template import SlotType

_SEED = 0
# Portraits and landscapes of square and near-square shape, one for each locale in turn.
_COVERS = (0, 8, 13, 27, 31, 46)
_COVER_PX = 1200


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A content with its pictures decoded, by sha256."""

    sample: Sample
    pictures: Mapping[str, Image.Image] = field(default_factory=dict)


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
            ),
            pictures={sha: open_picture(data) for sha, (_, data) in content.pictures.items()},
        )

    return shown


def invented(template: Template, locale: str, turn: int) -> Shown:
    """The template filled with the invented artist number `turn`, in the words of the sample data.

    Raises InvalidLocale.
    """
    language = parse_locale(locale).language
    picture, facts = _cover(_COVERS[turn % len(_COVERS)])
    artist = _artists()[turn % len(_artists())]
    sample = usual(template, locale)
    told = {"name": dict(artist.localised).get(language, artist.latin), **_words(language)}
    content = {
        name: _filled(template, name, value, told, facts.sha256)
        for name, value in sample.content.items()
    }
    shown = replace(
        sample,
        name=artist.latin,
        content=content,
        pictures={**sample.pictures, facts.sha256: facts},
    )
    return Shown(sample=shown, pictures={facts.sha256: picture})


def _filled(
    template: Template, name: str, value: SlotValue, told: Mapping[str, SlotValue], sha256: str
) -> SlotValue:
    slot, cover = template.slots[name], PictureRef(sha256=sha256)
    if slot.type is SlotType.TEXT:
        return told.get(slot.key, value)
    if isinstance(value, tuple):
        return value
    return cover if isinstance(value, PictureRef) else value


@lru_cache(maxsize=1)
def _artists() -> tuple[ArtistName, ...]:
    return invent_names(np.random.default_rng(_SEED), count=44)


@lru_cache(maxsize=64)
def _words(language: str) -> Mapping[str, str]:
    """A line for each slot that the sample data fills, in a language that it speaks."""
    rows = read_words("copy")
    spoken = language if any(row["locale"] == language for row in rows) else "en"
    return {row["slot"]: row["value"] for row in reversed(rows) if row["locale"] == spoken}


def covers() -> Mapping[str, tuple[Image.Image, PictureFacts]]:
    """Invented artwork by sha256, portraits among it."""
    found = (_cover(number) for number in _COVERS[:4])
    return {facts.sha256: (picture, facts) for picture, facts in found}


@lru_cache(maxsize=8)
def _cover(number: int) -> tuple[Image.Image, PictureFacts]:
    plan = plan_gallery(_SEED)[number]
    shrink = _COVER_PX / min(plan.width_px, plan.height_px)
    large = replace(
        plan, width_px=round(plan.width_px * shrink), height_px=round(plan.height_px * shrink)
    )
    picture = paint_picture(large, np.random.default_rng([_SEED, 8, plan.number]))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90)
    return open_picture(file.getvalue()), study_picture(file.getvalue())
