"""A template's tree → boxes, by Taffy (the `stretchable` package), CSS flexbox's rules.

Building a node costs a millisecond and Taffy never gives one back, so the nodes of a template
at a ratio are built once per process; per scene only what texts measure changes.
"""

import logging
import math
import threading
from collections.abc import Callable, Collection, Hashable
from functools import lru_cache
from typing import Any

from templates.layout.placed import Placed, snap
from templates.nodes import AUTO, ZERO, AnyNode, Edges, Flex, Length, TextNode, Unit
from templates.resolved import ResolvedTemplate
from templates.scene import Box

Measure = Callable[[TextNode, float | None], tuple[float, float]]

# Ink reaches a hair beyond the advances that lines are measured by: u kept between it and a zone.
_CLEAR = 0.3
# States whose boxes a tree remembers: a scene's texts as they are, and as its box makes them.
_KNOWN = 2
_EDGE_NAMES = ("top", "end", "bottom", "start")
# Taffy's tree is one per process, and measuring calls back into Python, where threads switch.
_TURN = threading.Lock()


def lay_out(
    resolved: ResolvedTemplate,
    *,
    absent: Collection[str],
    measure: Measure,
    state: Hashable | None = None,
) -> Placed:
    """Boxes for all nodes of a resolved template, before mirroring.

    absent: ids of nodes to leave out. measure: the size of a text for a width in pixels (None:
    as wide as it likes). state: all that measure goes by; boxes of the same words in the same
    state are laid out once (None: anew each time).
    """
    zone = resolved.safe_zone
    start, end = (
        (zone.right, zone.left) if resolved.locale.right_to_left else (zone.left, zone.right)
    )
    with _TURN:
        tree = _tree(
            _Key(resolved.look.tree, (resolved.template.sha256, resolved.ratio)),
            (resolved.width_px, resolved.height_px, resolved.unit_px),
            (zone.top, end, zone.bottom, start),
        )
        return tree.boxes(absent=absent, measure=measure, state=state)


