"""An objective of which no row tells → the one before it in the funnel that is told.

A folder without revenue still says who subscribed: that ranks better than popularity alone.
"""

from dataclasses import replace

from ranker.objective import WORDS
from ranker.rankers.protocol import Facts
from ranker.sources.finding import Fault, Finding, Remedy
from ranker.tables.fields import LABELS

_BEFORE = {
    "value": ("subscriptions", Remedy.SUBSCRIPTIONS),
    "subscriptions": ("registrations", Remedy.REGISTRATIONS),
}


def told_objective(facts: Facts) -> tuple[Facts, tuple[Finding, ...]]:
    """The facts with the latest objective of the funnel that has counts, and what has none.

    They stay as they are where none has any.
    """
    asked, untold = facts.objective, []
    while asked in _BEFORE and not facts.performance[LABELS[asked]].sum():
        before, remedy = _BEFORE[asked]
        what = f"no {WORDS[asked].counted} in any row"
        untold.append(Finding(source="performance", fault=Fault.MISSING, what=what, remedy=remedy))
        asked = before
    if not facts.performance[LABELS[asked]].sum():
        return facts, ()
    return replace(facts, objective=asked), tuple(untold)
