"""The shape of `template.yaml`: pydantic models, and with them its JSON Schema.

Numbers are `u`, hundredths of the picture's short side; "50%" is a share of the parent; "auto"
is what CSS means by it. Lists of edges run top, end, bottom, start (end is right in LTR).
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictFloat,
    StrictInt,
    StrictStr,
    StringConstraints,
)

from templates.easing import BEZIER_PATTERN, SPRING_PATTERN
from templates.format.descriptions import DESCRIPTIONS
from templates.template import MAX_ITEMS

MAX_NODES = 200
MAX_DEPTH = 12

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,40}$")]
Share = Annotated[float, Field(ge=0, le=1)]
# What a default may be written as: YAML makes dates of 2026-11-28 and numbers of 9.99.
PlainValue = StrictStr | StrictInt | StrictFloat | date
LengthText = Annotated[str, StringConstraints(pattern=r"^(auto|-?\d{1,4}(\.\d{1,3})?%)$")]
LengthValue = Annotated[float, Field(ge=-1000, le=1000)] | LengthText
EdgesValue = LengthValue | Annotated[list[LengthValue], Field(min_length=2, max_length=4)]
ColorText = Annotated[
    str, StringConstraints(pattern=r"^(#[0-9a-fA-F]{6}|[a-z][a-z0-9_-]{0,40})(/\d{1,3}(\.\d+)?)?$")
]
Point = Annotated[list[Annotated[float, Field(ge=-4, le=5)]], Field(min_length=2, max_length=2)]
# ISO 15924 (Arab), or ISO 639 for a language that its script's fonts draw poorly (ur).
ScriptKey = Annotated[str, StringConstraints(pattern=r"^([A-Z][a-z]{3}|[a-z]{2,3})$")]
# A second of a clip, which may be longer than any template.
Moment = Annotated[float, Field(ge=0, le=600)]
RatioText = Annotated[str, StringConstraints(pattern=r"^\d{1,4}(\.\d{1,3})?:\d{1,4}(\.\d{1,3})?$")]
EaseName = Literal[
    "linear",
    "ease",
    "ease-in",
    "ease-out",
    "ease-in-out",
    "cubic-in",
    "cubic-out",
    "cubic-in-out",
    "quart-in",
    "quart-out",
    "quart-in-out",
    "expo-in",
    "expo-out",
    "expo-in-out",
    "circ-in",
    "circ-out",
    "circ-in-out",
    "back-in",
    "back-out",
    "back-in-out",
    "bounce-out",
    "elastic-out",
    "spring",
    "spring-soft",
    "spring-stiff",
    "spring-bouncy",
]
Ease = (
    EaseName
    | Annotated[str, StringConstraints(pattern=BEZIER_PATTERN)]
    | Annotated[str, StringConstraints(pattern=SPRING_PATTERN)]
)
PresetName = Literal["fade", "rise", "drop", "slide", "grow", "pop", "spin", "wipe", "unmask"]
BlendMode = Literal[
    "normal", "multiply", "screen", "overlay", "soft-light", "lighten", "darken", "add"
]
Align = Literal["start", "center", "end", "stretch", "baseline"]
Justify = Literal["start", "center", "end", "space-between", "space-around", "space-evenly"]


class Strict(BaseModel):
    """A mapping that takes no keys but its own."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class GradientModel(Strict):
    """`linear` from a point to a point, or `radial` around one; stops are [at, colour]."""

    type: Literal["linear", "radial"] = "linear"
    start: Point = [0, 0]
    end: Point = [0, 1]
    radius: Annotated[float, Field(gt=0, le=4)] = 0.7
    stops: Annotated[list[tuple[Share, ColorText]], Field(min_length=2, max_length=12)]


FillValue = ColorText | GradientModel


class FadeModel(Strict):
    """A gradient of opacity: `linear`, or `radial` around `start`; stops are [at, opacity]."""

    type: Literal["linear", "radial"] = "linear"
    start: Point = [0, 0]
    end: Point = [0, 1]
    radius: Annotated[float, Field(gt=0, le=4)] = 0.7
    stops: Annotated[list[tuple[Share, Share]], Field(min_length=2, max_length=12)]


