"""The loops of factored scoring, in machine code. Import late: numba takes a quarter second."""

from collections.abc import Callable
from typing import Any, NamedTuple, ParamSpec, TypeVar

import numba
import numpy as np
from numba.cpython.unsafe.numbers import trailing_zeros
from numpy.typing import NDArray

from ranker.features.grouped import Float32
from ranker.scoring.forest import Masks, Splits

P = ParamSpec("P")
R = TypeVar("R")

# Artists at a time: their masks and sums stay in the processor's first cache.
BLOCK = 512
# Templates at a time, so that one instruction adds their sums.
LANES = 16
# An intrinsic, whose types numba alone knows.
_trailing_zeros: Any = trailing_zeros


class Pairs(NamedTuple):
    """Arms whose row at the level artist × template is not the usual one, by artist.

    artists (counted from the first of the block), templates, patterns: n indices each, without a
    sign, so that numba need not think of indices from the end.
    """

    artists: NDArray[np.uint32]
    templates: NDArray[np.uint32]
    patterns: NDArray[np.uint32]


def _compiled(function: Callable[P, R]) -> Callable[P, R]:
    """In machine code, kept for the next process where a folder can be written."""
    compiled: Callable[P, R]
    try:
        compiled = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # numba found no folder for its cache
        compiled = numba.njit(nogil=True)(function)
    return compiled


@_compiled
def _clear(splits: Splits, split: int, values: Float32, masks: Masks) -> None:
    """One split for many rows. A missing value is neither below a number nor at least it."""
    threshold = splits.thresholds[split]
    keep_left, keep_right = splits.keep_left[split], splits.keep_right[split]
    if splits.default_left[split]:
        for i in range(len(masks)):
            masks[i] &= keep_right if values[i] >= threshold else keep_left
    else:
        for i in range(len(masks)):
            masks[i] &= keep_left if values[i] < threshold else keep_right


@_compiled
def clear_masks(splits: Splits, columns: Float32, masks: Masks) -> None:
    """All splits for all rows: features × rows of values, pieces × rows of masks, in place."""
    for piece in range(len(masks)):
        for split in range(splits.starts[piece], splits.starts[piece + 1]):
            _clear(splits, split, columns[splits.features[split]], masks[piece])


@_compiled
def _reach(here: Masks, leaves: Float32, table: Float32) -> np.uint64:
    """Fill `table` (64 × lanes) with what each leaf brings each template; all leaves in reach.

    here: per template the leaves that its own splits leave.
    """
    one, reached = np.uint64(1), np.uint64(0)
    for template in range(len(here)):
        reached |= here[template]
    for leaf in range(len(leaves)):
        if (reached >> np.uint64(leaf)) & one:
            for template in range(len(here)):
                brings = (here[template] >> np.uint64(leaf)) & one
                table[leaf, template] = leaves[leaf] if brings else np.float32(0)
    return reached


@_compiled
def _add(masks: Masks, table: Float32, sums: Float32) -> None:
    """Add what the leaves that are left to each row bring: rows × lanes of sums."""
    one, nothing = np.uint64(1), np.uint64(0)
    for i in range(len(masks)):
        left = masks[i]
        while left != nothing:
            leaf = _trailing_zeros(left)
            left &= left - one
            for lane in range(0, sums.shape[1], LANES):
                for k in range(LANES):
                    sums[i, lane + k] += table[leaf, lane + k]


@_compiled
def _add_pairs(
    pairs: Pairs, own: Masks, masks: Masks, here: Masks, leaves: Float32, sums: Float32
) -> None:
    """The same for each pair; own: the leaves that the splits of each pattern leave."""
    for p in range(len(sums)):
        left = masks[pairs.artists[p]] & here[pairs.templates[p]] & own[pairs.patterns[p]]
        if left != np.uint64(0):
            sums[p] += leaves[_trailing_zeros(left)]


@_compiled
def add_up(  # noqa: PLR0913, PLR0917 - numba takes arrays, no objects
    splits: Splits,
    columns: Float32,
    low: int,
    here: Masks,
    patterns: Masks,
    usual: int,
    pairs: Pairs,
    leaves: Float32,
    sums: Float32,
    of_pairs: Float32,
) -> None:
    """A block of artists of one genre, piece by piece, as XGBoost adds its trees in float32.

    columns: features × all artists, of whom the block begins with `low`; here: pieces × templates;
    patterns: pieces × patterns of artist × template, `usual` that of all arms that are no pair.
    sums: artists × lanes and of_pairs: both 0 before.
    """
    nothing = np.uint64(0)
    masks = np.empty(len(sums), dtype=np.uint64)
    table = np.zeros((leaves.shape[1], sums.shape[1]), dtype=np.float32)
    for piece in range(len(leaves)):
        reached = _reach(here[piece], leaves[piece], table)
        for i in range(len(masks)):
            masks[i] = reached
        for split in range(splits.starts[piece], splits.starts[piece + 1]):
            decided = ~(splits.keep_left[split] & splits.keep_right[split])
            if decided & reached != nothing:
                column = columns[splits.features[split]]
                _clear(splits, split, column[low : low + len(masks)], masks)
        _add_pairs(pairs, patterns[piece], masks, here[piece], leaves[piece], of_pairs)
        for i in range(len(masks)):
            masks[i] &= patterns[piece, usual]
        _add(masks, table, sums)
