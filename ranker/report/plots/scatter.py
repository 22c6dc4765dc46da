"""What was foretold beside what came → points about the diagonal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ranker.report.plots.canvas import SERIES, SOFT, canvas

_TICKS = (0.1, 0.2, 0.3, 0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0, 3.0, 5.0, 10.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Foretold:
    """A group of predictions: their mean, and what came with its interval, in the same unit."""

    foretold: float
    came: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True, slots=True)
class CalibrationPlot:
    """Points for each name on logarithmic axes of one unit; all values above 0."""

    title: str
    axis: str
    points: Mapping[str, Sequence[Foretold]]


def draw_calibration(plot: CalibrationPlot) -> str:
    """The plot as inline SVG, square, with the diagonal on which every prediction should lie."""
    from matplotlib.ticker import NullLocator  # noqa: PLC0415  # slow to import

    with canvas(width_in=4.6, height_in=4.6, title=plot.title) as drawn:
        axes = drawn.axes
        every = [point for points in plot.points.values() for point in points]
        low = min(min(point.foretold, point.came) for point in every) / 1.15
        high = max(max(point.foretold, point.came) for point in every) * 1.15
        axes.plot([low, high], [low, high], color=SOFT, linewidth=0.9, linestyle=(0, (3, 3)))
        for place, (name, points) in enumerate(plot.points.items()):
            colour = SERIES[place % len(SERIES)]
            across = [point.foretold for point in points]
            axes.vlines(
                across,
                [max(point.low, low) for point in points],
                [min(point.high, high) for point in points],
                color=colour,
                alpha=0.45,
                linewidth=2,
            )
            axes.plot(across, [point.came for point in points], "o-", color=colour, label=name,
                      markersize=4.5, linewidth=1)  # fmt: skip
        for scale, limit in ((axes.set_xscale, axes.set_xlim), (axes.set_yscale, axes.set_ylim)):
            scale("log")
            limit(low, high)
        for side in (axes.xaxis, axes.yaxis):
            side.set_ticks([tick for tick in _TICKS if low <= tick <= high])
            side.set_major_formatter(lambda value, _: f"{value:g}")
            side.set_minor_locator(NullLocator())
        axes.set_xlabel(f"{plot.axis}, foretold")
        axes.set_ylabel(f"{plot.axis}, as it came")
        axes.grid()
        drawn.figure.legend(loc="outside upper left", frameon=False, ncols=len(plot.points))
    return drawn.svg
