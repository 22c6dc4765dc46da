"""A cap on a still's bytes → the highest quality that fits, found with few encodings."""

import math
from collections.abc import Callable

from render_farm.errors import DeliveryRefused

# Below this, blocks and smears show at a glance: rather no file than such a one.
LEAST_QUALITY = 40


def best_quality(
    encode: Callable[[int], bytes], *, start: int, max_bytes: int, least: int = LEAST_QUALITY
) -> bytes:
    """The file of the highest quality from `least` to `start` that weighs at most `max_bytes`.

    encode: the file at a quality; asked once where `start` fits, else about five times. Of two
    qualities the higher one is taken to weigh more.

    Raises:
        DeliveryRefused: even the least quality weighs more. And what `encode` raises.
    """
    weights: dict[int, int] = {}
    found: bytes | None = None
    low, high, quality = least - 1, start + 1, start
    while low < quality < high:
        data = encode(quality)
        weights[quality] = len(data)
        if len(data) <= max_bytes:
            found, low = data, quality
        else:
            high = quality
        quality = max(low + 1, min(high - 1, _guess(weights, max_bytes)))
    if found is None:
        what = f"a still of {weights[high]} bytes at quality {high}, the least"
        raise DeliveryRefused(what, allowed=f"at most {max_bytes} bytes")
    return found


def _guess(weights: dict[int, int], max_bytes: int) -> int:
    """Where the cap should be met, by a line through the logarithms of the two nearest weights.

    From one weight alone, as bytes usually fall: by half in 25 steps.
    """
    nearest = sorted(weights, key=lambda quality: abs(math.log(weights[quality] / max_bytes)))
    quality, slope = nearest[0], 1 / 25
    if len(nearest) > 1:
        rise = math.log2(weights[quality] / weights[nearest[1]]) / (quality - nearest[1])
        slope = max(rise, 1e-3)
    return math.floor(quality + math.log2(max_bytes / weights[quality]) / slope)
