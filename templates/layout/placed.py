"""A laid-out tree, and its mirror image."""

from collections.abc import Iterator
from dataclasses import dataclass

from templates.nodes import AnyNode
from templates.scene import Box

# A binary fraction: sums and differences of snapped lengths are exact, so that mirroring a
# layout twice gives the very same layout.
_STEPS_PER_PX = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A node and its box in the finished picture, in pixels; flipped: seen in a mirror."""

    node: AnyNode
    box: Box
    children: tuple["Placed", ...] = ()
    flipped: bool = False

    def walk(self) -> Iterator["Placed"]:
        """This one, then all below it, in the template's order."""
        yield self
        for child in self.children:
            yield from child.walk()


def snap(length_px: float) -> float:
    """The nearest 1/64 of a pixel."""
    return round(length_px * _STEPS_PER_PX) / _STEPS_PER_PX


def mirror(placed: Placed, *, width_px: float) -> Placed:
    """The layout as a mirror shows it, in a picture of that width.

    A node with `mirror: false` changes its place, and keeps its inside as it is.
    """
    box = _at(placed.box, x=width_px - placed.box.x - placed.box.width)
    if not placed.node.mirror:
        return _moved(placed, by_px=box.x - placed.box.x)
    children = tuple(mirror(child, width_px=width_px) for child in placed.children)
    return Placed(node=placed.node, box=box, children=children, flipped=not placed.flipped)


def _moved(placed: Placed, *, by_px: float) -> Placed:
    children = tuple(_moved(child, by_px=by_px) for child in placed.children)
    box = _at(placed.box, x=placed.box.x + by_px)
    return Placed(node=placed.node, box=box, children=children, flipped=placed.flipped)


def _at(box: Box, *, x: float) -> Box:
    return Box(x=x, y=box.y, width=box.width, height=box.height)
