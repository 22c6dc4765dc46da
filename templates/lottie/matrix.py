"""The affine transforms of layers, and what they do to a box: move, turn, grow."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Matrix:
    """x' = xx·x + xy·y + dx, y' = yx·x + yy·y + dy, y downwards."""

    xx: float = 1.0
    xy: float = 0.0
    yx: float = 0.0
    yy: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    def __matmul__(self, inner: "Matrix") -> "Matrix":
        """First `inner`, then this."""
        dx, dy = self.apply(inner.dx, inner.dy)
        return Matrix(
            xx=self.xx * inner.xx + self.xy * inner.yx,
            xy=self.xx * inner.xy + self.xy * inner.yy,
            yx=self.yx * inner.xx + self.yy * inner.yx,
            yy=self.yx * inner.xy + self.yy * inner.yy,
            dx=dx,
            dy=dy,
        )

    def apply(self, x: float, y: float) -> tuple[float, float]:
        """Where a point goes."""
        return self.xx * x + self.xy * y + self.dx, self.yx * x + self.yy * y + self.dy

    def inverse(self) -> "Matrix":
        """The way back. Raises ZeroDivisionError for what has shrunk to nothing."""
        area = self.xx * self.yy - self.xy * self.yx
        xx, xy, yx, yy = self.yy / area, -self.xy / area, -self.yx / area, self.xx / area
        dx, dy = xx * self.dx + xy * self.dy, yx * self.dx + yy * self.dy
        return Matrix(xx=xx, xy=xy, yx=yx, yy=yy, dx=-dx, dy=-dy)

    @property
    def scales(self) -> tuple[float, float]:
        """How much longer the two axes become."""
        return math.hypot(self.xx, self.yx), math.hypot(self.xy, self.yy)

    @property
    def degrees(self) -> float:
        """How far the first axis turns, clockwise, within ±180."""
        return math.degrees(math.atan2(self.yx, self.xx))

    @property
    def flips(self) -> bool:
        """Whether it shows things as a mirror does."""
        return self.xx * self.yy - self.xy * self.yx < 0

    @property
    def skewed(self) -> bool:
        """Whether right angles do not stay right."""
        across, down = self.scales
        dot = self.xx * self.xy + self.yx * self.yy
        return abs(dot) > 1e-3 * max(across * down, 1e-9)


def placing(
    *,
    position: tuple[float, ...],
    anchor: tuple[float, ...],
    scale: tuple[float, ...],
    degrees: float,
    skew: float = 0.0,
    skew_axis: float = 0.0,
) -> Matrix:
    """After Effects' order: the anchor to the origin, scale, skew, turn, then to the position."""
    turn = _turned(degrees)
    slanted = Matrix()
    if skew:
        slant = Matrix(xy=math.tan(math.radians(-skew)))
        slanted = _turned(skew_axis) @ slant @ _turned(-skew_axis)
    grown = Matrix(xx=scale[0] / 100, yy=scale[1] / 100)
    home = Matrix(dx=-anchor[0], dy=-anchor[1])
    return Matrix(dx=position[0], dy=position[1]) @ turn @ slanted @ grown @ home


def _turned(degrees: float) -> Matrix:
    along, across = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return Matrix(xx=along, xy=-across, yx=across, yy=along)
