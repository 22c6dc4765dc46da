"""What fills a template: rows of a catalogue and of content → a value for each slot."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from templates.errors import InvalidValue
from templates.locales import parse_locale
from templates.localised import TIME_SKELETONS
from templates.plain import (
    one_line,
    plain_colour,
    plain_date,
    plain_number,
    plain_price,
    plain_text,
)
from templates.template import MAX_ITEMS, Slot, SlotType, Template
from templates.text.clean import clean_paragraphs
from templates.text.errors import TextRefused


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureRef:
    """An image slot's value: the sha256 of a picture's file, 64 hexadecimal digits.

    focal: (x, y) in fractions of the picture, where its sender knows better than its study.
    """

    sha256: str
    focal: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        _check_sha256(self.sha256)
        _check_focal(self.focal)


@dataclass(frozen=True, kw_only=True, slots=True)
class SoundRef:
    """An audio slot's value: the sha256 of a sound's file, 64 hexadecimal digits."""

    sha256: str

    def __post_init__(self) -> None:
        _check_sha256(self.sha256)


@dataclass(frozen=True, kw_only=True, slots=True)
class VideoRef:
    """A video slot's value: the sha256 of a clip's file, 64 hexadecimal digits.

    focal: (x, y) in fractions of its picture, where its sender knows better than its study.
    """

    sha256: str
    focal: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        _check_sha256(self.sha256)
        _check_focal(self.focal)


# Numbers, dates and colours are texts: "9.99 EUR", "2026-11-28", "#e4572e". A list is a tuple,
# in which "" keeps the place of an item that is not there.
SlotItem = str | PictureRef
SlotValue = str | PictureRef | SoundRef | VideoRef | tuple[SlotItem, ...]


def bind_content(
    template: Template,
    *,
    catalog: Mapping[str, SlotValue],
    content: Mapping[str, SlotValue],
    locale: str,
) -> dict[str, SlotValue]:
    """Values for the slots bound to the catalogue and to content; copy is left to `resolve`.

    A localised name wins: for `catalog.name` in ar-EG the columns name_ar-EG, name_ar, name are
    tried in turn (either spelling of the hyphen). Empty values count as absent. A list is one
    value (a tuple, or the text of a JSON array) or the numbered ones, tracks_1, tracks_2, …; of
    more items than the slot takes the first are used, and with fewer it counts as absent.
    """
    tags = parse_locale(locale).fallbacks
    sources = {"catalog": catalog, "content": content}
    bound: dict[str, SlotValue] = {}
    for name, slot in template.slots.items():
        if slot.source not in sources:
            continue
        find = _list if slot.type is SlotType.LIST else _localised
        value = find(sources[slot.source], slot.key, tags)
        if isinstance(value, tuple) and slot.type is SlotType.LIST:
            value = stripped(value[: slot.max_items])
            value = value if _count(value) >= slot.min_items else None
        if value is not None:
            bound[name] = value
    return bound


def check_value(slot: Slot, value: object) -> SlotValue:
    """The value, trimmed; InvalidValue when its type or size is not what the slot takes.

    TextRefused for what is no text in any slot, such as a lone surrogate.
    """
    where = f"content.{slot.name}"
    if slot.type is SlotType.AUDIO:
        if not isinstance(value, SoundRef):
            raise InvalidValue(f"{value!r:.60}", where=where, allowed="a sound")
        return value
    if slot.type is SlotType.VIDEO:
        if not isinstance(value, VideoRef):
            raise InvalidValue(f"{value!r:.60}", where=where, allowed="a video")
        return value
    if slot.type is SlotType.LIST:
        return _checked_list(slot, value, where)
    return _checked_item(slot, value, where)


def stripped(items: tuple[SlotItem, ...]) -> tuple[SlotItem, ...]:
    """A list without the empty places at its end."""
    end = len(items)
    while end and items[end - 1] == "":
        end -= 1
    return items[:end]


def _checked_list(slot: Slot, value: object, where: str) -> tuple[SlotItem, ...]:
    if not isinstance(value, list | tuple):
        raise InvalidValue(f"{value!r:.60}", where=where, allowed=f"a list of {slot.item.value}s")
    if len(value) > slot.max_items:
        raise InvalidValue(f"{len(value)} items", where=where, allowed=f"at most {slot.max_items}")
    items = stripped(
        tuple(_checked_item(slot, item, f"{where}[{place}]") for place, item in enumerate(value))
    )
    if items and _count(items) < slot.min_items:
        raise InvalidValue(
            f"{_count(items)} items", where=where, allowed=f"at least {slot.min_items}"
        )
    return items


def _checked_item(slot: Slot, value: object, where: str) -> SlotItem:
    if slot.item is SlotType.IMAGE:
        # In a list "" keeps the place of a picture that is not there.
        if not isinstance(value, PictureRef) and not (slot.type is SlotType.LIST and value == ""):
            raise InvalidValue(f"{value!r:.60}", where=where, allowed="a picture")
        return value if isinstance(value, PictureRef) else ""
    if not isinstance(value, str):
        raise InvalidValue(f"{value!r:.60}", where=where, allowed=f"a {slot.item.value}")
    if slot.item is SlotType.TEXT:
        return _checked_text(slot, value, where)
    try:
        return _reader(slot)(value.strip()) if value.strip() else ""
    except InvalidValue as error:
        error.where = where
        raise


def _checked_text(slot: Slot, value: str, where: str) -> str:
    text = one_line(value)
    if len(text) > slot.max_chars:
        raise InvalidValue(
            f"{len(text)} characters", where=where, allowed=f"at most {slot.max_chars}"
        )
    try:
        clean_paragraphs(text)
    except TextRefused as error:
        error.where = where
        raise
    return text


def _reader(slot: Slot) -> Callable[[str], str]:
    if slot.item is SlotType.NUMBER and slot.format == "currency":
        return partial(plain_price, currency=slot.currency)
    if slot.item is SlotType.DATE:
        return partial(plain_date, with_time=slot.format in TIME_SKELETONS)
    return plain_number if slot.item is SlotType.NUMBER else plain_colour


def _count(items: tuple[SlotItem, ...]) -> int:
    return sum(item != "" for item in items)


def _check_focal(focal: tuple[float, float] | None) -> None:
    if focal is not None and not all(0 <= share <= 1 for share in focal):
        raise InvalidValue(f"focal {focal}", allowed="x and y from 0 to 1")


def _check_sha256(text: str) -> None:
    if len(text) != 64 or set(text) - set("0123456789abcdef"):
        raise InvalidValue(f"{text!r} is no sha256", allowed="64 hexadecimal digits")


def _list(row: Mapping[str, SlotValue], key: str, tags: tuple[str, ...]) -> SlotValue | None:
    whole = _localised(row, key, tags)
    if isinstance(whole, str):
        return _parsed(whole, key)
    if whole is not None:
        return whole
    found = [_localised(row, f"{key}_{place}", tags) for place in range(1, MAX_ITEMS + 1)]
    items = tuple(item if isinstance(item, str | PictureRef) else "" for item in found)
    return stripped(items) or None


def _parsed(text: str, key: str) -> tuple[SlotItem, ...]:
    """The items of a JSON array, as data writes them."""
    try:
        items = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _no_array(text, key) from error
    plain = (str, int, float)
    if not isinstance(items, list) or not all(type(item) in plain for item in items):
        raise _no_array(text, key)
    return tuple(item if isinstance(item, str) else plain_text(item) for item in items)


def _no_array(text: str, key: str) -> InvalidValue:
    return InvalidValue(
        f"{text!r:.60}",
        where=f"content.{key}",
        allowed=f"a JSON array of texts and numbers, or rows {key}_1, {key}_2, …",
    )


def _localised(row: Mapping[str, SlotValue], key: str, tags: tuple[str, ...]) -> SlotValue | None:
    columns = [f"{key}_{spelled}" for tag in tags for spelled in (tag, tag.replace("-", "_"))]
    for column in [*columns, key]:
        value = row.get(column)
        if value is not None and (not isinstance(value, str) or value.strip()):
            return value
    return None
