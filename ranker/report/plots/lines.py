"""Named series over days → lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ranker.report.plots.canvas import SERIES, SOFT, WIDE_IN, canvas


@dataclass(frozen=True, kw_only=True, slots=True)
class LinePlot:
    """One value a day for each name; NaN leaves a gap. percent: 0.1 is 10 %."""

    title: str
    axis: str
    days: Sequence[date]
    lines: Mapping[str, Sequence[float]]
    percent: bool = False
    reference: float | None = None


def draw_lines(plot: LinePlot) -> str:
    """The plot as inline SVG, the names beside a legend above."""
    with canvas(width_in=WIDE_IN, height_in=2.7, title=plot.title) as drawn:
        axes = drawn.axes
        days = [day.toordinal() for day in plot.days]
        if plot.reference is not None:
            axes.axhline(plot.reference, color=SOFT, linewidth=0.9, linestyle=(0, (3, 3)))
        for place, (name, values) in enumerate(plot.lines.items()):
            colour = SERIES[place % len(SERIES)]
            axes.plot(days, values, "o-", label=name, color=colour, linewidth=1.6, markersize=2.5)
        axes.set_xticks(days[:: -(-len(days) // 8)])
        axes.xaxis.set_major_formatter(lambda day, _: f"{date.fromordinal(round(day)):%-d %b}")
        if plot.percent:
            axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}".replace("%", " %"))
        axes.set_ylabel(plot.axis)
        axes.grid(axis="y")
        columns = min(len(plot.lines), 6)
        drawn.figure.legend(loc="outside upper left", frameon=False, ncols=columns)
    return drawn.svg
