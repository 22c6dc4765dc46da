"""A checked model → the look of each shape and ratio: `at` merged in, defaults filled."""

from typing import Any

from templates.format import values
from templates.format.model import NodeModel, Properties, TemplateModel, TypeModel, TypeProperties
from templates.format.motion import motion
from templates.format.repeat import repeated
from templates.nodes import (
    STILL,
    ZERO,
    AnyNode,
    BoxNode,
    ColorRef,
    Flex,
    LottieNode,
    PictureNode,
    ShapeNode,
    TextNode,
    TypeStyle,
    VideoNode,
    WaveformNode,
)
from templates.ratio import Shape, shape_of
from templates.template import Look

_LENGTHS = ("gap", "basis", "width", "height", "min_width", "max_width", "min_height", "max_height")
_AS_WRITTEN = (
    "direction",
    "justify",
    "align",
    "align_self",
    "wrap",
    "grow",
    "shrink",
    "aspect",
)
_EDGES = ("padding", "margin", "inset")
_EDGE_NAMES = ("top", "end", "bottom", "start")


def make_looks(model: TemplateModel) -> dict[str, Look]:
    """A look for each shape, and one for each of the template's ratios."""
    looks = {shape.value: _look(model, (shape.value,)) for shape in Shape}
    for ratio in model.ratios:
        looks[ratio] = _look(model, (shape_of(ratio).value, ratio))
    return looks


def _look(model: TemplateModel, conditions: tuple[str, ...]) -> Look:
    styles, script_styles = {}, {}
    for name, style in model.type.items():
        plain = _merged_type(style, conditions)
        styles[name] = _type_style(plain, 1)
        for script, change in style.scripts.items():
            update = change.model_dump(exclude_unset=True, exclude={"scale"})
            script_styles[name, script] = _type_style(plain.model_copy(update=update), change.scale)
    (tree,) = _nodes(model.layout, conditions, model)
    return Look(tree=tree, styles=styles, script_styles=script_styles)


def _merged_type(style: TypeModel, conditions: tuple[str, ...]) -> TypeProperties:
    merged = TypeProperties(**style.model_dump(exclude_unset=True, exclude={"at", "scripts"}))
    for condition in conditions:
        if condition in style.at:
            merged = merged.model_copy(update=style.at[condition].model_dump(exclude_unset=True))
    return merged


def _type_style(style: TypeProperties, scale: float) -> TypeStyle:
    said = {
        "weight": style.weight,
        "width": style.width,
        "size": style.size and style.size * scale,
        "min_size": style.min and style.min * min(scale, 1),
        "line_height": style.line,
        "spacing": style.spacing,
        "max_lines": style.lines,
        "balance": style.balance,
    }
    return TypeStyle(
        families=tuple(style.families or ()),
        uppercase=style.case == "upper",
        fail=style.overflow == "fail",
        **{key: value for key, value in said.items() if value is not None},  # type: ignore[arg-type]
    )


def _nodes(
    model: NodeModel, conditions: tuple[str, ...], template: TemplateModel
) -> tuple[AnyNode, ...]:
    """The node, or one for each item that its list may have."""
    node = _node(model, conditions, template)
    if model.repeat is None:
        return (node,)
    return repeated(
        node,
        slot=model.repeat,
        times=model.cycle or template.slots[model.repeat].max_items,
        cycle=model.cycle is not None,
        stagger_s=model.repeat_stagger,
    )


def _node(model: NodeModel, conditions: tuple[str, ...], template: TemplateModel) -> AnyNode:
    said: Properties = model
    for condition in conditions:
        if condition in model.at:
            change = model.at[condition]
            update = {key: getattr(change, key) for key in change.model_fields_set}
            said = said.model_copy(update=update)
    common: dict[str, Any] = {
        "id": model.id,
        "flex": _flex(said),
        "children": tuple(
            node for child in model.children for node in _nodes(child, conditions, template)
        ),
        "z": said.z or 0,
        "opacity": 1.0 if said.opacity is None else said.opacity,
        "mirror": said.mirror is not False,
        "hidden": bool(said.hidden),
        "when": model.when,
        "unless": model.unless,
        "clip": bool(said.clip),
        "shadow": values.shadow(said.shadow) if said.shadow else None,
        "motion": motion(said.motion, end_s=template.duration_s or 0.0) if said.motion else STILL,
        "blur": said.blur or 0.0,
        "mask": values.mask(said.mask) if said.mask else None,
        "blend": said.blend or "normal",
    }
    return _of_kind(model, said, common)


