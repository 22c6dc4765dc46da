"""Outcome → a page: gap closed, costs and clicks by policy, the course of the days, the dials."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import timedelta

import numpy as np

from ranker.evaluation.bootstrap import Interval
from ranker.report.page import Fact, Page, Section, Table
from ranker.report.plots.dots import Dot, DotPlot, draw_dots
from ranker.report.plots.lines import LinePlot, draw_lines
from ranker.simulator.dials import read_dials
from ranker.simulator.noise import Array
from ranker.simulator.outcome import BASE, TOP, Achieved, Outcome, written
from ranker.simulator.world import FIRST_DAY

_SMOOTH_DAYS = 7


def simulation_page(outcome: Outcome) -> Page:
    """The page of a simulation."""
    achieved = outcome.achieved()
    seeds = outcome.seeds
    dials = outcome.dials
    return Page(
        title="Simulation",
        subtitle=(
            f"{len(seeds)} worlds (seeds {seeds[0]} to {seeds[-1]}), {dials.days} days, "
            f"{dials.markets} markets, {dials.artists} artists, {dials.templates} templates; "
            f"β = {dials.beta:g}, {'with' if dials.promotions else 'without'} promotions"
        ),
        facts=_facts(achieved),
        sections=(
            _gap(achieved),
            _against(achieved),
            _course(outcome),
            _worlds(outcome),
            _dials(outcome),
        ),
    )


def _facts(achieved: Sequence[Achieved]) -> list[Fact]:
    played = [one for one in achieved if one.policy not in {BASE, TOP}]
    if not played:
        return []
    best = max(played, key=lambda one: one.gap_closed.value)
    return [
        Fact(
            value=f"{best.gap_closed.value:.2f}",
            label=f"of the gap closed by {best.policy}",
            note=f"95 %: {best.gap_closed.low:.2f} to {best.gap_closed.high:.2f}",
        ),
        Fact(
            value=f"{best.cpr.value:+.0%}",
            label=f"cost per registration against the {BASE}",
            note=f"95 %: {best.cpr.low:+.0%} to {best.cpr.high:+.0%}",
        ),
        Fact(
            value=f"{best.ctr.value:+.0%}",
            label=f"clicks per impression against the {BASE}",
            note=f"95 %: {best.ctr.low:+.0%} to {best.ctr.high:+.0%}",
        ),
    ]


def _gap(achieved: Sequence[Achieved]) -> Section:
    return Section(
        title="How much of the gap is closed",
        text=(
            f"0 is the {BASE}, 1 the {TOP}, which knows each day's truth. Efficiency is the true "
            "mean of registrations for the money, given the platform's split; no luck is in it. "
            "Intervals are 95 %, from worlds and weeks drawn again, the same for all policies.",
        ),
        drawings=(
            _dots("Share of the gap closed", achieved, lambda one: one.gap_closed, reference=0.0),
        ),
        tables=(
            Table(
                columns=("policy", "efficiency", "gap closed", "likeness", "newcomers", "seconds"),
                rows=[
                    (
                        one.policy,
                        written(one.efficiency),
                        written(one.gap_closed),
                        f"{one.likeness:.2f}",
                        f"{one.newcomers:.0%}",
                        f"{one.seconds:.1f}",
                    )
                    for one in achieved
                ],
                numbers=("efficiency", "gap closed", "likeness", "newcomers", "seconds"),
            ),
        ),
    )


def _against(achieved: Sequence[Achieved]) -> Section:
    return Section(
        title=f"Against the {BASE}",
        drawings=(
            _dots("Change of cost per registration", achieved, lambda one: one.cpr, percent=True),
            _dots("Change of clicks per impression", achieved, lambda one: one.ctr, percent=True),
        ),
    )


def _dots(
    title: str,
    achieved: Sequence[Achieved],
    figure: Callable[[Achieved], Interval],
    *,
    percent: bool = False,
    reference: float = 0.0,
) -> str:
    dots = [
        Dot(label=one.policy, value=found.value, low=found.low, high=found.high)
        for one in achieved
        for found in (figure(one),)
    ]
    plot = DotPlot(title=title, axis=title.lower(), dots=dots, reference=reference, percent=percent)
    return draw_dots(plot)


def _course(outcome: Outcome) -> Section:
    first, days = outcome.dials.history_days, outcome.dials.days
    plot = LinePlot(
        title="Efficiency day by day",
        axis="efficiency, mean of a week",
        days=[FIRST_DAY + timedelta(days=first + day) for day in range(days)],
        lines={
            policy: _weekly(outcome.by_day(policy, "efficiency").mean(axis=0))
            for policy in outcome.policies
        },
    )
    return Section(title="The course of the days", drawings=(draw_lines(plot),))


def _weekly(values: Array) -> list[float]:
    """The mean of each day and the six before it."""
    week = np.ones(_SMOOTH_DAYS)
    many = np.convolve(np.ones_like(values), week)[: len(values)]
    smooth: list[float] = (np.convolve(values, week)[: len(values)] / many).tolist()
    return smooth


def _worlds(outcome: Outcome) -> Section:
    rows = []
    for place, seed in enumerate(outcome.seeds):
        means = {p: outcome.by_day(p, "efficiency")[place].mean() for p in outcome.policies}
        gap = max(means[TOP] - means[BASE], 1e-9)
        closed = (f"{(means[policy] - means[BASE]) / gap:.2f}" for policy in outcome.policies)
        rows.append((str(seed), *closed))
    columns = ("seed", *outcome.policies)
    tables = (Table(columns=columns, rows=rows, numbers=columns[1:]),)
    return Section(title="Gap closed in each world", tables=tables)


def _dials(outcome: Outcome) -> Section:
    plain = read_dials()
    rows = [
        (field.name, str(getattr(plain, field.name)), str(getattr(outcome.dials, field.name)))
        for field in fields(plain)
        if getattr(plain, field.name) != getattr(outcome.dials, field.name)
    ]
    text = "All dials are as they come." if not rows else "These dials were turned."
    tables = (Table(columns=("dial", "as it comes", "here"), rows=rows),) if rows else ()
    return Section(title="Dials", text=(text,), tables=tables)
