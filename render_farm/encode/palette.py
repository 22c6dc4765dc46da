"""Sampled pictures of a film → the colours that all frames of its GIF share."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# One of a GIF's 256 is for what does not change.
COLORS = 255
# A colour that fills so much of the samples is flat ground or type: it is kept exactly, since
# dithered flats show each seam. No more than so many.
_FLAT_SHARE = 0.002
_MOST_FLATS = 96
_ROUNDS = 2
# 1: colours by how often they are seen; 0: each shade once.
_EVENNESS = 0.7


def common_palette(samples: NDArray[np.uint8]) -> NDArray[np.int32]:
    """The colours (n, 3), n ≤ 255, for the samples (rows, columns, 3) of all a film's moments.

    Flat colours as they are, the rest by median cut and k-means (Pillow).
    """
    packed = (samples.astype(np.int32) << (16, 8, 0)).sum(axis=2).reshape(-1)
    values, counts = np.unique(packed, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:_MOST_FLATS]
    flats = values[order][counts[order] >= max(2, _FLAT_SHARE * packed.size)]
    exact = np.stack([flats >> 16, flats >> 8 & 255, flats & 255], axis=1)
    rest = samples.reshape(-1, 3)[~np.isin(packed, flats)]
    if not rest.size:
        return exact.astype(np.int32)
    picture = Image.fromarray(np.ascontiguousarray(_thinned(rest)[None]))
    reduced = picture.quantize(COLORS - len(exact), method=Image.Quantize.MEDIANCUT, kmeans=_ROUNDS)
    mixed = np.array(reduced.getpalette(), dtype=np.int32).reshape(-1, 3)
    return np.concatenate([exact, mixed]).astype(np.int32)


def _thinned(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Fewer of the pixels (n, 3), and the fewer the more there are that look alike.

    Else a large sky takes all colours, and a small sun gets none.
    """
    cells = ((pixels >> 4).astype(np.int32) << (8, 4, 0)).sum(axis=1)
    order = np.argsort(cells, kind="stable")
    counts = np.bincount(cells, minlength=1 << 12)
    kept = np.ceil(counts**_EVENNESS).astype(np.int64)
    ranks = np.arange(len(cells)) - np.repeat(np.cumsum(counts) - counts, counts)
    wanted, there = np.repeat(kept, counts), np.repeat(counts, counts)
    chosen = order[(ranks + 1) * wanted // there > ranks * wanted // there]
    thinned: NDArray[np.uint8] = np.take(pixels, chosen, axis=0)
    return thinned
