"""A split so far → the verdict: which arm is cheaper, or that it cannot be said yet."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ranker.experiment.sample_ratio import SampleRatio, sample_ratio
from ranker.experiment.sequence import Change, change
from ranker.experiment.split import METRICS, Split, Units


class Answer(StrEnum):
    """What a test says; the value is the sentence."""

    CHEAPER = "the treatment is cheaper"
    DEARER = "the treatment is dearer"
    OPEN = "nothing can be said yet"
    INVALID = "the money was not split as planned, so the arms cannot be compared"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The state of a test after a day. registrations, spend parts: of treatment and control.

    changes: by metric, treatment against control. decided_on: the first day after which the
    answer stood; None while it is open. The error probability `alpha` covers all days together,
    for each metric.
    """

    answer: Answer
    decided_on: date | None
    first_day: date
    last_day: date
    units: int
    registrations: tuple[int, int]
    changes: dict[str, Change]
    ratio: SampleRatio
    alpha: float


def judge(
    split: Split, *, share: float = 0.5, alpha: float = 0.05, planned_days: int = 28
) -> Verdict:
    """Judge the test as of its last day; looking daily costs nothing.

    share: treatment's planned part of the money. planned_days: where the interval is to be
    narrowest; it holds on all days.
    """
    days = split.days
    # Fixed by the first day: what comes later may not choose its own bound.
    planned = planned_days * len(split.units(days[0]))
    answer, decided_on = Answer.OPEN, None
    for day in days:
        answer = _answer(split.units(day), share=share, alpha=alpha, planned=planned)
        if answer in {Answer.CHEAPER, Answer.DEARER}:
            decided_on = day
            break
    units = split.units()
    ratio = sample_ratio(units, planned=share, planned_units=planned)
    treated, controlled = units.counts["cpr"].sum(axis=0)
    return Verdict(
        answer=answer if ratio.matches else Answer.INVALID,
        decided_on=decided_on if ratio.matches else None,
        first_day=days[0],
        last_day=days[-1],
        units=len(units),
        registrations=(int(treated), int(controlled)),
        changes={m: change(units, m, alpha=alpha, planned_units=planned) for m in METRICS},
        ratio=ratio,
        alpha=alpha,
    )


def _answer(units: Units, *, share: float, alpha: float, planned: int) -> Answer:
    if not sample_ratio(units, planned=share, planned_units=planned).matches:
        return Answer.INVALID
    found = change(units, "cpr", alpha=alpha, planned_units=planned)
    if found.low is None or found.high is None or found.low <= 0 <= found.high:
        return Answer.OPEN
    return Answer.CHEAPER if found.high < 0 else Answer.DEARER
