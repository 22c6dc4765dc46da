"""The change one wants to see → how many registrations and days a test by budget split takes."""

import math
from dataclasses import dataclass

from scipy import special

from ranker.errors import RequestInvalidError
from ranker.experiment.sequence import boundary, tightest


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a test takes. registrations: of each arm, where it is looked at once, at its end.

    any_time_registrations: where it may be looked at every day and stopped at a verdict; a larger
    change ends it sooner. days, any_time_days: the same at the given registrations per day, the
    arm with less money deciding; None where that number is not known.
    """

    change: float
    power: float
    alpha: float
    share: float
    dispersion: float
    registrations: int
    any_time_registrations: int
    days: int | None
    any_time_days: int | None


def plan_test(
    change: float,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    share: float = 0.5,
    dispersion: float = 1.0,
    registrations_per_day: float | None = None,
) -> Plan:
    """Plan a test that finds a relative change of cost per registration with probability `power`.

    share: treatment's part of the money. dispersion: variance ÷ mean of an arm's daily
    registrations at constant money, 1 for Poisson. The log of a ratio of two counts R₁ and R₂ has
    the variance dispersion × (1/R₁ + 1/R₂); seeing 5 % takes about 6,000 registrations in each
    of two equal arms. Raises RequestInvalidError for numbers that are out of range.
    """
    _check(change=change, power=power, alpha=alpha, share=share, dispersion=dispersion)
    if registrations_per_day is not None and not registrations_per_day > 0:
        raise _wrong("registrations_per_day", registrations_per_day, "a number above 0")
    once = float(special.ndtri(1 - alpha / 2))
    always = math.sqrt(boundary(tightest(alpha), alpha))
    found = []
    for bound in (once, always):
        signal = (bound + float(special.ndtri(power))) / math.log1p(change)
        # Of the smaller arm; the other has (1 − s)/s as many, s being the smaller part.
        small = min(share, 1 - share)
        found.append(math.ceil(dispersion * signal**2 * (1 + small / (1 - small))))
    days: list[int | None] = [None, None]
    if registrations_per_day is not None:
        days = [math.ceil(n / (registrations_per_day * min(share, 1 - share))) for n in found]
    return Plan(
        change=change,
        power=power,
        alpha=alpha,
        share=share,
        dispersion=dispersion,
        registrations=found[0],
        any_time_registrations=found[1],
        days=days[0],
        any_time_days=days[1],
    )


def _check(*, change: float, power: float, alpha: float, share: float, dispersion: float) -> None:
    limits = {
        "change": (change, -0.9, 9.0, "a change such as -0.05, from -0.9 to 9 and not 0"),
        "power": (power, 0.5, 0.999, "a probability from 0.5 to 0.999"),
        "alpha": (alpha, 0.0001, 0.3, "a probability from 0.0001 to 0.3"),
        "share": (share, 0.01, 0.99, "a part from 0.01 to 0.99"),
        "dispersion": (dispersion, 0.1, 1000.0, "a number from 0.1 to 1000"),
    }
    for name, (value, low, high, allowed) in limits.items():
        if not low <= value <= high or (name == "change" and value == 0):
            raise _wrong(name, value, allowed)


def _wrong(argument: str, value: float, allowed: str) -> RequestInvalidError:
    return RequestInvalidError(argument=argument, what=repr(value), allowed=allowed)
