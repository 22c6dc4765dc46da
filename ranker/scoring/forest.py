"""An XGBoost model → its trees as bit masks of leaves.

A tree's leaves are numbered from left to right. A split lets an arm keep the leaves of the side it
goes to and takes the other side's away; the leaf that all splits leave is the arm's. Since "and"
has no order, the splits may be asked in any order, and those that depend on the artist alone once
per artist (QuickScorer: Lucchese et al., SIGIR 2015, section 3).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ranker.features.grouped import Float32, Index

if TYPE_CHECKING:
    import xgboost as xgb

Masks = NDArray[np.uint64]
_BITS = 64
_ALL = (1 << _BITS) - 1


class UnsupportedTreesError(Exception):
    """Trees that bit masks cannot stand for; the model's own predict still can."""


class Splits(NamedTuple):
    """The splits of all pieces, one after the other: n each, `starts` one more than pieces.

    A named tuple, since numba takes those and no other classes. An arm goes left where its
    `features` value is below `thresholds`, and without a value where `default_left`; it then keeps
    `keep_left` of the piece's leaves, else `keep_right`.
    """

    features: Index
    thresholds: Float32
    default_left: NDArray[np.bool_]
    keep_left: Masks
    keep_right: Masks
    starts: Index

    def of(self, places: Sequence[int]) -> "Splits":
        """The splits on these features, which are then numbered by their place in `places`."""
        most = max((*places, int(self.features.max(initial=-1)))) + 1
        slots = np.full(most, -1, dtype=np.int64)
        slots[list(places)] = np.arange(len(places))
        kept = slots[self.features] >= 0
        before = np.concatenate([[0], np.cumsum(kept)])
        return Splits(
            features=slots[self.features[kept]],
            thresholds=self.thresholds[kept],
            default_left=self.default_left[kept],
            keep_left=self.keep_left[kept],
            keep_right=self.keep_right[kept],
            starts=before[self.starts],
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Forest:
    """Trees in pieces of at most 64 leaves, in the order in which XGBoost adds them up.

    leaves: pieces × 64 values; all: per piece the bits that stand for a leaf.
    """

    splits: Splits
    leaves: Float32
    all: Masks


def read_forest(booster: "xgb.Booster") -> Forest:
    """The trees of a model with one output. UnsupportedTreesError for what masks cannot hold.

    Format: https://xgboost.readthedocs.io/en/release_3.2.0/tutorials/saving_model.html; numbers
    are printed so that they read back as the same float32.
    """
    model = json.loads(bytes(booster.save_raw("json")))["learner"]["gradient_booster"]
    if model["name"] != "gbtree":
        raise UnsupportedTreesError(f"a model of kind {model['name']}; gbtree is understood")
    trees = model["model"]["trees"]
    if any(int(tree["tree_param"]["size_leaf_vector"]) > 1 for tree in trees):
        raise UnsupportedTreesError("leaves that are vectors; single numbers are understood")
    if any(any(tree["split_type"]) for tree in trees):
        raise UnsupportedTreesError("splits by category; splits by number are understood")
    return _joined([piece for tree in trees for piece in _pieces(tree)])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Split:
    """A split as the model has it: the leaves from first to middle lie left, to last right."""

    node: int
    first: int
    middle: int
    last: int

    def keeps(self, start: int) -> tuple[int, int]:
        """What going left and going right keep of the 64 leaves from `start` on."""
        left, right = (self.first, self.middle), (self.middle, self.last)
        return _ALL & ~_bits(*right, start), _ALL & ~_bits(*left, start)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Piece:
    tree: dict[str, Any]
    splits: list[tuple[int, int, int]]
    values: list[float]


def _pieces(tree: dict[str, Any]) -> list[_Piece]:
    leaves, splits = _walk(tree)
    found = []
    for start in range(0, len(leaves), _BITS):
        keeps = ((split.node, *split.keeps(start)) for split in splits)
        matter = [(node, left, right) for node, left, right in keeps if left & right != _ALL]
        values = [tree["split_conditions"][leaf] for leaf in leaves[start : start + _BITS]]
        found.append(_Piece(tree=tree, splits=matter, values=values))
    return found


def _walk(tree: dict[str, Any]) -> tuple[list[int], list[_Split]]:
    """The nodes of the leaves from left to right, and the splits."""
    leaves: list[int] = []
    splits: list[_Split] = []

    def visit(node: int) -> None:
        left = tree["left_children"][node]
        if left < 0:
            leaves.append(node)
            return
        first = len(leaves)
        visit(left)
        middle = len(leaves)
        visit(tree["right_children"][node])
        splits.append(_Split(node=node, first=first, middle=middle, last=len(leaves)))

    visit(0)
    return leaves, splits


def _bits(first: int, last: int, start: int) -> int:
    """The bits of the leaves from `first` to before `last`, of the 64 from `start` on."""
    low, high = (min(max(leaf - start, 0), _BITS) for leaf in (first, last))
    return (1 << high) - (1 << low)


def _joined(pieces: Sequence[_Piece]) -> Forest:
    leaves = np.zeros((len(pieces), _BITS), dtype=np.float32)
    for row, piece in zip(leaves, pieces, strict=True):
        row[: len(piece.values)] = piece.values
    flat = [(piece.tree, *split) for piece in pieces for split in piece.splits]
    columns = {
        name: [tree[name][node] for tree, node, _, _ in flat]
        for name in ("split_indices", "split_conditions", "default_left")
    }
    return Forest(
        splits=Splits(
            features=np.array(columns["split_indices"], dtype=np.int64),
            thresholds=np.array(columns["split_conditions"], dtype=np.float32),
            default_left=np.array(columns["default_left"], dtype=bool),
            keep_left=np.array([left for _, _, left, _ in flat], dtype=np.uint64),
            keep_right=np.array([right for _, _, _, right in flat], dtype=np.uint64),
            starts=np.cumsum([0, *(len(piece.splits) for piece in pieces)]),
        ),
        leaves=leaves,
        all=np.array([_bits(0, len(piece.values), 0) for piece in pieces], dtype=np.uint64),
    )
