"""A template as the program knows it: checked, typed, with one look per shape and ratio."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from templates.lottie.facts import AnimationFacts
from templates.nodes import AnyNode, ColorRef, TypeStyle

# More than an ad can show; a numbered row beyond it is not looked for.
MAX_ITEMS = 20


class SlotType(Enum):
    """What may fill a slot."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    LIST = "list"
    COLOUR = "colour"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """A slot's type, source (`catalog.…`, `content.…` or `copy.…`), limits and how it is written.

    default: stands in where there is no value. of: the type of a list's items. format: of a
    number (decimal, percent, currency, compact) or a date (short … full, or a CLDR skeleton);
    currency: of values that name none; digits: after the decimal point, None = as CLDR has it.
    """

    name: str
    type: SlotType
    title: str
    bind: str
    required: bool
    max_chars: int
    min_side_px: int
    default: str | tuple[str, ...] | None = None
    of: SlotType | None = None
    min_items: int = 1
    max_items: int = MAX_ITEMS
    format: str = ""
    currency: str | None = None
    digits: int | None = None

    @property
    def item(self) -> SlotType:
        """The type of one value: a list's is that of its items."""
        return self.of or self.type

    @property
    def source(self) -> str:
        """`catalog`, `content` or `copy`."""
        return self.bind.partition(".")[0]

    @property
    def key(self) -> str:
        """The name of the value in its source."""
        return self.bind.partition(".")[2]


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """The words of one locale, by slot key; signed_off: a native speaker agreed to them."""

    texts: Mapping[str, str]
    signed_off: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """The tree and the text styles of one shape or ratio.

    styles: by name. script_styles: by name and script or language.
    """

    tree: AnyNode
    styles: Mapping[str, TypeStyle]
    script_styles: Mapping[tuple[str, str], TypeStyle]


@dataclass(frozen=True, kw_only=True, slots=True)
class ColorPlan:
    """Where colour roles come from: a scheme over the palette of the picture in `slot`."""

    scheme: str
    slot: str | None
    brand: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SoundPlan:
    """What is heard: the sound of `slot`, its fades in seconds, and its level (see `Sound`).

    slot: None = of clips alone. duck_db: how much softer it is while a clip is heard.
    """

    slot: str | None
    fade_in_s: float
    fade_out_s: float
    gain_db: float
    duck_db: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Canvas:
    """The size that a template was drawn at, and whether it fits into the picture or covers it."""

    width: float
    height: float
    fit: str

    def unit_px(self, width_px: float, height_px: float) -> float:
        """Pixels of a hundredth of the canvas' short side in a picture of that size."""
        ratios = (width_px / self.width, height_px / self.height)
        scale = max(ratios) if self.fit == "cover" else min(ratios)
        return scale * min(self.width, self.height) / 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """A checked template. sha256: of its bundle. cost_s: seconds an asset takes, estimated.

    looks: by exact ratio ("9:16") and by shape ("tall"). files: what the bundle holds, by name.
    canvas: the size it was drawn at, None = drawn anew for each ratio. animations: by file name.
    """

    id: str
    version: str
    title: str
    theme: str
    kind: str
    duration_s: float | None
    fps: int | None
    poster_s: float
    cuts_s: tuple[float, ...]
    cost_s: float
    slots: Mapping[str, Slot]
    ratios: tuple[str, ...]
    default_locale: str
    copy: Mapping[str, Copy]
    colors: ColorPlan
    background: ColorRef
    looks: Mapping[str, Look]
    sha256: str
    files: Mapping[str, bytes] = field(repr=False)
    sound: SoundPlan | None = None
    loop: bool = False
    canvas: Canvas | None = None
    animations: Mapping[str, AnimationFacts] = field(default_factory=dict, repr=False)

    @property
    def needs(self) -> Mapping[str, int]:
        """The content keys without which it cannot be filled: how many items each, 0 = a value."""
        found: dict[str, int] = {}
        for slot in self.slots.values():
            if slot.source == "content" and slot.required and slot.default is None:
                items = slot.min_items if slot.type is SlotType.LIST else 0
                found[slot.key] = max(found.get(slot.key, 0), items)
        return found

    @property
    def locales(self) -> tuple[str, ...]:
        """The locales that have copy."""
        return tuple(self.copy)