class MaskModel(Strict):
    """What of a node is seen: a shape in its box less `inset`, times `fade`, times letters."""

    shape: Literal["rectangle", "ellipse", "polygon"] | None = None
    points: Annotated[list[Point], Field(min_length=3, max_length=64)] | None = None
    radius: LengthValue | None = None
    inset: EdgesValue | None = None
    fade: FadeModel | None = None
    text: Identifier | None = None


class ShadowModel(Strict):
    """A soft shadow; lengths in u."""

    x: Annotated[float, Field(ge=-100, le=100)] = 0
    y: Annotated[float, Field(ge=-100, le=100)] = 0
    blur: Annotated[float, Field(ge=0, le=20)] = 2
    color: ColorText = "#000000/40"


class KeyModel(Strict):
    """A moment of a track: `ease` leads from the key before to this one."""

    t: Annotated[float, Field(ge=0, le=120)]
    ease: Ease = "cubic-out"


class OffsetKey(KeyModel):
    """Where a node stands off its place, in u; x grows towards the end (right in LTR)."""

    x: Annotated[float, Field(ge=-10_000, le=10_000)] = 0
    y: Annotated[float, Field(ge=-10_000, le=10_000)] = 0


class NumberKey(KeyModel):
    """A factor, an angle or an opacity."""

    value: Annotated[float, Field(ge=-720, le=720)]


class ClipKey(KeyModel):
    """How much of each side is cut away, in fractions of the box."""

    top: Share = 0
    end: Share = 0
    bottom: Share = 0
    start: Share = 0


class PanKey(KeyModel):
    """How far a picture's crop has moved, in fractions of it; held inside the picture."""

    x: Annotated[float, Field(ge=-4, le=4)] = 0
    y: Annotated[float, Field(ge=-4, le=4)] = 0


class ColorKey(KeyModel):
    """The colour of a text, or of what fills a shape."""

    color: ColorText


class ChangeModel(Strict):
    """How a node comes or goes; `amount` in u, degrees, or the scale it starts from.

    t: when it begins; an exit without one ends when the node, or the scene, does.
    """

    preset: PresetName
    t: Annotated[float, Field(ge=0, le=120)] | None = None
    lasts: Annotated[float, Field(gt=0, le=60)] | None = Field(default=None, alias="for")
    ease: Ease | None = None
    amount: Annotated[float, Field(ge=0, le=720)] | None = None


class MotionModel(Strict):
    """What moves; it moves all that the node holds. stagger: seconds between parts of a text."""

    shown: Annotated[list[float | None], Field(min_length=2, max_length=2)] | None = None
    enters: ChangeModel | None = Field(default=None, alias="in")
    leaves: ChangeModel | None = Field(default=None, alias="out")
    pivot: Point = [0.5, 0.5]
    by: Literal["line", "word", "letter"] = "line"
    stagger: Annotated[float, Field(ge=0, le=2)] = 0
    offset: list[OffsetKey] | None = None
    scale: list[NumberKey] | None = None
    rotation: list[NumberKey] | None = None
    opacity: list[NumberKey] | None = None
    clip: list[ClipKey] | None = None
    zoom: list[NumberKey] | None = None
    pan: list[PanKey] | None = None
    color: list[ColorKey] | None = None


