"""Rows by market and day → a map of them as inline SVG, in the colours of the page around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from statistics import median

from ranker.quality.figures import MarketFigures

# A map is to be looked at: more columns or rows than these are put together or left out.
_MOST_MARKETS = 60
_MOST_COLUMNS = 130
_LABEL_PX, _HEAD_PX, _WIDTH_PX = 92, 22, 1000


def coverage_map(markets: Sequence[MarketFigures]) -> str:
    """A row for each market, a column for each day (or week, where the days are many).

    The tone is the column's rows ÷ the market's median; a column between a market's first and
    newest day without any row is drawn in the colour of what is bad. "" without any row.
    """
    covered = [market for market in markets if market.rows_by_day][:_MOST_MARKETS]
    if not covered:
        return ""
    first = min(min(market.rows_by_day) for market in covered)
    newest = max(max(market.rows_by_day) for market in covered)
    days = (newest - first).days + 1
    step = 1 if days <= _MOST_COLUMNS else 7 * -(-days // (7 * _MOST_COLUMNS))
    columns = -(-days // step)
    grid = _Grid(
        first=first,
        step=step,
        columns=columns,
        cell_px=max(7, min(14, (_WIDTH_PX - _LABEL_PX) // columns)),
    )
    rows = [_row(market, place, grid) for place, market in enumerate(covered)]
    width = _LABEL_PX + columns * grid.cell_px
    height = _HEAD_PX + len(covered) * (grid.cell_px + 2)
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="Performance rows by market and day" font-size="{grid.cell_px + 1}">'
        f"{_months(grid)}{''.join(rows)}</svg>"
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Grid:
    """Columns of `step` days from `first`, squares of `cell_px` pixels."""

    first: date
    step: int
    columns: int
    cell_px: int

    def left(self, column: int) -> int:
        return _LABEL_PX + column * self.cell_px


def _row(market: MarketFigures, place: int, grid: _Grid) -> str:
    top = _HEAD_PX + place * (grid.cell_px + 2)
    counts = _by_column(market.rows_by_day, grid)
    usual = median(count for count in counts if count)
    live = [i for i, count in enumerate(counts) if count]
    cells = [
        _cell(grid.left(i), top, count / usual, size=grid.cell_px - 1)
        for i, count in enumerate(counts)
        if live[0] <= i <= live[-1]
    ]
    name = market.market if len(market.market) <= 14 else market.market[:13] + "…"
    label = f'<text x="0" y="{top + grid.cell_px - 1}" fill="var(--ink)">{escape(name)}</text>'
    return label + "".join(cells)


def _cell(x: int, top: int, part: float, *, size: int) -> str:
    if not part:
        return f'<rect x="{x}" y="{top}" width="{size}" height="{size}" fill="var(--bad)"/>'
    tone = round(0.18 + 0.72 * min(part, 1.25) / 1.25, 2)
    return (
        f'<rect x="{x}" y="{top}" width="{size}" height="{size}" fill="var(--series-1)" '
        f'fill-opacity="{tone}"/>'
    )


def _by_column(rows: Mapping[date, int], grid: _Grid) -> list[int]:
    counts = [0] * grid.columns
    for day, count in rows.items():
        counts[(day - grid.first).days // grid.step] += count
    return counts


def _months(grid: _Grid) -> str:
    """The name of each month above the column in which it begins; years where they turn."""
    texts: list[str] = []
    last, free = "", 0
    for column in range(grid.columns):
        day = grid.first + timedelta(days=column * grid.step)
        name = f"{day:%b %Y}" if day.month == 1 or not texts else f"{day:%b}"
        if f"{day:%Y-%m}" != last and column >= free:
            texts.append(f'<text x="{grid.left(column)}" y="10" fill="var(--soft)">{name}</text>')
            free = column + 8
        last = f"{day:%Y-%m}"
    return "".join(texts)
