"""What a schema cannot say: references, order and sense of a template that is well-formed."""

from collections.abc import Iterator

from templates.format.document import Path
from templates.format.fault import Fault
from templates.format.mask_rules import mask_faults, unpainted_faults
from templates.format.model import (
    MAX_DEPTH,
    MAX_NODES,
    NodeModel,
    Properties,
    TemplateModel,
)
from templates.format.motion_rules import motion_faults
from templates.format.quote_rules import quote_faults
from templates.format.repeat_rules import repeat_faults
from templates.format.slot_rules import colour_roles, slot_faults
from templates.ratio import Shape

_PAINTED = {"fill", "stroke", "stroke_width", "radius"}
_FOR_KIND = {
    "box": _PAINTED,
    "shape": _PAINTED | {"shape", "points"},
    "picture": {
        "radius",
        "fit",
        "hold",
        "anchor",
        "focal",
        "brightness",
        "saturation",
        "tint",
        "grain",
    },
    "text": {"style", "color", "text_align", "trim", "baseline", "stroke", "stroke_width"},
    "waveform": {"fill", "radius", "bars", "min", "anchor"},
    "lottie": {"fit", "start_s"},
    "video": {
        "fit",
        "anchor",
        "focal",
        "radius",
        "from_s",
        "to_s",
        "start_s",
        "speed",
        "loop",
        "volume",
    },
}
_OF_KINDS = frozenset().union(*_FOR_KIND.values())


def faults(model: TemplateModel) -> Iterator[Fault]:
    """All that is wrong, in the order of the file."""
    yield from _time_faults(model)
    yield from slot_faults(model)
    yield from _copy_faults(model)
    yield from quote_faults(model)
    yield from _type_faults(model)
    yield from _color_faults(model)
    yield from _sound_faults(model)
    nodes = list(walk_nodes(model))
    if len(nodes) > MAX_NODES:
        yield Fault(path=("layout",), what=f"{len(nodes)} nodes", allowed=f"at most {MAX_NODES}")
    yield from repeat_faults(model, nodes)
    for path, node in nodes:
        if len(path) > 2 * MAX_DEPTH:
            yield Fault(path=path, what="nested too deeply", allowed=f"{MAX_DEPTH} levels")
        yield from _node_faults(model, node, path)


def walk_nodes(model: TemplateModel) -> Iterator[tuple[Path, NodeModel]]:
    """Every node with its key path, in the order of the file."""
    yield from _walk(model.layout, ("layout",))


def _walk(node: NodeModel, path: Path) -> Iterator[tuple[Path, NodeModel]]:
    yield path, node
    for index, child in enumerate(node.children):
        yield from _walk(child, (*path, "children", index))


def _time_faults(model: TemplateModel) -> Iterator[Fault]:
    if model.kind == "static":
        if model.loop:
            yield Fault(path=("loop",), what="a static template has none", allowed="kind: animated")
        for name in ("duration_s", "fps"):
            if getattr(model, name) is not None:
                yield Fault(
                    path=(name,), what="a static template has none", allowed="kind: animated"
                )
        return
    for name in ("duration_s", "fps"):
        if getattr(model, name) is None:
            yield Fault(path=(name,), what="missing", allowed="a number, since kind is animated")
    end = model.duration_s or 0.0
    if model.poster_s > end:
        yield Fault(path=("poster_s",), what=f"{model.poster_s:g}", allowed=f"0 to {end:g}")
    if list(model.cuts_s) != sorted(set(model.cuts_s)) or any(cut >= end for cut in model.cuts_s):
        yield Fault(path=("cuts_s",), what=str(model.cuts_s), allowed=f"rising, below {end:g}")


def _copy_faults(model: TemplateModel) -> Iterator[Fault]:
    keys = {
        slot.bind.removeprefix("copy.")
        for slot in model.slots.values()
        if slot.bind.startswith("copy.")
    }
    if model.default_locale not in model.copy_:
        yield Fault(
            path=("default_locale",),
            what=f"no copy for {model.default_locale!r}",
            allowed=", ".join(sorted(model.copy_)) or "a locale of copy",
        )
    for locale, words in model.copy_.items():
        said = set(words.__pydantic_extra__ or {})
        for name in sorted(said - keys):
            yield Fault(
                path=("copy", locale, name),
                what="no slot is bound to it",
                allowed=", ".join(sorted(keys)) or "no copy",
            )
        for name in sorted(keys - said if locale == model.default_locale else ()):
            yield Fault(path=("copy", locale), what=f"{name} is missing", allowed="a text for each")


def _type_faults(model: TemplateModel) -> Iterator[Fault]:
    for name, style in model.type.items():
        for key in ("families", "size"):
            if getattr(style, key) is None:
                yield Fault(path=("type", name), what=f"{key} is missing", allowed="both needed")
        if style.size is not None and style.min is not None and style.min > style.size:
            yield Fault(
                path=("type", name, "min"), what=f"{style.min:g}", allowed=f"≤ {style.size:g}"
            )
        yield from _condition_faults(model, style.at, ("type", name, "at"))


def _color_faults(model: TemplateModel) -> Iterator[Fault]:
    yield from _role_faults(model, model.background, ("background",))
    slot = model.colors.slot
    if slot is not None and (slot not in model.slots or model.slots[slot].type != "image"):
        yield Fault(
            path=("colors", "slot"),
            what=f"{slot!r} is no image slot",
            allowed=", ".join(name for name, s in model.slots.items() if s.type == "image")
            or "a slot of type image",
        )