class Properties(Strict):
    """All that a node may say, and that `at` may change for a shape or a ratio."""

    direction: Literal["row", "column", "row-reverse", "column-reverse"] | None = None
    justify: Justify | None = None
    align: Align | None = None
    align_self: Align | None = None
    wrap: bool | None = None
    gap: LengthValue | None = None
    padding: EdgesValue | None = None
    margin: EdgesValue | None = None
    grow: Annotated[float, Field(ge=0, le=100)] | None = None
    shrink: Annotated[float, Field(ge=0, le=100)] | None = None
    basis: LengthValue | None = None
    width: LengthValue | None = None
    height: LengthValue | None = None
    min_width: LengthValue | None = None
    max_width: LengthValue | None = None
    min_height: LengthValue | None = None
    max_height: LengthValue | None = None
    aspect: Annotated[float, Field(gt=0.05, lt=20)] | None = None
    position: Literal["relative", "absolute"] | None = None
    inset: EdgesValue | None = None
    safe: bool | list[Literal["top", "end", "bottom", "start"]] | None = None
    z: Annotated[int, Field(ge=-100, le=100)] | None = None
    opacity: Share | None = None
    mirror: bool | None = None
    hidden: bool | None = None
    clip: bool | None = None
    shadow: ShadowModel | None = None
    mask: MaskModel | None = None
    blend: BlendMode | None = None
    motion: MotionModel | None = None
    fill: FillValue | None = None
    stroke: ColorText | None = None
    stroke_width: Annotated[float, Field(ge=0, le=20)] | None = None
    radius: LengthValue | None = None
    shape: Literal["rectangle", "ellipse", "polygon"] | None = None
    points: Annotated[list[Point], Field(min_length=3, max_length=64)] | None = None
    fit: Literal["cover", "contain"] | None = None
    hold: Annotated[float, Field(gt=0.05, lt=20)] | None = None
    anchor: (
        Annotated[list[Share], Field(min_length=2, max_length=2)]
        | Literal["center", "bottom"]
        | None
    ) = None
    focal: Annotated[list[Share], Field(min_length=2, max_length=2)] | None = None
    blur: Annotated[float, Field(ge=0, le=20)] | None = None
    brightness: Annotated[float, Field(ge=0, le=4)] | None = None
    saturation: Annotated[float, Field(ge=0, le=4)] | None = None
    tint: ColorText | None = None
    grain: Annotated[float, Field(ge=0, le=64)] | None = None
    style: Identifier | None = None
    color: FillValue | None = None
    text_align: Literal["start", "center", "end"] | None = None
    trim: bool | None = None
    bars: Annotated[int, Field(ge=8, le=120)] | None = None
    min: Annotated[float, Field(ge=0, le=1)] | None = None
    baseline: Annotated[float, Field(ge=-4, le=5)] | None = None
    start_s: Annotated[float, Field(ge=0, le=60)] | None = None
    from_s: Moment | None = None
    to_s: Moment | None = None
    speed: Annotated[float, Field(ge=0.25, le=4)] | None = None
    loop: bool | None = None
    volume: Annotated[float, Field(ge=0, le=4)] | None = None


class NodeModel(Properties):
    """A node of the tree; `at` changes it for a shape (tall, portrait, square, wide) or a ratio.

    repeat: the list slot for each of whose items the box stands once; cycle: so many times in
    all, starting again; repeat_stagger: seconds by which each stands later than the one before.
    index: the text is the number of its item.
    """

    id: Identifier
    kind: Literal["box", "text", "picture", "shape", "waveform", "lottie", "video"]
    file: Annotated[str, StringConstraints(pattern=r"^[\w./-]{1,120}\.json$")] | None = None
    slot: Identifier | None = None
    text: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    index: bool = False
    when: Identifier | None = None
    unless: Identifier | None = None
    repeat: Identifier | None = None
    cycle: Annotated[int, Field(ge=1, le=MAX_ITEMS)] | None = None
    repeat_stagger: Annotated[float, Field(ge=0, le=5)] = 0
    children: list["NodeModel"] = []
    at: dict[str, Properties] = {}


class SlotModel(Strict):
    """What fills a template: its type, where it comes from, its limits and how it is written.

    format: of numbers decimal, percent, currency or compact; of dates short, medium, long, full
    or a skeleton of CLDR (MMMd). of, min_items, max_items: of lists, whose other keys are those
    of their items.
    """

    type: Literal["text", "number", "date", "list", "colour", "image", "audio", "video"]
    of: Literal["text", "number", "date", "image"] | None = None
    title: str = ""
    bind: Annotated[str, StringConstraints(pattern=r"^(catalog|content|copy)\.[a-z][a-z0-9_]*$")]
    required: bool = True
    default: PlainValue | Annotated[list[PlainValue], Field(max_length=MAX_ITEMS)] | None = None
    max_chars: Annotated[int, Field(ge=1, le=2000)] = 200
    min_side_px: Annotated[int, Field(ge=1, le=16384)] = 1
    min_items: Annotated[int, Field(ge=1, le=MAX_ITEMS)] = 1
    max_items: Annotated[int, Field(ge=1, le=MAX_ITEMS)] = MAX_ITEMS
    format: str | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    digits: Annotated[int, Field(ge=0, le=6)] | None = None


