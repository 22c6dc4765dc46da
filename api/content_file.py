"""A content file (JSON) → a template's slot values, with the pictures and sounds that it names."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.errors import InvalidFile
from render_farm.inputs import MAX_PICTURE_BYTES
from render_farm.sound_file import MAX_SOUND_BYTES, study_sound
from templates import (
    PictureFacts,
    PictureRef,
    SlotValue,
    SoundFacts,
    SoundRef,
    Template,
    study_picture,
)
from templates.template import SlotType


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """Slot values, and what they name by sha256: bytes of pictures, paths of sounds, facts."""

    values: Mapping[str, SlotValue]
    pictures: dict[str, tuple[PictureFacts, bytes]] = field(default_factory=dict)
    sounds: dict[str, tuple[SoundFacts, Path]] = field(default_factory=dict)


def read_content(template: Template, file: Path) -> Content:
    """Read a content file; the paths in it start at its folder.

    Raises InvalidFile, PictureRefused, RenderFarmError, OSError.
    """
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise _bad_content(file, f"no valid JSON: {error}") from error
    if not isinstance(document, dict):
        raise _bad_content(file, "no JSON object")
    values: dict[str, SlotValue] = {}
    content = Content(values=values)
    for name, value in document.items():
        slot = template.slots.get(name)
        kind = slot.type if slot is not None and isinstance(value, str) else None
        if kind is SlotType.IMAGE:
            data = _read(file.parent / value, limit_bytes=MAX_PICTURE_BYTES)
            facts = study_picture(data)
            content.pictures[facts.sha256] = (facts, data)
            values[name] = PictureRef(sha256=facts.sha256)
        elif kind is SlotType.AUDIO:
            path = file.parent / value
            heard = study_sound(_read(path, limit_bytes=MAX_SOUND_BYTES))
            content.sounds[heard.sha256] = (heard, path)
            values[name] = SoundRef(sha256=heard.sha256)
        else:
            values[name] = _text(value, file, name)
    return content


def _read(path: Path, *, limit_bytes: int) -> bytes:
    if path.stat().st_size > limit_bytes:
        raise InvalidFile(
            f"{path.stat().st_size} bytes",
            where=str(path),
            allowed=f"a file of at most {limit_bytes} bytes",
        )
    return path.read_bytes()


def _text(value: Any, file: Path, name: str) -> SlotValue:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value)
    raise _bad_content(file, f"{name}: {value!r}")


def _bad_content(file: Path, what: str) -> InvalidFile:
    return InvalidFile(
        what,
        where=str(file),
        allowed="a JSON object of slot → text, list of texts, or path of a picture or sound",
    )
