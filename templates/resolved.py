"""Template + content + locale + ratio → ResolvedTemplate: every slot has its value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from templates.content import SlotValue, SoundRef, check_value
from templates.errors import InvalidValue, MissingSlot, UnknownSlot
from templates.locales import Locale, parse_locale
from templates.localised import localised, localised_count
from templates.nodes import AnyNode, Turn, WaveformNode
from templates.placement import SafeZone, safe_zone
from templates.plain import one_line
from templates.ratio import pixel_size, shape_of
from templates.template import Look, Slot, Template
from templates.text.clean import clean_paragraphs, isolate
from templates.wording import put_in, quoted_slots


@dataclass(frozen=True, kw_only=True, slots=True)
class ResolvedTemplate:
    """A template with all that a Scene needs to be made but pictures' facts and fonts.

    values: by slot, as they are shown: numbers and dates as the locale writes them; optional slots
    without a value are left out. text_locales: whose words each is. unsigned: some of them have
    no native speaker's sign-off yet.
    """

    template: Template
    locale: Locale
    ratio: str
    width_px: int
    height_px: int
    look: Look
    values: Mapping[str, SlotValue]
    text_locales: Mapping[str, str]
    safe_zone: SafeZone
    unsigned: bool
    warnings: tuple[str, ...]

    @property
    def unit_px(self) -> float:
        """Pixels of one `u`: a hundredth of the short side, or of the canvas' short side."""
        canvas = self.template.canvas
        if canvas is not None:
            return canvas.unit_px(self.width_px, self.height_px)
        return self.hundredth_px

    @property
    def hundredth_px(self) -> float:
        """A hundredth of the picture's short side, in pixels."""
        return min(self.width_px, self.height_px) / 100

    @property
    def drawn_sounds(self) -> frozenset[str]:
        """The sha256 of every sound that a waveform of its look draws."""
        slots = {node.slot for node in _walk(self.look.tree) if isinstance(node, WaveformNode)}
        values = [value for name, value in self.values.items() if name in slots]
        return frozenset(value.sha256 for value in values if isinstance(value, SoundRef))

    def value(self, slot: str | None, turn: Turn | None) -> SlotValue | None:
        """A slot's value, None without one; in a repeated box, of a list the item on turn."""
        value = self.values.get(slot or "")
        if turn is None or not isinstance(value, tuple):
            return value
        place = self.place(turn)
        item = value[place] if place is not None and place < len(value) else ""
        return None if item == "" else item

    def place(self, turn: Turn) -> int | None:
        """Which item, from 0, a copy of a repeated box stands for; None = none."""
        items = self.values.get(turn.slot)
        count = len(items) if isinstance(items, tuple) else 0
        place = turn.index % count if turn.cycle and count else turn.index
        return place if place < count else None

    def number(self, turn: Turn | None) -> str:
        """The number of a copy's item in the locale's digits, from 1; empty where it has none."""
        place = None if turn is None else self.place(turn)
        return "" if place is None else localised_count(place + 1, tags=self.locale.fallbacks)


def resolve(
    template: Template,
    *,
    content: Mapping[str, SlotValue],
    locale: str,
    ratio: str,
    placement: str | None = None,
) -> ResolvedTemplate:
    """Fill every slot, falling back in copy from `ar-EG` to `ar` to the template's default.

    A value in `content` for a copy slot replaces the template's words, as it is: only the
    template's own copy quotes other slots. Raises InvalidLocale,
    InvalidRatio, UnknownPlacement, UnknownSlot, MissingSlot, InvalidValue.
    """
    place = parse_locale(locale)
    width_px, height_px = pixel_size(ratio)
    _refuse_unknown(template, content)
    filling = _Filling(template, content, place)
    found = [item for name in template.slots if (item := filling.slot(name)) is not None]
    return ResolvedTemplate(
        template=template,
        locale=place,
        ratio=ratio,
        width_px=width_px,
        height_px=height_px,
        look=template.looks.get(ratio) or template.looks[shape_of(ratio).value],
        values={item.slot: item.value for item in found},
        text_locales={item.slot: item.spoken for item in found},
        safe_zone=safe_zone(placement, ratio=ratio, right_to_left=place.right_to_left),
        unsigned=any(item.unsigned for item in found),
        warnings=tuple(f"copy_fallback:{item.slot}" for item in found if item.fell_back),
    )


def _walk(node: AnyNode) -> Iterator[AnyNode]:
    yield node
    for child in node.children:
        yield from _walk(child)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Filled:
    slot: str
    value: SlotValue
    spoken: str
    unsigned: bool = False
    fell_back: bool = False


class _Filling:
    """The values of one template's slots in one locale, each found once."""

    def __init__(self, template: Template, content: Mapping[str, SlotValue], place: Locale) -> None:
        self._template = template
        self._content = content
        self._place = place
        self._tags = tuple(dict.fromkeys((*place.fallbacks, template.default_locale)))
        self._found: dict[str, _Filled | None] = {}

    def slot(self, name: str) -> _Filled | None:
        """A slot's value as it is shown, None for an optional slot without one."""
        if name not in self._found:
            slot = self._template.slots[name]
            given = self._content.get(name)
            is_copy = given is None and slot.source == "copy"
            found = self._copy(slot) if is_copy else self._given(slot, given)
            if found is None and slot.required:
                raise MissingSlot(
                    "no value", where=f"content.{name}", allowed=f"a {slot.type.value}"
                )
            self._found[name] = found
        return self._found[name]

    def _given(self, slot: Slot, given: SlotValue | None) -> _Filled | None:
        value = check_value(slot, given) if given is not None else ""
        if value in ("", ()):
            value = slot.default or ""
        if not value:
            return None
        return _Filled(slot=slot.name, value=self._shown(slot, value), spoken=self._place.tag)

    def _shown(self, slot: Slot, value: SlotValue) -> SlotValue:
        """Numbers and dates as the locale writes them."""
        if isinstance(value, tuple):
            return tuple(
                localised(slot, item, tags=self._tags) if isinstance(item, str) and item else item
                for item in value
            )
        return localised(slot, value, tags=self._tags) if isinstance(value, str) else value

    def _copy(self, slot: Slot) -> _Filled | None:
        words, spoken = self._words(slot)
        quoted = {name: self.slot(name) for name in quoted_slots(words)}
        values = {
            name: found.value
            for name, found in quoted.items()
            if found is not None and isinstance(found.value, str)
        }
        try:
            text = put_in(words, values, isolate=_isolated)
        except InvalidValue as error:
            error.where = f"copy.{slot.key}"
            raise
        if text is None:
            return None
        return _Filled(
            slot=slot.name,
            value=one_line(text) if quoted else check_value(slot, text),
            spoken=spoken,
            unsigned=not self._template.copy[spoken].signed_off,
            fell_back=spoken not in self._place.fallbacks,
        )

    def _words(self, slot: Slot) -> tuple[str, str]:
        for tag in self._tags:
            words = self._template.copy.get(tag)
            if words is not None and slot.key in words.texts:
                return words.texts[slot.key], tag
        raise MissingSlot(
            "no copy", where=f"copy.{slot.key}", allowed="a text in the default locale"
        )


def _isolated(value: str) -> str:
    # What a value leaves open, or closes too often, must not reach the words around it.
    return isolate(" ".join(clean_paragraphs(value)))


def _refuse_unknown(template: Template, content: Mapping[str, SlotValue]) -> None:
    for name in content:
        if name not in template.slots:
            raise UnknownSlot(
                f"{template.id} has no slot {name!r:.60}",
                where=f"content.{name:.60}",
                allowed=", ".join(template.slots),
            )
