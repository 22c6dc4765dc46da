"""What boxes with `repeat` may say, and the places where a list can be shown."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from math import inf

from templates.format.document import Path
from templates.format.fault import Fault
from templates.format.model import MAX_NODES, NodeModel, Properties, TemplateModel
from templates.format.motion import motion
from templates.format.motion_rules import motion_faults
from templates.motion import Track
from templates.nodes import Motion

# Floats of equal written times may differ in their last bits.
_SOON_S = 1e-6


def repeat_faults(model: TemplateModel, nodes: Sequence[tuple[Path, NodeModel]]) -> Iterator[Fault]:
    """All that is wrong with repeating; nodes: all of the tree, each with its path."""
    repeats = {path: node for path, node in nodes if node.repeat is not None}
    seen: set[str] = set()
    for path, node in nodes:
        around = [where for where in repeats if path[: len(where)] == where]
        yield from _own_faults(model, node, path, inside=len(around) > 1)
        yield from _place_faults(model, node, path, repeated=bool(around))
        times = _times(model, repeats[around[0]]) if around else 1
        for name in [f"{node.id}-{n + 1}" for n in range(times)] if around else [node.id]:
            if name in seen:
                yield Fault(
                    path=(*path, "id"), what=f"{name!r} is used twice", allowed="unique ids"
                )
            seen.add(name)
        if around:
            yield from _late_faults(model, node, path, by=repeats[around[0]])
    if len(seen) > MAX_NODES:
        what = f"{len(seen)} nodes with all repeats"
        yield Fault(path=("layout",), what=what, allowed=f"at most {MAX_NODES}")


def _own_faults(
    model: TemplateModel, node: NodeModel, path: Path, *, inside: bool
) -> Iterator[Fault]:
    if node.repeat is None:
        for name in sorted({"cycle", "repeat_stagger"} & node.model_fields_set):
            yield Fault(path=(*path, name), what="nothing is repeated", allowed="beside repeat")
        return
    lists = [name for name, slot in model.slots.items() if slot.type == "list"]
    where = (*path, "repeat")
    if node.kind != "box" or path == ("layout",):
        yield Fault(path=where, what=f"a {node.kind} at {node.id!r}", allowed="a box in another")
    if node.repeat not in lists:
        allowed = ", ".join(lists) or "a slot of type list"
        yield Fault(path=where, what=f"{node.repeat!r} is no list slot", allowed=allowed)
    if inside:
        yield Fault(path=where, what="a repeat in a repeat", allowed="one at a time")
    if node.repeat_stagger and model.kind == "static":
        yield Fault(
            path=(*path, "repeat_stagger"),
            what="a static template does not move",
            allowed="kind: animated",
        )


def _place_faults(
    model: TemplateModel, node: NodeModel, path: Path, *, repeated: bool
) -> Iterator[Fault]:
    slot = model.slots.get(node.slot or "")
    if slot is not None and slot.type == "list" and not repeated:
        yield Fault(
            path=(*path, "slot"), what=f"{node.slot!r} is a list", allowed="inside a repeated box"
        )
    if node.index and (node.kind != "text" or not repeated):
        yield Fault(
            path=(*path, "index"), what="there is no item", allowed="a text in a repeated box"
        )


def _late_faults(
    model: TemplateModel, node: NodeModel, path: Path, *, by: NodeModel
) -> Iterator[Fault]:
    """The motion of the last copy must end before the video does."""
    delay_s = (_times(model, by) - 1) * by.repeat_stagger
    end_s = model.duration_s or 0.0
    said: list[tuple[Properties, Path]] = [(node, path)]
    said += [(change, (*path, "at", name)) for name, change in node.at.items()]
    for properties, where in said:
        moving = properties.motion
        if moving is None or not delay_s or any(motion_faults(model, node.kind, moving, where)):
            continue
        last_s = _last_s(motion(moving, end_s=end_s)) + delay_s
        if last_s > end_s + _SOON_S:
            yield Fault(
                path=(*where, "motion"),
                what=f"in the last copy it ends at {last_s:g}",
                allowed=f"0 to {end_s:g}: fewer max_items, a shorter repeat_stagger, or sooner",
            )


def _last_s(moving: Motion) -> float:
    """When the last of its keyframes is."""
    tracks = (getattr(moving, field.name) for field in fields(moving))
    times = [track.keyframes[-1].t_s for track in tracks if isinstance(track, Track)]
    return max([*times, *(moment.t_s for moment in moving.color)], default=-inf)


def _times(model: TemplateModel, node: NodeModel) -> int:
    slot = model.slots.get(node.repeat or "")
    return node.cycle or (slot.max_items if slot is not None else 1)
