"""A table of shares → a map: the darker a field, the greater its share."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ranker.report.plots.canvas import ACCENT, LINE, canvas


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatMap:
    """values: rows × columns, 0–1; 0 stays empty. notes: what is written into each field."""

    title: str
    rows: Sequence[str]
    columns: Sequence[str]
    values: NDArray[np.float64]
    notes: Sequence[Sequence[str]] = ()


def draw_heat(plot: HeatMap) -> str:
    """The map as inline SVG; it grows with its rows and columns."""
    many, wide = plot.values.shape
    size = (2.3 + 0.46 * wide, 0.6 + 0.25 * many)
    with canvas(width_in=max(size[0], 4.0), height_in=size[1], title=plot.title) as drawn:
        axes = drawn.axes
        for row, column in zip(*np.nonzero(plot.values > 0), strict=True):
            value = float(plot.values[row, column])
            shade = 0.15 + 0.85 * value
            axes.bar(column, 0.86, bottom=row - 0.43, width=0.92, color=ACCENT, alpha=shade)
            if plot.notes and plot.notes[row][column]:
                axes.text(
                    column, row, plot.notes[row][column], ha="center", va="center", fontsize=7.5
                )
        axes.set_xticks(range(wide), plot.columns)
        axes.set_yticks(range(many), plot.rows)
        axes.set_xlim(-0.5, wide - 0.5)
        axes.set_ylim(many - 0.5, -0.5)
        axes.xaxis.tick_top()
        axes.spines["bottom"].set_visible(False)
        axes.hlines(np.arange(many - 1) + 0.5, -0.5, wide - 0.5, color=LINE, linewidth=0.5)
    return drawn.svg
