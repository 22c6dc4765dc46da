"""A content file (JSON) → a template's slot values, and the pictures, sounds and clips it names."""

import json
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from math import isfinite
from pathlib import Path
from typing import Any

from api.errors import InvalidFile
from render_farm.errors import RenderFarmError
from render_farm.inputs import MAX_PICTURE_BYTES
from render_farm.sound_file import MAX_SOUND_BYTES, study_sound
from render_farm.video_file import MAX_VIDEO_BYTES, check_video
from templates import (
    PictureFacts,
    PictureRef,
    Slot,
    SlotItem,
    SlotValue,
    SoundFacts,
    SoundRef,
    Template,
    TemplatesError,
    VideoFacts,
    VideoRef,
    split_focal,
    study_picture,
)
from templates.plain import plain_text
from templates.template import MAX_ITEMS, SlotType

# Twenty slots of twenty long items are a tenth of this.
_MAX_BYTES = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """Slot values, and what they name by sha256: bytes of pictures, paths of sounds and
    clips, facts."""

    values: Mapping[str, SlotValue]
    pictures: dict[str, tuple[PictureFacts, bytes]] = field(default_factory=dict)
    sounds: dict[str, tuple[SoundFacts, Path]] = field(default_factory=dict)
    videos: dict[str, tuple[VideoFacts, Path]] = field(default_factory=dict)


def read_content(template: Template, file: Path) -> Content:
    """Read a content file; the paths in it start at its folder.

    Raises InvalidFile, TemplatesError, RenderFarmError, OSError.
    """
    document = _document(file)
    values: dict[str, SlotValue] = {}
    content = Content(values=values)
    for name, value in document.items():
        slot = template.slots.get(name)
        if isinstance(value, list):
            values[name] = _list(value, slot, file, name, content)
        elif slot is not None and slot.type is SlotType.AUDIO and isinstance(value, str) and value:
            values[name] = _sound(file.parent / value, content)
        elif slot is not None and slot.type is SlotType.VIDEO and isinstance(value, str) and value:
            with _where(f"{file}: {name}"):
                path, focal = split_focal(value)
            values[name] = replace(_video(file.parent / path, content), focal=focal)
        else:
            values[name] = _item(value, slot, file, name, content)
    return content


def _document(file: Path) -> dict[str, Any]:
    # A pipe is welcome here, as in --content <(jq …): read no more than is allowed.
    with file.open("rb") as opened:
        data = opened.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise _bad_content(file, f"more than {_MAX_BYTES} bytes")
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _bad_content(file, f"no valid JSON: {error}") from error
    if not isinstance(document, dict):
        raise _bad_content(file, "no JSON object")
    return document


def _list(
    values: list[Any], slot: Slot | None, file: Path, name: str, content: Content
) -> SlotValue:
    # Counted before the pictures that it may name are read.
    if len(values) > MAX_ITEMS:
        raise _bad_content(file, f"{name}: {len(values)} items, where {MAX_ITEMS} are the most")
    return tuple(
        _item(value, slot, file, f"{name}[{place}]", content) for place, value in enumerate(values)
    )


def _item(value: Any, slot: Slot | None, file: Path, name: str, content: Content) -> SlotItem:
    with _where(f"{file}: {name}"):
        if slot is not None and slot.item is SlotType.IMAGE and isinstance(value, str) and value:
            path, focal = split_focal(value)
            return replace(_picture(file.parent / path, content), focal=focal)
        if isinstance(value, str):
            return value
        if type(value) is int or (type(value) is float and isfinite(value)):
            return plain_text(value)
    raise _bad_content(file, f"{name}: {value!r:.60}")


def _picture(path: Path, content: Content) -> PictureRef:
    with _where(str(path)):
        data = _read(path, limit_bytes=MAX_PICTURE_BYTES)
        facts = study_picture(data)
    content.pictures[facts.sha256] = (facts, data)
    return PictureRef(sha256=facts.sha256)


def _sound(path: Path, content: Content) -> SoundRef:
    with _where(str(path)):
        heard = study_sound(_read(path, limit_bytes=MAX_SOUND_BYTES))
    content.sounds[heard.sha256] = (heard, path)
    return SoundRef(sha256=heard.sha256)


def _video(path: Path, content: Content) -> VideoRef:
    with _where(str(path)):
        shown = check_video(_read(path, limit_bytes=MAX_VIDEO_BYTES))
    content.videos[shown.sha256] = (shown, path)
    return VideoRef(sha256=shown.sha256)


@contextmanager
def _where(place: str) -> Iterator[None]:
    """Say of a fault where it is, unless it says so itself."""
    try:
        yield
    except (TemplatesError, RenderFarmError) as error:
        error.where = error.where or place
        raise


def _read(path: Path, *, limit_bytes: int) -> bytes:
    try:
        found = path.stat()
    except ValueError as error:  # NUL and lone surrogates are in no name
        raise InvalidFile(f"{path.name!r:.80}", allowed="the path of a file") from error
    # A device or a pipe may never end, or never begin.
    if not stat.S_ISREG(found.st_mode):
        raise InvalidFile(
            "no plain file", where=str(path), allowed="the file of a picture, sound or video"
        )
    if found.st_size > limit_bytes:
        raise InvalidFile(
            f"{found.st_size} bytes",
            where=str(path),
            allowed=f"a file of at most {limit_bytes} bytes",
        )
    return path.read_bytes()


def _bad_content(file: Path, what: str) -> InvalidFile:
    return InvalidFile(
        what,
        where=str(file),
        allowed="a JSON object of slot → text, number, path of a picture, sound or video, or a"
        f" list of at most {MAX_ITEMS} texts, numbers or paths of pictures",
    )
