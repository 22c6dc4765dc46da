"""Units of a test → the change of a ratio metric, with an interval that holds at any time.

Asymptotic confidence sequences: Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas, "Time-uniform
central limit theory and asymptotic confidence sequences", Annals of Statistics 52 (2024),
p. 2613, theorem 2.2. The log of the ratio of the arms' rates is linearised unit by unit (delta
method: Deng, Knoblich & Lu, KDD 2018, p. 233), so that units that differ in size count right.
"""

from dataclasses import dataclass

import numpy as np

from ranker.experiment.split import Array, Units

# Before so many units a normal limit promises nothing.
MIN_UNITS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """Treatment against control, as a relative change; its interval holds however often one looks.

    Cheaper is below 0 for costs, more is above 0 for rates. None where too little is known.
    """

    value: float | None
    low: float | None
    high: float | None


def log_ratio(units: Units, metric: str) -> tuple[float, Array]:
    """Log of treatment's rate ÷ control's, and each unit's linearised part of its error (n).

    A rate is counted ÷ expected. NaN where an arm counted nothing.
    """
    counts, expected = units.counts[metric], units.expected[metric]
    if not (counts.sum(axis=0) > 0).all() or not (expected.sum(axis=0) > 0).all():
        return float("nan"), np.full(len(counts), np.nan)
    rates = counts.sum(axis=0) / expected.sum(axis=0)
    errors = (counts - rates * expected) / counts.mean(axis=0)
    return float(np.log(rates[0] / rates[1])), np.asarray(errors[:, 0] - errors[:, 1])


def change(units: Units, metric: str, *, alpha: float, planned_units: int) -> Change:
    """The change of a metric so far. Costs are inverse rates: registrations for the money."""
    found, errors = log_ratio(units, metric)
    if len(errors) < MIN_UNITS or not np.isfinite(found):
        return Change(value=None, low=None, high=None)
    reach = half_width(len(errors), float(errors.std()), alpha=alpha, planned_units=planned_units)
    sign = 1 if metric == "ctr" else -1
    ends = sorted(sign * value for value in (found - reach, found + reach))
    low, high = (float(np.expm1(end)) for end in ends)
    return Change(value=float(np.expm1(sign * found)), low=low, high=high)


def half_width(many: int, deviation: float, *, alpha: float, planned_units: int) -> float:
    """Half the interval of a mean of `many` units whose standard deviation is `deviation`.

    It is narrowest, for what holds at any time, at `planned_units`.
    """
    scale = many * tightest(alpha) / planned_units
    return deviation * float(np.sqrt(boundary(scale, alpha) / many))


def boundary(scale: float, alpha: float) -> float:
    """The square of the bound in standard errors, at tρ² = `scale` (theorem 2.2)."""
    return float(2 * (scale + 1) / scale * np.log(np.sqrt(scale + 1) / alpha))


def tightest(alpha: float) -> float:
    """The scale tρ² at which the bound is tightest (appendix B.2, its approximation)."""
    double = -2 * np.log(alpha)
    return float(double + np.log(double) + 1)
