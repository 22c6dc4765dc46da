"""The tree of a template for one shape: what its author wrote, checked and made typed.

Lengths are numbers in `u` (1/100 of the picture's short side), shares of the parent, or auto.
"""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal

from templates.easing import Easing
from templates.motion import Track, delayed


class Unit(Enum):
    """What a length is measured in."""

    SHORT = "u"
    PARENT = "%"
    AUTO = "auto"


@dataclass(frozen=True, kw_only=True, slots=True)
class Length:
    """`value` in hundredths of the short side (u) or of the parent (%)."""

    value: float = 0.0
    unit: Unit = Unit.SHORT


AUTO = Length(unit=Unit.AUTO)
ZERO = Length()


@dataclass(frozen=True, kw_only=True, slots=True)
class Edges:
    """Top, end, bottom, start: start is left before a layout is mirrored."""

    top: Length = ZERO
    end: Length = ZERO
    bottom: Length = ZERO
    start: Length = ZERO


@dataclass(frozen=True, kw_only=True, slots=True)
class Flex:
    """The CSS flexbox properties of a node (CSS Flexible Box Layout Level 1).

    safe: the edges whose padding grows to the safe zone of the placement.
    """

    direction: str = "column"
    justify: str = "start"
    align: str = "stretch"
    align_self: str | None = None
    wrap: bool = False
    gap: Length = ZERO
    padding: Edges = Edges()
    margin: Edges = Edges()
    grow: float = 0.0
    shrink: float = 1.0
    basis: Length = AUTO
    width: Length = AUTO
    height: Length = AUTO
    min_width: Length = AUTO
    max_width: Length = AUTO
    min_height: Length = AUTO
    max_height: Length = AUTO
    aspect: float | None = None
    absolute: bool = False
    inset: Edges = Edges(top=AUTO, end=AUTO, bottom=AUTO, start=AUTO)
    safe: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ColorRef:
    """A role of the scheme, or a colour by itself; alpha multiplies it."""

    role: str | None = None
    rgb: tuple[int, int, int] = (0, 0, 0)
    alpha: float = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Gradient:
    """Stops along a line (from, to) or, with `radius`, around `start`; fractions of the box."""

    start: tuple[float, float]
    end: tuple[float, float]
    radius: float | None
    stops: tuple[tuple[float, ColorRef], ...]


Fill = ColorRef | Gradient


@dataclass(frozen=True, kw_only=True, slots=True)
class ShadowRef:
    """A soft shadow; lengths in u."""

    dx: float
    dy: float
    blur: float
    color: ColorRef


@dataclass(frozen=True, kw_only=True, slots=True)
class Fade:
    """Opacity 0-1 along a line or, with `radius`, around `start`; fractions of the mask's box."""

    start: tuple[float, float]
    end: tuple[float, float]
    radius: float | None
    stops: tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MaskRef:
    """What of a node is seen: a shape in its box less `inset`, a fade, the letters of a text.

    text: the id of the text node.
    """

    shape: str | None = None
    points: tuple[tuple[float, float], ...] = ()
    radius: Length = ZERO
    inset: Edges = Edges()
    fade: Fade | None = None
    text: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ColorMoment:
    """A colour reached at `t_s` seconds; `ease` leads to it."""

    t_s: float
    color: ColorRef
    ease: Easing


@dataclass(frozen=True, kw_only=True, slots=True)
class Motion:
    """Tracks of a node and all it holds; offsets in u, the rest as in `scene.Tracks`.

    shown_from, shown_to: seconds, None = to the end. enters_s, leaves_s: when its entrance begins
    and its exit is over; there is nothing of it to be seen before and after. by: the parts of a
    text that move apart (line, word or letter), `stagger` seconds after each other. masked: what
    its clip cuts stands still while the content slides through it.
    """

    shown_from: float = 0.0
    shown_to: float | None = None
    enters_s: float | None = None
    leaves_s: float | None = None
    pivot: tuple[float, float] = (0.5, 0.5)
    by: Literal["line", "word", "letter"] = "line"
    stagger: float = 0.0
    masked: bool = False
    offset: Track | None = None
    scale: Track | None = None
    rotation: Track | None = None
    opacity: Track | None = None
    clip: Track | None = None
    zoom: Track | None = None
    pan: Track | None = None
    color: tuple[ColorMoment, ...] = ()

    def delayed(self, by_s: float) -> "Motion":
        """The same, later; the time that the author lets it be shown stays."""
        if not by_s or self is STILL:
            return self
        return replace(
            self,
            enters_s=None if self.enters_s is None else self.enters_s + by_s,
            leaves_s=None if self.leaves_s is None else self.leaves_s + by_s,
            offset=delayed(self.offset, by_s),
            scale=delayed(self.scale, by_s),
            rotation=delayed(self.rotation, by_s),
            opacity=delayed(self.opacity, by_s),
            clip=delayed(self.clip, by_s),
            zoom=delayed(self.zoom, by_s),
            pan=delayed(self.pan, by_s),
            color=tuple(replace(moment, t_s=moment.t_s + by_s) for moment in self.color),
        )


