"""Numbers of an evaluation → text of a page, and the policy that the page is about."""

from ranker.evaluation.bootstrap import Interval
from ranker.evaluation.compare import PolicyResult
from ranker.evaluation.evaluate import Evaluation
from ranker.evaluation.policies import CHANCE, HINDSIGHT

BASE = "heuristic"


def best_policy(found: Evaluation) -> PolicyResult:
    """The cheapest that a customer could have used: neither chance nor hindsight."""
    usable = [r for r in found.results if r.policy not in {CHANCE, HINDSIGHT}]
    return min(usable or found.results, key=lambda result: result.relative_cpr.value)


def percent(value: float, *, signed: bool = True) -> str:
    """0.123 → "+12.3 %"; with a true minus sign."""
    return f"{value:{'+' if signed else ''}.1%}".replace("%", " %").replace("-", "−")


def change(found: Interval | None) -> str:
    """A change with its interval on a line of its own; empty where there is none."""
    return f"{percent(found.value)}\n{between(found)}" if found else ""


def between(found: Interval) -> str:
    """The interval of a change."""
    return f"{percent(found.low)} to {percent(found.high)}"


def level(found: Interval) -> str:
    """A level about 1 with its interval on a line of its own."""
    return f"{found.value:.3f}\n{found.low:.3f} to {found.high:.3f}"
