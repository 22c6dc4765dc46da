"""Template + two moments → which slots the pictures between them depend on, as far as can be told.

Nothing is laid out here: a text that pushes its neighbours about is not known to. So this says
what to expect, cheaply, and never what is: equal pictures are told by the Scenes.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, fields, is_dataclass

from templates.motion import Track
from templates.nodes import (
    AnyNode,
    BoxNode,
    ColorRef,
    LottieNode,
    Motion,
    PictureNode,
    ShapeNode,
    TextNode,
    Unit,
    VideoNode,
    WaveformNode,
)
from templates.ratio import shape_of
from templates.resolved import ResolvedTemplate
from templates.roles import FIXED_ROLES
from templates.template import Look, SlotType, Template

_REST = {
    "offset": (0.0, 0.0),
    "scale": (1.0,),
    "rotation": (0.0,),
    "opacity": (1.0,),
    "clip": (0.0, 0.0, 0.0, 0.0),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """What is seen between two moments: the slots it depends on, and whether words are set."""

    slots: frozenset[str]
    worded: bool

    def signature(self, resolved: ResolvedTemplate) -> Hashable:
        """Equal for contents of one template whose pictures are expected to be equal there.

        Words of one script are set alike in each language, unless a style names the language.
        """
        locale = resolved.locale
        styled = {key for _, key in resolved.look.script_styles}
        return (
            resolved.ratio,
            resolved.safe_zone,
            locale.right_to_left,
            tuple((slot, resolved.values.get(slot)) for slot in sorted(self.slots)),
            (locale.script, locale.language in styled and locale.language) if self.worded else None,
        )


def stretch_of(template: Template, *, ratio: str, start_s: float, end_s: float) -> Stretch:
    """The stretch from `start_s` to before `end_s` in a ratio. Raises InvalidRatio."""
    look = template.looks.get(ratio) or template.looks[shape_of(ratio).value]
    shown = [item for item in _walk(look.tree, _Outer()) if item.meets(start_s, end_s)]
    shown.sort(key=lambda item: item.z)
    curtains = [place for place, item in enumerate(shown) if item.hides(start_s, end_s)]
    seen = shown[curtains[-1] :] if curtains else shown
    roles = [role for item in seen for role in _roles(item.node)]
    if not curtains:
        roles += _roles(template.background)
    slots = {slot for item in seen for slot in _slots(item.node, look)}
    slots |= {slot for role in roles if (slot := _source(role, template)) is not None}
    return Stretch(slots=frozenset(slots), worded=any(_is_worded(item.node) for item in seen))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Outer:
    """What a node takes over from what holds it. full: that covers the picture."""

    from_s: float = 0.0
    to_s: float | None = None
    z: int = 0
    full: bool = True
    motions: tuple[Motion, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Item:
    """A node in its surroundings, itself included."""

    node: AnyNode
    z: int
    around: _Outer

    def meets(self, start_s: float, end_s: float) -> bool:
        """Whether anything of it may be seen between the moments."""
        ends_s = self.around.to_s
        return self.around.from_s < end_s and (ends_s is None or ends_s > start_s)

    def hides(self, start_s: float, end_s: float) -> bool:
        """Whether all below it is hidden all the time between the moments."""
        node, around = self.node, self.around
        stays = around.from_s <= start_s and (around.to_s is None or around.to_s >= end_s)
        rests = all(_rests(motion, start_s, end_s) for motion in around.motions)
        return stays and rests and around.full and _is_opaque(node)


def _walk(node: AnyNode, outer: _Outer, *, root: bool = True) -> Iterator[_Item]:
    if node.hidden:
        return
    motion = node.motion
    ends = (outer.to_s, motion.shown_to, motion.leaves_s)
    inner = _Outer(
        from_s=max(outer.from_s, motion.shown_from, motion.enters_s or 0.0),
        to_s=min((end for end in ends if end is not None), default=None),
        z=outer.z + node.z,
        full=outer.full and _is_plain(node) and (root or _fills(node)),
        motions=(*outer.motions, motion),
    )
    yield _Item(node=node, z=inner.z, around=inner)
    for child in node.children:
        yield from _walk(child, inner, root=False)


def _is_plain(node: AnyNode) -> bool:
    """Whether nothing makes it, or what it holds, shine through or vanish."""
    whole = node.opacity == 1.0 and node.mask is None and node.blur == 0.0
    return whole and node.blend == "normal" and node.when is None and node.unless is None


def _fills(node: AnyNode) -> bool:
    """Whether it covers what holds it."""
    inset = node.flex.inset
    edges = (inset.top, inset.end, inset.bottom, inset.start)
    sizes = (node.flex.width, node.flex.height)
    return (
        node.flex.absolute
        and all(edge.unit is not Unit.AUTO and edge.value <= 0 for edge in edges)
        and all(size.unit is Unit.AUTO for size in sizes)
    )


def _is_opaque(node: AnyNode) -> bool:
    if isinstance(node, ShapeNode):
        square = node.shape == "rectangle" and node.radius.value == 0
    else:
        square = isinstance(node, BoxNode) and node.radius.value == 0
    fill = getattr(node, "fill", None)
    return square and isinstance(fill, ColorRef) and fill.alpha == 1.0 and not node.motion.color


def _rests(motion: Motion, start_s: float, end_s: float) -> bool:
    tracks = ((getattr(motion, name), rest) for name, rest in _REST.items())
    return all(track is None or _holds(track, rest, start_s, end_s) for track, rest in tracks)


def _holds(track: Track, value: tuple[float, ...], start_s: float, end_s: float) -> bool:
    inside = (key.t_s for key in track.keyframes if start_s < key.t_s < end_s)
    return all(track.at(moment) == value for moment in (start_s, *inside, end_s))


def _slots(node: AnyNode, look: Look) -> Iterator[str]:
    """The slots that a node shows, or is shown for."""
    named = [node.when, node.unless, node.turn and node.turn.slot]
    if isinstance(node, TextNode | PictureNode | WaveformNode | VideoNode):
        named.append(node.slot)
    if node.mask is not None and node.mask.text is not None:
        letters = _named(look.tree, node.mask.text)
        named.append(letters.slot if isinstance(letters, TextNode) else None)
    yield from (slot for slot in named if slot)


def _named(node: AnyNode, id: str) -> AnyNode | None:  # noqa: A002 - a node's own word
    if node.id == id:
        return node
    return next((found for child in node.children if (found := _named(child, id))), None)


def _is_worded(node: AnyNode) -> bool:
    return isinstance(node, TextNode) or (node.mask is not None and node.mask.text is not None)


def _roles(value: object) -> list[str]:
    """The colour roles that a node, but not what it holds, is painted in."""
    if isinstance(value, ColorRef):
        return [value.role] if value.role is not None else []
    if isinstance(value, tuple):
        return [role for item in value for role in _roles(item)]
    if not is_dataclass(value) or isinstance(value, type | LottieNode):
        return []
    told = (f.name for f in fields(value) if f.name != "children")
    return [role for name in told for role in _roles(getattr(value, name))]


def _source(role: str, template: Template) -> str | None:
    """The slot that a role's colour comes from."""
    slot = template.slots.get(role) or template.slots.get(role.removeprefix("on_"))
    if slot is not None and slot.type is SlotType.COLOUR:
        return slot.name
    return None if role in FIXED_ROLES else template.colors.slot
