"""Blend modes: what becomes of two opaque colours, channel by channel.

W3C Compositing and Blending Level 1, 9.1 (separable blend modes).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from templates.scene import Blend, Color

# Channels 0-1: of what lies below, and of the layer's own colour.
Shares = NDArray[np.float64]


def mixed(below: Shares, own: Shares, mode: Blend) -> Shares:
    """B(below, own), 0-1; both of one shape, or such that numpy makes them so."""
    return _FORMULAS[mode](below, own)


def blended(front: Color, back: Color, mode: Blend) -> Color:
    """`front` blended with an opaque `back`: by its alpha, B(back, front) takes its place."""
    if mode is Blend.NORMAL or front.alpha <= 0:
        return front
    below, own = (np.array((c.red, c.green, c.blue)) / 255 for c in (back, front))
    red, green, blue = (round(255 * float(channel)) for channel in mixed(below, own, mode))
    return Color(red=red, green=green, blue=blue, alpha=front.alpha)


def _overlay(below: Shares, own: Shares) -> Shares:
    return np.where(below <= 0.5, 2 * below * own, 1 - 2 * (1 - below) * (1 - own))


def _soft_light(below: Shares, own: Shares) -> Shares:
    steep = ((16 * below - 12) * below + 4) * below
    high = np.where(below <= 0.25, steep, np.sqrt(below))
    darker = below - (1 - 2 * own) * below * (1 - below)
    return np.where(own <= 0.5, darker, below + (2 * own - 1) * (high - below))


_FORMULAS: dict[Blend, Callable[[Shares, Shares], Shares]] = {
    Blend.NORMAL: lambda below, own: own + 0 * below,
    Blend.MULTIPLY: lambda below, own: below * own,
    Blend.SCREEN: lambda below, own: below + own - below * own,
    Blend.OVERLAY: _overlay,
    Blend.SOFT_LIGHT: _soft_light,
    Blend.LIGHTEN: np.maximum,
    Blend.DARKEN: np.minimum,
    Blend.ADD: lambda below, own: np.minimum(1.0, below + own),
}
