"""Facts → log efficiencies, each stage of the funnel learning from the one before it.

An ad is clicked, then registrations follow, then subscriptions, then money. Early stages are
plentiful and come at once, late ones are what counts: the effects of a stage enter the next as
slopes, and the counts of the next decide how much they are worth.
"""

from collections.abc import Mapping
from dataclasses import replace

from ranker.errors import NotEnoughDataError
from ranker.rankers.efficiency import Efficiency
from ranker.rankers.hierarchy import Axes, Slope, axes_of, read_history, start_variances
from ranker.rankers.protocol import Facts
from ranker.rankers.shrinkage import fit_effects
from ranker.rankers.slopes import StageSlope, artist_slopes

MIN_COUNT = 30
_STAGES = ("clicks", "registrations", "subscriptions", "value")

Variances = Mapping[str, float]
# Per stage the variances of its groups.
Strengths = Mapping[str, Variances]


def plain_efficiency(
    facts: Facts, *, strengths: Strengths | None = None, axes: Axes | None = None
) -> Efficiency:
    """The hierarchy alone, on what the objective counts.

    `strengths` are those of an earlier day, else they are estimated. axes: those of later facts,
    to be asked of what only they name. Raises NotEnoughDataError.
    """
    return _stage(facts, axes or axes_of(facts), (), strengths)


def rich_efficiency(
    facts: Facts, *, strengths: Strengths | None = None, axes: Axes | None = None
) -> Efficiency:
    """The hierarchy with all earlier stages, similar artists, popularity and promotions.

    See `plain_efficiency`.
    """
    axes = axes or axes_of(facts)
    slopes = artist_slopes(facts, axes)
    before: tuple[Slope, ...] = ()
    for name in _STAGES[: _STAGES.index(facts.objective)]:
        # Clicks are complete the day after, and never withheld.
        days = 1 if name == "clicks" else facts.maturity_days
        stage = replace(facts, objective=name, maturity_days=days)
        try:
            found = _stage(stage, axes, (*slopes, *before), strengths)
        except NotEnoughDataError:
            continue
        before = (StageSlope(stage=found),)
    return _stage(facts, axes, (*slopes, *before), strengths)


def strengths_of(efficiency: Efficiency) -> dict[str, Variances]:
    """The variances of an efficiency and of the stages before it."""
    found = {efficiency.facts.objective: efficiency.effects.variances}
    for slope in efficiency.history.slopes:
        if isinstance(slope, StageSlope):
            found |= strengths_of(slope.stage)
    return found


def _stage(
    facts: Facts, axes: Axes, slopes: tuple[Slope, ...], strengths: Strengths | None
) -> Efficiency:
    history = read_history(facts, axes=axes, slopes=slopes)
    found = float(history.counts.count.sum())
    if found < MIN_COUNT:
        raise NotEnoughDataError(what=facts.objective, found=found, needed=MIN_COUNT)
    known = (strengths or {}).get(facts.objective)
    effects = fit_effects(
        history.counts,
        start={**start_variances(slopes), **(known or {})},
        known=known is not None,
    )
    return Efficiency(facts=facts, history=history, effects=effects)