def _sound_faults(model: TemplateModel) -> Iterator[Fault]:
    sound = model.sound
    if sound is None:
        return
    if model.kind == "static":
        yield Fault(
            path=("sound",), what="a static template is not heard", allowed="kind: animated"
        )
        return
    slots = [name for name, slot in model.slots.items() if slot.type == "audio"]
    if sound.slot is not None and sound.slot not in slots:
        allowed = ", ".join(slots) or "a slot of type audio"
        yield Fault(
            path=("sound", "slot"), what=f"{sound.slot!r} is no audio slot", allowed=allowed
        )
    end = model.duration_s or 0.0
    if sound.fade_in_s + sound.fade_out_s > end:
        yield Fault(
            path=("sound",), what="the fades are longer than the video", allowed=f"{end:g} s"
        )


def _condition_faults(model: TemplateModel, at: object, path: Path) -> Iterator[Fault]:
    allowed = [shape.value for shape in Shape] + list(model.ratios)
    for condition in at if isinstance(at, dict) else ():
        if condition not in allowed:
            yield Fault(
                path=(*path, condition), what="neither shape nor ratio", allowed=", ".join(allowed)
            )


def _node_faults(model: TemplateModel, node: NodeModel, path: Path) -> Iterator[Fault]:
    if node.children and node.kind != "box":
        yield Fault(path=(*path, "children"), what=f"a {node.kind} holds none", allowed="kind: box")
    yield from _reference_faults(model, node, path)
    yield from _condition_faults(model, node.at, (*path, "at"))
    yield from unpainted_faults(node, path)
    for said, where in [(node, path), *((c, (*path, "at", n)) for n, c in node.at.items())]:
        yield from _property_faults(model, node.kind, said, where)


def _reference_faults(model: TemplateModel, node: NodeModel, path: Path) -> Iterator[Fault]:
    wanted = {"picture": "image", "text": "text", "waveform": "audio", "video": "video"}.get(
        node.kind
    )
    shown = {"text": {"text", "number", "date"}}.get(node.kind, {wanted})
    of_type = [name for name, slot in model.slots.items() if (slot.of or slot.type) in shown]
    if node.slot is not None and node.slot not in of_type:
        yield Fault(
            path=(*path, "slot"),
            what=f"{node.slot!r} is no {wanted or 'usable'} slot",
            allowed=", ".join(of_type) or f"no slot for a {node.kind}",
        )
    if node.kind in {"picture", "waveform", "video"} and node.slot is None:
        allowed = ", ".join(of_type) or f"a slot of type {wanted}"
        yield Fault(path=path, what="slot is missing", allowed=allowed)
    if (node.kind == "lottie") == (node.file is None):
        allowed = "the name of a .json file of the template"
        yield Fault(path=(*path, "file"), what=f"{node.file}", allowed=f"{allowed}, on a lottie")
    if node.kind == "text":
        if (node.slot is not None) + (node.text is not None) + node.index != 1:
            yield Fault(
                path=path, what="needs one of slot, text and index", allowed="slot, text or index"
            )
        if node.style not in model.type:
            yield Fault(
                path=(*path, "style"),
                what=f"{node.style!r}",
                allowed=", ".join(model.type) or "a style of type",
            )
    for name, slot in (("when", node.when), ("unless", node.unless)):
        if slot is not None and slot not in model.slots:
            yield Fault(
                path=(*path, name), what=f"no slot {slot!r}", allowed=", ".join(model.slots)
            )


def _property_faults(
    model: TemplateModel, kind: str, said: Properties, path: Path
) -> Iterator[Fault]:
    for name in sorted(said.model_fields_set & (_OF_KINDS - _FOR_KIND[kind])):
        yield Fault(
            path=(*path, name),
            what=f"means nothing for a {kind}",
            allowed=", ".join(sorted(_FOR_KIND[kind])),
        )
    for name in ("fill", "stroke", "tint", "color"):
        yield from _role_faults(model, getattr(said, name), (*path, name))
    if said.shadow is not None:
        yield from _role_faults(model, said.shadow.color, (*path, "shadow", "color"))
    if said.anchor is not None and isinstance(said.anchor, str) != (kind == "waveform"):
        allowed = "center, bottom" if kind == "waveform" else "[x, y], fractions of the free space"
        yield Fault(path=(*path, "anchor"), what=repr(said.anchor), allowed=allowed)
    if said.to_s is not None and said.to_s <= (said.from_s or 0):
        allowed = f"later than {said.from_s or 0:g}, or left out: the end"
        yield Fault(path=(*path, "to_s"), what=f"{said.to_s:g}", allowed=allowed)
    if said.shape == "polygon" and not said.points:
        yield Fault(path=path, what="a polygon without points", allowed="three points or more")
    if said.mask is not None:
        yield from mask_faults(model, said.mask, (*path, "mask"))
    if said.motion is not None:
        yield from motion_faults(model, kind, said.motion, (*path, "motion"))
        for index, key in enumerate(said.motion.color or ()):
            yield from _role_faults(model, key.color, (*path, "motion", "color", index, "color"))


def _role_faults(model: TemplateModel, value: object, path: Path) -> Iterator[Fault]:
    names = [value] if isinstance(value, str) else [name for _, name in getattr(value, "stops", [])]
    for name in names:
        role = name.partition("/")[0]
        roles = colour_roles(model)
        if not role.startswith("#") and role not in roles:
            yield Fault(
                path=path, what=f"no colour {role!r}", allowed=", ".join(roles) + ", #rrggbb"
            )
