"""What fills a template: rows of a catalogue and of content → a value for each slot."""

from collections.abc import Mapping
from dataclasses import dataclass

from templates.errors import InvalidValue
from templates.locales import parse_locale
from templates.template import Slot, SlotType, Template


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureRef:
    """An image slot's value: the sha256 of a picture's file, 64 hexadecimal digits."""

    sha256: str

    def __post_init__(self) -> None:
        _check_sha256(self.sha256)


@dataclass(frozen=True, kw_only=True, slots=True)
class SoundRef:
    """An audio slot's value: the sha256 of a sound's file, 64 hexadecimal digits."""

    sha256: str

    def __post_init__(self) -> None:
        _check_sha256(self.sha256)


SlotValue = str | PictureRef | SoundRef | tuple[str, ...]


def bind_content(
    template: Template,
    *,
    catalog: Mapping[str, SlotValue],
    content: Mapping[str, SlotValue],
    locale: str,
) -> dict[str, SlotValue]:
    """Values for the slots bound to the catalogue and to content; copy is left to `resolve`.

    A localised name wins: for `catalog.name` in ar-EG the columns name_ar-EG, name_ar, name are
    tried in turn (either spelling of the hyphen). Empty values count as absent.
    """
    tags = parse_locale(locale).fallbacks
    sources = {"catalog": catalog, "content": content}
    bound: dict[str, SlotValue] = {}
    for name, slot in template.slots.items():
        if slot.source not in sources:
            continue
        value = _localised(sources[slot.source], slot.key, tags)
        if value is not None:
            bound[name] = value
    return bound


def check_value(slot: Slot, value: object) -> SlotValue:
    """The value, trimmed; InvalidValue when its type or length is not what the slot takes."""
    where = f"content.{slot.name}"
    if slot.type is SlotType.IMAGE:
        if not isinstance(value, PictureRef):
            raise InvalidValue(f"{value!r:.60}", where=where, allowed="a picture")
        return value
    if slot.type is SlotType.AUDIO:
        if not isinstance(value, SoundRef):
            raise InvalidValue(f"{value!r:.60}", where=where, allowed="a sound")
        return value
    if not isinstance(value, str):
        raise InvalidValue(f"{value!r:.60}", where=where, allowed="a text")
    text = " ".join(value.split())
    if len(text) > slot.max_chars:
        raise InvalidValue(
            f"{len(text)} characters", where=where, allowed=f"at most {slot.max_chars}"
        )
    return text


def _check_sha256(text: str) -> None:
    if len(text) != 64 or set(text) - set("0123456789abcdef"):
        raise InvalidValue(f"{text!r} is no sha256", allowed="64 hexadecimal digits")


def _localised(row: Mapping[str, SlotValue], key: str, tags: tuple[str, ...]) -> SlotValue | None:
    columns = [f"{key}_{spelled}" for tag in tags for spelled in (tag, tag.replace("-", "_"))]
    for column in [*columns, key]:
        value = row.get(column)
        if value is not None and (not isinstance(value, str) or value.strip()):
            return value
    return None