def _of_kind(model: NodeModel, said: Properties, common: dict[str, Any]) -> AnyNode:
    painted: dict[str, Any] = {
        "fill": values.fill(said.fill) if said.fill else None,
        "stroke": values.color(said.stroke) if said.stroke else None,
        "stroke_width": said.stroke_width or 0.0,
        "radius": ZERO if said.radius is None else values.length(said.radius),
    }
    match model.kind:
        case "box":
            return BoxNode(**common, **painted)
        case "shape":
            points = tuple((point[0], point[1]) for point in said.points or ())
            return ShapeNode(**common, **painted, shape=said.shape or "rectangle", points=points)
        case "picture" | "video":
            make = _picture if model.kind == "picture" else _video
            return make(model, said, common, painted["radius"])
        case "lottie":
            return _lottie(model, said, common)
        case "text":
            return TextNode(
                **common,
                slot=model.slot,
                text=model.text,
                number=model.index,
                style=said.style or "",
                color=values.fill(said.color) if said.color else ColorRef(role="text"),
                stroke=painted["stroke"],
                stroke_width=painted["stroke_width"],
                align=said.text_align or "start",
                trim=said.trim is not False,
                baseline=said.baseline,
            )
        case "waveform":
            return _waveform(model, said, common)


def _picture(
    model: NodeModel, said: Properties, common: dict[str, Any], radius: Any
) -> PictureNode:
    return PictureNode(
        **common,
        slot=model.slot or "",
        fit=said.fit or "cover",
        hold=said.hold,
        anchor=_place(said.anchor),
        focal=(said.focal[0], said.focal[1]) if said.focal else None,
        radius=radius,
        brightness=1.0 if said.brightness is None else said.brightness,
        saturation=1.0 if said.saturation is None else said.saturation,
        tint=values.color(said.tint) if said.tint else None,
        grain=said.grain or 0.0,
    )


def _lottie(model: NodeModel, said: Properties, common: dict[str, Any]) -> LottieNode:
    return LottieNode(
        **common,
        file=model.file or "",
        fit=said.fit or "contain",
        start_s=said.start_s or 0.0,
    )


def _video(model: NodeModel, said: Properties, common: dict[str, Any], radius: Any) -> VideoNode:
    spoken: dict[str, Any] = {"speed": said.speed, "loop": said.loop, "volume": said.volume}
    return VideoNode(
        **common,
        slot=model.slot or "",
        fit=said.fit or "cover",
        anchor=_place(said.anchor),
        focal=(said.focal[0], said.focal[1]) if said.focal else None,
        radius=radius,
        from_s=said.from_s or 0.0,
        to_s=said.to_s,
        start_s=said.start_s or 0.0,
        **{name: value for name, value in spoken.items() if value is not None},
    )


def _place(anchor: list[float] | str | None) -> tuple[float, float]:
    return (0.5, 0.5) if anchor is None or isinstance(anchor, str) else (anchor[0], anchor[1])


def _waveform(model: NodeModel, said: Properties, common: dict[str, Any]) -> WaveformNode:
    spoken: dict[str, Any] = {
        "bars": said.bars,
        "gap": None if said.gap is None else values.length(said.gap),
        "least": said.min,
        "radius": None if said.radius is None else values.length(said.radius),
    }
    return WaveformNode(
        **common,
        slot=model.slot or "",
        fill=values.fill(said.fill) if said.fill else ColorRef(role="text"),
        above=1.0 if said.anchor == "bottom" else 0.5,
        **{name: value for name, value in spoken.items() if value is not None},
    )


def _flex(said: Properties) -> Flex:
    found: dict[str, Any] = {
        name: value for name in _AS_WRITTEN if (value := getattr(said, name)) is not None
    }
    for name in _LENGTHS:
        if (value := getattr(said, name)) is not None:
            found[name] = values.length(value)
    for name in _EDGES:
        if (value := getattr(said, name)) is not None:
            found[name] = values.edges(value)
    if said.safe:
        found["safe"] = _EDGE_NAMES if said.safe is True else tuple(said.safe)
    if said.position is not None:
        found["absolute"] = said.position == "absolute"
    return Flex(**found)