class _Key:
    """Carries a tree into the cache, told apart by its short name instead of all its values."""

    def __init__(self, tree: AnyNode, name: tuple[str, str]) -> None:
        self.tree = tree
        self._name = name

    def __hash__(self) -> int:
        return hash(self._name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other._name == self._name


@lru_cache(maxsize=128)
def _tree(
    key: _Key,
    size: tuple[int, int, float],
    covered: tuple[float, float, float, float],
) -> "_Tree":
    width_px, height_px, unit_px = size
    return _Tree(key.tree, width_px=width_px, height_px=height_px, unit_px=unit_px, covered=covered)


class _Tree:
    """Taffy's nodes for one tree at one size; computed again for each scene."""

    def __init__(
        self,
        root: AnyNode,
        *,
        width_px: int,
        height_px: int,
        unit_px: float,
        covered: tuple[float, float, float, float],
    ) -> None:
        self._taffy = _stretchable()
        self._size = (float(width_px), float(height_px))
        self._unit = unit_px
        self._covered = covered
        self._styles: dict[str, tuple[Any, Any]] = {}
        self._made: dict[tuple[Flex, bool], Any] = {}
        self._hidden: set[str] = set()
        self._nodes: dict[str, Any] = {}
        self._gone = self._taffy.Style(display=self._taffy.style.Display.NONE)
        self._texts: dict[int, TextNode] = {}
        scale = self._taffy.style.geometry.length.Scale
        self._points, self._least = int(scale.POINTS), int(scale.MIN_CONTENT)
        self._found = self._taffy.node.taffylib.PyLayout()
        self._measure: Measure | None = None
        self._failure: Exception | None = None
        self._known: dict[Hashable, Placed] = {}
        self._model = root
        self._root = self._build(root, is_root=True)
        self._leaves = tuple(self._nodes[node.id] for node in self._texts.values())
        space = self._taffy.style.geometry.size.SizeAvailableSpace(*self._size)
        self._space = space.to_dict()

    def boxes(self, *, absent: Collection[str], measure: Measure, state: Hashable | None) -> Placed:
        """What compute says; for one of the last few states, what it said then."""
        if state is None:
            return self.compute(absent=absent, measure=measure)
        key = frozenset(absent), state
        known = self._known.pop(key, None) or self.compute(absent=absent, measure=measure)
        self._known[key] = known
        if len(self._known) > _KNOWN:
            del self._known[next(iter(self._known))]
        return known

    def compute(self, *, absent: Collection[str], measure: Measure) -> Placed:
        self._show_all_but(absent)
        self._measure = measure
        self._failure = None
        for leaf in self._leaves:
            leaf.mark_dirty()
        try:
            self._run_taffy()
        finally:
            self._measure = None
        if self._failure is not None:
            raise self._failure
        return self._placed(self._model, 0.0, 0.0)

    def _run_taffy(self) -> None:
        # What Node.compute_layout does, but for its wrapping of every number that a measure
        # callback gets and gives (that takes a millisecond a call, at sixty calls a layout), and
        # but for its boxes of padding and margin, which nobody reads.
        node, core = self._root, self._taffy.node
        core.taffy.use_rounding = False
        core.taffylib.node_compute_layout_with_measure(
            core.taffy._ptr, node._node_id, self._space, self._measured
        )

    def _show_all_but(self, absent: Collection[str]) -> None:
        for name, (shown, hidden) in self._styles.items():
            if (name in absent) != (name in self._hidden):
                self._nodes[name].style = hidden if name in absent else shown
                (self._hidden.add if name in absent else self._hidden.discard)(name)

    def _build(self, model: AnyNode, *, is_root: bool = False) -> Any:
        flex = model.flex
        shown = self._style(model, flex, is_root=is_root)
        hidden = self._gone
        children = [self._build(child) for child in model.children]
        is_text = isinstance(model, TextNode)
        node = self._taffy.Node(*children, style=shown, measure=self._measured if is_text else None)
        self._nodes[model.id] = node
        if isinstance(model, TextNode):
            self._texts[node._node_id] = model
        self._styles[model.id] = (shown, hidden)
        if model.hidden:
            node.style = hidden
            self._styles[model.id] = (hidden, hidden)
        return node

    def _measured(
        self,
        known_width: float,
        _known_height: float,
        width: dict[str, float],
        _height: dict[str, float],
        context: int,
    ) -> tuple[float, float]:
        """Taffy's question: how large is the text of the node numbered `context`?"""
        model = self._texts.get(context)
        if model is None or self._measure is None or self._failure is not None:
            return 0.0, 0.0
        wanted: float | None = known_width
        if math.isnan(known_width):
            wanted = width["value"] if width["dim"] == self._points else None
            wanted = 0.0 if width["dim"] == self._least else wanted
        try:
            return self._measure(model, wanted)
        # Taffy calls from compiled code, which would swallow what is raised: kept for compute.
        except Exception as failure:  # noqa: BLE001
            self._failure = failure
            return 0.0, 0.0

    def _placed(self, model: AnyNode, x: float, y: float) -> Placed:
        if model.hidden or model.id in self._hidden:
            return Placed(node=model, box=Box(x=snap(x), y=snap(y), width=0.0, height=0.0))
        core, found = self._taffy.node, self._found
        core.taffylib.node_get_layout(core.taffy._ptr, self._nodes[model.id]._node_id, found)
        left, top = x + found.x, y + found.y
        return Placed(
            node=model,
            box=Box(x=snap(left), y=snap(top), width=snap(found.width), height=snap(found.height)),
            children=tuple(self._placed(child, left, top) for child in model.children),
        )

    def _style(self, model: AnyNode, flex: Flex, *, is_root: bool) -> Any:
        style = self._taffy.style
        zero = ZERO if isinstance(model, TextNode) else AUTO
        width = Length(value=self._size[0] / self._unit) if is_root else flex.width
        height = Length(value=self._size[1] / self._unit) if is_root else flex.height
        least = [zero if side == AUTO else side for side in (flex.min_width, flex.min_height)]
        return self._taffy.Style(
            flex_direction=getattr(style.FlexDirection, _word(flex.direction)),
            flex_wrap=style.FlexWrap.WRAP if flex.wrap else style.FlexWrap.NO_WRAP,
            justify_content=getattr(style.JustifyContent, _word(flex.justify)),
            align_items=getattr(style.AlignItems, _word(flex.align)),
            align_self=flex.align_self and getattr(style.AlignSelf, _word(flex.align_self)),
            position=style.Position.ABSOLUTE if flex.absolute else style.Position.RELATIVE,
            gap=self._sides("SizePointsPercent", flex.gap, flex.gap),
            padding=self._edges("RectPointsPercent", self._padding(flex)),
            border=self._edges("RectPointsPercent", Edges()),
            margin=self._edges("RectPointsPercentAuto", flex.margin),
            inset=self._edges("RectPointsPercentAuto", flex.inset),
            flex_grow=flex.grow,
            flex_shrink=flex.shrink,
            flex_basis=_taffy_length(*self._scaled(flex.basis)),
            size=self._sides("SizePointsPercentAuto", width, height),
            min_size=self._sides("SizePointsPercentAuto", *least),
            max_size=self._sides("SizePointsPercentAuto", flex.max_width, flex.max_height),
            aspect_ratio=flex.aspect,
        )

    def _padding(self, flex: Flex) -> Edges:
        if not flex.safe:
            return flex.padding
        lengths = (self._size[1], self._size[0], self._size[1], self._size[0])
        found = {}
        for name, share, length in zip(_EDGE_NAMES, self._covered, lengths, strict=True):
            side: Length = getattr(flex.padding, name)
            covered = share * length / self._unit + _CLEAR if share and name in flex.safe else 0.0
            found[name] = Length(value=max(side.value, covered)) if covered else side
        return Edges(**found)

    def _edges(self, kind: str, edges: Edges) -> Any:
        return self._sides(kind, edges.top, edges.end, edges.bottom, edges.start)

    def _sides(self, kind: str, *sides: Length) -> Any:
        return _taffy_sides(kind, tuple(self._scaled(side) for side in sides))

    def _scaled(self, length: Length) -> tuple[float, str]:
        """A length with u made pixels."""
        scale = self._unit if length.unit is Unit.SHORT else 1.0
        return length.value * scale, length.unit.value


# Taffy's package proves each length by the names of an enum: 10 µs, five hundred times a tree.
@lru_cache(maxsize=1024)
def _taffy_sides(kind: str, sides: tuple[tuple[float, str], ...]) -> Any:
    geometry = _stretchable().style.geometry
    room = geometry.size if kind.startswith("Size") else geometry.rect
    return getattr(room, kind)(*(_taffy_length(*side) for side in sides))


@lru_cache(maxsize=1024)
def _taffy_length(value: float, unit: str) -> Any:
    lengths = _stretchable().style.geometry.length
    if unit == Unit.AUTO.value:
        return lengths.AUTO
    return value * (lengths.PCT if unit == Unit.PARENT.value else lengths.PT)


def _word(word: str) -> str:
    return word.upper().replace("-", "_")


@lru_cache(maxsize=1)
def _stretchable() -> Any:
    """The package, without the handler that it hangs into the root logger when imported."""
    root = logging.getLogger()
    before = list(root.handlers)
    import stretchable  # noqa: PLC0415 - 80 ms, and see above

    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
    return stretchable
