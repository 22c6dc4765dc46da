"""Cells × days that are not as usual → findings, those of the same days told together."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from ranker.sources.daily import Daily, Flags, Matrix
from ranker.sources.finding import Fault, Finding, Remedy


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarm:
    """What one check saw. flags: cells × days. distance: log of each day ÷ its own past.

    `{ratio}` in `what` becomes the usual size of the jump.
    """

    source: str
    fault: Fault
    what: str
    flags: Flags
    distance: Matrix
    remedy: Remedy = Remedy.DAYS_LEFT_OUT

    def findings(self, daily: Daily) -> Iterator[Finding]:
        """One finding for each set of days; a market's channels count as one where all agree."""
        groups: dict[tuple[str | None, tuple[date, ...]], list[int]] = defaultdict(list)
        for cells, channel in self._places(daily):
            groups[channel, daily.days(self.flags[cells[0]])] += cells
        for (channel, days), cells in groups.items():
            seen = self.distance[cells][self.flags[cells]]
            yield Finding(
                source=self.source,
                fault=self.fault,
                what=self.what.format(ratio=spoken_ratio(float(np.median(seen)))),
                remedy=self.remedy,
                markets=tuple(sorted({daily.cells[cell][0] for cell in cells})),
                channel=channel,
                days=days,
            )

    def _places(self, daily: Daily) -> Iterator[tuple[list[int], str | None]]:
        """The cells with a flag, market by market; no channel where all channels are alike."""
        by_market: dict[str, list[int]] = defaultdict(list)
        for cell, (market, _) in enumerate(daily.cells):
            by_market[market].append(cell)
        for cells in by_market.values():
            flags = self.flags[cells]
            if not flags.any():
                continue
            if (flags == flags[0]).all():
                yield cells, None
            else:
                for cell in cells:
                    if self.flags[cell].any():
                        yield [cell], daily.cells[cell][1]


def log_of(values: Matrix) -> Matrix:
    """The logarithm of what is above zero; NaN elsewhere."""
    return np.log(values, out=np.full(values.shape, np.nan), where=values > 0)


def spoken_ratio(log_ratio: float) -> str:
    """A log ratio in words, to go before what it is a ratio to: 1,000 times, 0.02 of."""
    ratio = float(np.exp(log_ratio))
    if ratio < 0.0005:
        return "next to nothing of"
    if ratio < 1:
        return f"{ratio:.2g} of"
    return f"{ratio:,.0f} times" if ratio >= 10 else f"{ratio:.2g} times"
