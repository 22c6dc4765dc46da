"""Template + content + locale + ratio → ResolvedTemplate: every slot has its value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from templates.content import SlotValue, SoundRef, check_value
from templates.errors import MissingSlot, UnknownSlot
from templates.locales import Locale, parse_locale
from templates.nodes import AnyNode, WaveformNode
from templates.placement import SafeZone, safe_zone
from templates.ratio import pixel_size, shape_of
from templates.template import Look, Slot, Template


@dataclass(frozen=True, kw_only=True, slots=True)
class ResolvedTemplate:
    """A template with all that a Scene needs to be made but pictures' facts and fonts.

    values: by slot; optional slots without a value are left out. copy_locale: whose words are
    used. unsigned: those words have no native speaker's sign-off yet.
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


def resolve(
    template: Template,
    *,
    content: Mapping[str, SlotValue],
    locale: str,
    ratio: str,
    placement: str | None = None,
) -> ResolvedTemplate:
    """Fill every slot, falling back in copy from `ar-EG` to `ar` to the template's default.

    A value in `content` for a copy slot replaces the template's words. Raises InvalidLocale,
    InvalidRatio, UnknownPlacement, UnknownSlot, MissingSlot, InvalidValue.
    """
    place = parse_locale(locale)
    width_px, height_px = pixel_size(ratio)
    _refuse_unknown(template, content)
    filled = [
        _filled(template, slot, content.get(name), place) for name, slot in template.slots.items()
    ]
    found = [item for item in filled if item is not None]
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


def _filled(
    template: Template, slot: Slot, given: SlotValue | None, place: Locale
) -> _Filled | None:
    """A slot's value, None for an optional slot without one."""
    if given is None and slot.source == "copy":
        words, spoken = _copy(template, slot, place)
        return _Filled(
            slot=slot.name,
            value=check_value(slot, words),
            spoken=spoken,
            unsigned=not template.copy[spoken].signed_off,
            fell_back=spoken not in place.fallbacks,
        )
    value = check_value(slot, given) if given is not None else ""
    if value != "":
        return _Filled(slot=slot.name, value=value, spoken=place.tag)
    if slot.required:
        raise MissingSlot("no value", where=f"content.{slot.name}", allowed=f"a {slot.type.value}")
    return None


def _refuse_unknown(template: Template, content: Mapping[str, SlotValue]) -> None:
    for name in content:
        if name not in template.slots:
            raise UnknownSlot(
                f"{template.id} has no slot {name!r}",
                where=f"content.{name}",
                allowed=", ".join(template.slots),
            )


def _copy(template: Template, slot: Slot, place: Locale) -> tuple[str, str]:
    for tag in (*place.fallbacks, template.default_locale):
        words = template.copy.get(tag)
        if words is not None and slot.key in words.texts:
            return words.texts[slot.key], tag
    raise MissingSlot("no copy", where=f"copy.{slot.key}", allowed="a text in the default locale")
