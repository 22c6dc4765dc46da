"""Curated palettes, and smooth ramps through them in OKLab.

OKLab: https://bottosson.github.io/posts/oklab/ — equal steps look equal, so ramps stay clean
where plain RGB would pass through grey.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
# Five colours from dark to light, then the accent.
_PALETTES = (
    "1b1033 6a1f63 d2445c f98a4e ffe3ae 35c6c0",
    "06222e 0d5560 23988f 8fd6b8 fbeecb ff7d52",
    "2a1208 85341a dd6b20 f8b13c fff0c4 1f7a7a",
    "0d0a2c 2f1c86 6a45e6 b98aff ffe6f6 ff5fa8",
    "0b1a17 17493f 3f9a80 b5e6cb f8f4e1 ea6a47",
    "07143a 13419c 3a7dea a8d0ff fff6e8 ff7426",
    "2b1a1f 74404a c47570 f0b8a4 fcebdc 2f8f83",
    "0e1a12 2a5135 6d9a4c d6c25e fbf2c4 e0522b",
    "251043 7d1f9f ff3d84 ffa463 fff0a0 16cfc0",
    "14110f 3f3630 97887a ebe0cf faf5ea e2312a",
    "050816 12235a 1760c4 1fc6d8 f4fbd0 ff2f86",
    "3b1d2a 8f3f40 dd8052 f5c08a fdecd2 2f6f96",
    "0a1a2f 22578a 66a8d2 c0e3f0 f8fcfb ff6658",
    "241126 5f234c ab3f6d ea9446 fbe39a 2fb0a5",
    "0f2f2e 22776a 78c1a0 ffd7b3 fff5e6 f0605f",
    "111014 2f2c36 6f6a78 c3bbb0 f5eee0 e3b04b",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Palette:
    """Five colours from dark to light and an accent, sRGB 0–1."""

    colors: Array
    accent: Array

    @property
    def dark(self) -> Array:
        """The darkest colour."""
        return np.asarray(self.colors[0])

    @property
    def light(self) -> Array:
        """The lightest colour."""
        return np.asarray(self.colors[-1])

    def at(self, place: float) -> Array:
        """The colour at 0 (dark) to 1 (light)."""
        return self.ramp(np.array([place], dtype=np.float32))[:, 0]

    def ramp(self, places: Array) -> Array:
        """Colours at `places` (0–1): three planes of their shape."""
        steps = (np.clip(places, 0, 1) * 1023).astype(np.intp)
        return np.stack([channel.take(steps, mode="clip") for channel in _table(self.colors)])


def palette(index: int) -> Palette:
    """The palette of that number; numbers past the last start again."""
    words = _PALETTES[index % len(_PALETTES)].split()
    colors = np.array([[int(w[i : i + 2], 16) / 255 for i in (0, 2, 4)] for w in words])
    return Palette(
        colors=colors[:5].astype(np.float32), accent=np.asarray(colors[5], dtype=np.float32)
    )


def palette_count() -> int:
    """How many palettes there are."""
    return len(_PALETTES)


def _table(colors: Array) -> Array:
    lab = _to_oklab(colors.astype(np.float64))
    at = np.linspace(0, 1, len(colors))
    fine = np.linspace(0, 1, 1024)
    mixed = np.stack([np.interp(fine, at, lab[:, i]) for i in range(3)], axis=1)
    return np.ascontiguousarray(_from_oklab(mixed).T, dtype=np.float32)


def _to_oklab(srgb: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T)


def _from_oklab(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    lms = (lab @ np.linalg.inv(_TO_LAB).T) ** 3
    linear = np.clip(lms @ np.linalg.inv(_TO_LMS).T, 0, 1)
    bent = 1.055 * linear ** (1 / 2.4) - 0.055
    return np.asarray(np.where(linear <= 0.0031308, linear * 12.92, bent))
