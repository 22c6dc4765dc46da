"""Off-policy estimates → their section: a diagnostic, and why it is no more than that."""

from ranker.evaluation.bootstrap import Interval
from ranker.evaluation.evaluate import Evaluation
from ranker.report.page import Section, Table

_COLUMNS = ("policy", "ads that ran", "IPS", "SNIPS", "doubly robust", "worth", "matched")


def chance_section(found: Evaluation) -> Section:
    """What each policy's own picks would have brought, by the chances that were logged."""
    rows = [
        (
            result.policy,
            *map(_plain, (result.logged, result.ips, result.snips, result.doubly_robust)),
            f"{result.effective_ads:.0f} of {result.ads} ads",
            f"{result.matched:.0%}".replace("%", " %"),
        )
        for result in found.off_policy
    ]
    return Section(
        title="From logged chances",
        text=(
            "The mean efficiency of the ads that each policy would have picked of all arms (market "
            "= 1, high is good), from stored rankings whose explored places have known "
            "probabilities. “Worth” is how many equally weighted ads would tell as much.",
            "A diagnostic: platforms move exposure between the ads of a set, so what an ad brings "
            "depends on what else was shown.",
        ),
        tables=(Table(columns=_COLUMNS, rows=rows, numbers=_COLUMNS[1:]),),
    )


def _plain(found: Interval) -> str:
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"
