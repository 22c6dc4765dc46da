"""A node that stands for a list → a copy of it for each item that the list may have.

The copies are made when the template is read, since trees are laid out by cached nodes; those
that a list has no item for are left out of the layout.
"""

from dataclasses import replace
from typing import TypeVar

from templates.nodes import AnyNode, Turn

_Node = TypeVar("_Node", bound=AnyNode)


def repeated(
    node: AnyNode, *, slot: str, times: int, cycle: bool, stagger_s: float
) -> tuple[AnyNode, ...]:
    """Copies 1 to `times`, ids ending in -1, -2, …; copy n moves n - 1 staggers later."""
    return tuple(
        _copied(node, Turn(slot=slot, index=index, cycle=cycle), delay_s=index * stagger_s)
        for index in range(times)
    )


def _copied(node: _Node, turn: Turn, *, delay_s: float) -> _Node:
    return replace(
        node,
        id=f"{node.id}-{turn.index + 1}",
        turn=turn,
        motion=node.motion.delayed(delay_s),
        children=tuple(_copied(child, turn, delay_s=delay_s) for child in node.children),
    )