class CopyModel(BaseModel):
    """The words of one locale: a text for each copy slot; signed_off: a native speaker agreed."""

    model_config = ConfigDict(extra="allow", frozen=True)
    signed_off: bool = False
    __pydantic_extra__: dict[str, Annotated[str, StringConstraints(min_length=1, max_length=2000)]]


class TypeProperties(Strict):
    """What a text style says, and what `at` and `scripts` may change."""

    families: Annotated[list[str], Field(min_length=1, max_length=12)] | None = None
    weight: Annotated[float, Field(ge=1, le=1000)] | None = None
    width: Annotated[float, Field(ge=50, le=200)] | None = None
    size: Annotated[float, Field(gt=0, le=80)] | None = None
    min: Annotated[float, Field(gt=0, le=80)] | None = None
    line: Annotated[float, Field(ge=0.7, le=3)] | None = None
    spacing: Annotated[float, Field(ge=-0.2, le=1)] | None = None
    case: Literal["none", "upper"] | None = None
    lines: Annotated[int, Field(ge=1, le=12)] | None = None
    balance: bool | None = None
    overflow: Literal["ellipsis", "fail"] | None = None


class TypeModel(TypeProperties):
    """A named text style. scripts: changes by the locale's script or language (which wins)."""

    at: dict[str, TypeProperties] = {}
    scripts: dict[ScriptKey, "ScriptModel"] = {}


class ScriptModel(TypeProperties):
    """A change of style for locales of one script or language; `scale` multiplies sizes."""

    scale: Annotated[float, Field(gt=0.3, lt=3)] = 1


class ColorsModel(Strict):
    """Where the roles come from: `artwork` derives them from the picture of `slot`."""

    scheme: Literal["dark", "light", "vivid"] = "dark"
    slot: Identifier | None = None
    brand: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")] = "#6C5CE7"


class SoundModel(Strict):
    """What is heard: the sound of an audio slot, cut or looped to the duration.

    Without a slot it says how the sound of clips fades. gain_db: decibels above (below 0: under)
    the loudness that all videos are brought to. duck_db: while a clip is heard, under that.
    """

    slot: Identifier | None = None
    fade_in_s: Annotated[float, Field(ge=0, le=10)] = 0
    fade_out_s: Annotated[float, Field(ge=0, le=10)] = 0
    gain_db: Annotated[float, Field(ge=-40, le=6)] = 0
    duck_db: Annotated[float, Field(ge=0, le=40)] = 12


class CanvasModel(Strict):
    """The size that the whole was drawn at: `u` is then a hundredth of its short side.

    contain: all of it is seen; cover: no edge of the picture stays empty.
    """

    width: Annotated[float, Field(ge=1, le=8192)]
    height: Annotated[float, Field(ge=1, le=8192)]
    fit: Literal["contain", "cover"] = "contain"


class TemplateModel(Strict):
    """The whole of `template.yaml`."""

    schema_version: Literal[1] = Field(alias="schema")
    id: Identifier
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    title: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    theme: Identifier
    kind: Literal["static", "animated"]
    duration_s: Annotated[float, Field(ge=0.5, le=60)] | None = None
    fps: Literal[24, 25, 30, 50, 60] | None = None
    poster_s: Annotated[float, Field(ge=0, le=60)] = 0
    cuts_s: list[Annotated[float, Field(gt=0, le=60)]] = []
    loop: bool = False
    cost_s: Annotated[float, Field(gt=0, le=600)]
    ratios: Annotated[list[RatioText], Field(min_length=1, max_length=20)]
    default_locale: str = "en"
    slots: Annotated[dict[Identifier, SlotModel], Field(min_length=1, max_length=40)]
    copy_: dict[str, CopyModel] = Field(alias="copy")
    colors: ColorsModel = ColorsModel()
    background: ColorText = "background"
    sound: SoundModel | None = None
    canvas: CanvasModel | None = None
    type: Annotated[dict[Identifier, TypeModel], Field(max_length=20)] = {}
    layout: NodeModel


def template_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `template.yaml`, for editors: with a word on every key."""
    schema = TemplateModel.model_json_schema(by_alias=True)
    for name, model in (("TemplateModel", schema), *schema["$defs"].items()):
        for key, value in model["properties"].items():
            value["description"] = DESCRIPTIONS[name][key]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
