"""An evaluation and the artists' names → the whole page."""

from collections.abc import Mapping

from ranker.evaluation.evaluate import Evaluation
from ranker.evaluation.policies import CHANCE
from ranker.evaluation.report import chances, cost, picks, words
from ranker.objective import WORDS
from ranker.report.page import Fact, Page, Section


def evaluation_page(found: Evaluation, *, names: Mapping[str, str] | None = None) -> Page:
    """The page of an evaluation; `names` says what to call each artist id."""
    first, last = found.plan.days[0], found.plan.days[-1]
    found_sections = (
        cost.policy_section(found),
        cost.cold_section(found) if found.cold_results else None,
        cost.market_section(found),
        picks.week_section(found),
        picks.calibration_section(found),
        picks.reason_section(found),
        picks.map_section(found, names or {}),
        picks.churn_section(found),
        chances.chance_section(found) if found.off_policy else None,
        _method_section(found),
    )
    return Page(
        title="How each ranker would have done",
        subtitle=f"{found.channel} · {found.objective} · {len(found.plan.days)} days, "
        f"{first} to {last}",
        facts=_facts(found),
        notes=found.notes,
        sections=[section for section in found_sections if section],
    )


def _facts(found: Evaluation) -> list[Fact]:
    best = words.best_policy(found)
    cold = cost.cold_gain(found)
    cpr = best.relative_cpr
    changes = (
        ("cost against the heuristic", best.against.get(words.BASE)),
        ("clicks per impression against it", best.ctr_against.get(words.BASE)),
        ("cost against bayes", best.against.get("bayes")),
        (f"cold ads, {cold.policy} against chance", cold.against[CHANCE]) if cold else ("", None),
    )
    return [
        Fact(
            value=best.policy,
            label="cheapest policy",
            note=f"{WORDS[found.objective].ratio} {cpr.value:.3f}, {cpr.low:.3f} to {cpr.high:.3f}",
        ),
        *(
            Fact(value=words.percent(change.value), label=label, note=words.between(change))
            for label, change in changes
            if change
        ),
    ]


def _method_section(found: Evaluation) -> Section:
    spent = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in found.run.seconds.items())
    return Section(
        title="How this was judged",
        text=(
            f"Every policy learnt again each {found.plan.refit_days} days and scored each day from "
            "what was known that morning: nothing dated or reported later, no label that had not "
            "matured. Only ads that were live can be judged, with the spend that they had.",
            "random is the mean of sixteen orders by chance; oracle orders by what came, the "
            "day’s luck included, which no ranking can know.",
            f"Learning and scoring took {spent}.",
        ),
    )
