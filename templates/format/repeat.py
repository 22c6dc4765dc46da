"""A node that stands for a list → a copy of it for each item that the list may have.

The copies are made when the template is read, since trees are laid out by cached nodes; those
that a list has no item for are left out of the layout.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from templates.nodes import AnyNode, Turn

_Node = TypeVar("_Node", bound=AnyNode)


def repeated(
    node: AnyNode, *, slot: str, times: int, cycle: bool, stagger_s: float
) -> tuple[AnyNode, ...]:
    """Copies 1 to `times`, ids ending in -1, -2, …; copy n moves n - 1 staggers later."""
    turns = [Turn(slot=slot, index=index, cycle=cycle) for index in range(times)]
    ids = frozenset(_ids(node))
    return tuple(_copied(node, turn, ids, delay_s=turn.index * stagger_s) for turn in turns)


def _copied(node: _Node, turn: Turn, ids: frozenset[str], *, delay_s: float) -> _Node:
    mask = node.mask
    if mask is not None and mask.text in ids:
        mask = replace(mask, text=_numbered(mask.text, turn))
    return replace(
        node,
        id=_numbered(node.id, turn),
        turn=turn,
        mask=mask,
        motion=node.motion.delayed(delay_s),
        children=tuple(_copied(child, turn, ids, delay_s=delay_s) for child in node.children),
    )


def _numbered(name: str, turn: Turn) -> str:
    return f"{name}-{turn.index + 1}"


def _ids(node: AnyNode) -> Iterator[str]:
    yield node.id
    for child in node.children:
        yield from _ids(child)
