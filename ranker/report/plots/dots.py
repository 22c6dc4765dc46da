"""Estimates with their intervals → a row of dots, each with its line."""

from collections.abc import Sequence
from dataclasses import dataclass

from ranker.report.plots.canvas import ACCENT, INK, SOFT, WIDE_IN, Canvas, canvas


@dataclass(frozen=True, kw_only=True, slots=True)
class Dot:
    """An estimate in the unit of the axis. strong: drawn in the accent's colour."""

    label: str
    value: float
    low: float
    high: float
    strong: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class DotPlot:
    """Dots from top to bottom. reference: where "no difference" stands; percent: 0.1 is 10 %."""

    title: str
    axis: str
    dots: Sequence[Dot]
    reference: float
    percent: bool = False


def draw_dots(plot: DotPlot) -> str:
    """The plot as inline SVG; the height grows with the dots."""
    height = 0.7 + 0.3 * len(plot.dots)
    with canvas(width_in=WIDE_IN, height_in=height, title=plot.title) as drawn:
        axes = drawn.axes
        axes.axvline(plot.reference, color=SOFT, linewidth=0.9, linestyle=(0, (3, 3)))
        for place, dot in enumerate(plot.dots):
            colour = ACCENT if dot.strong else INK
            axes.plot([dot.low, dot.high], [place, place], color=colour, linewidth=2.2, alpha=0.45)
            axes.plot(dot.value, place, "o", color=colour, markersize=6)
            axes.annotate(
                _written(dot.value, percent=plot.percent),
                (dot.high, place),
                xytext=(7, 0),
                textcoords="offset points",
                va="center",
                color=colour,
            )
        _finish(drawn, plot)
    return drawn.svg


def _finish(drawn: Canvas, plot: DotPlot) -> None:
    axes = drawn.axes
    axes.set_yticks(range(len(plot.dots)), [dot.label for dot in plot.dots])
    axes.set_ylim(len(plot.dots) - 0.5, -0.5)
    axes.margins(x=0.12)
    axes.set_xlabel(plot.axis)
    axes.grid(axis="x")
    axes.xaxis.set_major_formatter(lambda value, _: _written(value, percent=plot.percent))


def _written(value: float, *, percent: bool) -> str:
    text = f"{value:+.1%}".replace("%", " %") if percent else f"{value:.2f}"
    return text.replace("-", "−")