STILL = Motion()


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """Which copy of a repeated box a node stands in: the list it is repeated for, from 0.

    cycle: the list starts again where it has fewer items than there are copies.
    """

    slot: str
    index: int
    cycle: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """What all nodes have.

    when: the slot without whose value the node is left out; unless: the one with whose value.
    blur: sigma in u. blend: a mode of `scene.Blend`.
    turn: set in all that a repeated box holds.
    """

    id: str
    flex: Flex
    children: tuple["AnyNode", ...] = ()
    z: int = 0
    opacity: float = 1.0
    mirror: bool = True
    hidden: bool = False
    when: str | None = None
    unless: str | None = None
    turn: Turn | None = None
    clip: bool = False
    shadow: ShadowRef | None = None
    motion: Motion = STILL
    blur: float = 0.0
    mask: MaskRef | None = None
    blend: str = "normal"


@dataclass(frozen=True, kw_only=True, slots=True)
class BoxNode(Node):
    """A container; painted where it has a fill or a stroke."""

    fill: Fill | None = None
    stroke: ColorRef | None = None
    stroke_width: float = 0.0
    radius: Length = ZERO


@dataclass(frozen=True, kw_only=True, slots=True)
class ShapeNode(Node):
    """A rectangle, an ellipse or a polygon (points in fractions of the box)."""

    shape: str = "rectangle"
    points: tuple[tuple[float, float], ...] = ()
    fill: Fill | None = None
    stroke: ColorRef | None = None
    stroke_width: float = 0.0
    radius: Length = ZERO


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureNode(Node):
    """The picture of a slot, blurred inside its sharp edges. focal None = the picture's own.

    hold: width by height that it keeps inside its box, at `anchor` (fractions of the free space).
    """

    slot: str
    fit: str = "cover"
    hold: float | None = None
    anchor: tuple[float, float] = (0.5, 0.5)
    focal: tuple[float, float] | None = None
    radius: Length = ZERO
    brightness: float = 1.0
    saturation: float = 1.0
    tint: ColorRef | None = None
    grain: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class TextNode(Node):
    """Text of a slot, or a fixed text, in a named style; `trim` measures caps, not line boxes.

    baseline: where in its box's height the first baseline stands, None = as the fit has it.
    stroke_width: of a line along the letters' outlines, in u.
    number: it is the number of its item instead.
    """

    slot: str | None = None
    text: str | None = None
    number: bool = False
    style: str
    color: Fill
    stroke: ColorRef | None = None
    stroke_width: float = 0.0
    align: str = "start"
    trim: bool = True
    baseline: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class WaveformNode(Node):
    """The sound of a slot as bars of its loudness; time runs from the start edge to the end.

    gap: % of the step from bar to bar, or u. least: share of the height that a silent bar has.
    above: 0.5 = bars are centred, 1 = they stand on the foot.
    """

    slot: str
    bars: int = 40
    gap: Length = Length(value=40, unit=Unit.PARENT)
    least: float = 0.08
    above: float = 0.5
    fill: Fill
    radius: Length = Length(value=50, unit=Unit.PARENT)


@dataclass(frozen=True, kw_only=True, slots=True)
class LottieNode(Node):
    """An animation of the bundle, inside its box (contain) or filling it (cover).

    start_s: seconds after which its first frame gives way to the next.
    """

    file: str
    fit: str = "contain"
    start_s: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class VideoNode(Node):
    """The clip of a slot, running. focal None = the clip's own.

    from_s, to_s: the seconds of the clip between which it runs, None = to its end. start_s: when
    it begins to run; until then its first frame stands. speed: seconds of the clip a second. loop:
    it starts again where it ends, else its last frame stands. volume: 0 = it is not heard.
    """

    slot: str
    fit: str = "cover"
    anchor: tuple[float, float] = (0.5, 0.5)
    focal: tuple[float, float] | None = None
    radius: Length = ZERO
    from_s: float = 0.0
    to_s: float | None = None
    start_s: float = 0.0
    speed: float = 1.0
    loop: bool = False
    volume: float = 1.0


AnyNode = BoxNode | ShapeNode | PictureNode | TextNode | WaveformNode | LottieNode | VideoNode


@dataclass(frozen=True, kw_only=True, slots=True)
class TypeStyle:
    """A named text style; sizes in u, spacing in em."""

    families: tuple[str, ...]
    weight: float = 400
    width: float = 100
    size: float = 4.0
    min_size: float = 2.6
    line_height: float = 1.15
    spacing: float = 0.0
    uppercase: bool = False
    max_lines: int = 2
    balance: bool = True
    fail: bool = False
