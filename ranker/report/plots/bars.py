"""Names with one number each → horizontal bars, the greatest on top."""

from collections.abc import Mapping
from dataclasses import dataclass

from ranker.report.plots.canvas import ACCENT, WIDE_IN, canvas


@dataclass(frozen=True, kw_only=True, slots=True)
class BarPlot:
    """Bars of values ≥ 0, drawn in order of size. percent: 0.1 is 10 %."""

    title: str
    axis: str
    bars: Mapping[str, float]
    percent: bool = False


def draw_bars(plot: BarPlot) -> str:
    """The plot as inline SVG; the height grows with the bars."""
    bars = sorted(plot.bars.items(), key=lambda bar: (-bar[1], bar[0]))
    with canvas(width_in=WIDE_IN, height_in=0.7 + 0.28 * len(bars), title=plot.title) as drawn:
        axes = drawn.axes
        places = range(len(bars))
        found = axes.barh(places, [value for _, value in bars], color=ACCENT, height=0.62)
        labels = [f"{v:.0%}".replace("%", " %") if plot.percent else f"{v:.3g}" for _, v in bars]
        axes.bar_label(found, labels, padding=4)
        axes.set_yticks(places, [name for name, _ in bars])
        axes.set_ylim(len(bars) - 0.5, -0.5)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        axes.set_xlabel(plot.axis)
        axes.margins(x=0.1)
    return drawn.svg
