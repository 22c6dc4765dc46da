"""`handbill experiment`: tests of two arms by budget split, planned and read."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.asked import day
from api.cli.data import read_tables, tables_place
from api.cli.output import emit, emit_json, note

if TYPE_CHECKING:
    from ranker.experiment.pace import Pace
    from ranker.experiment.sequence import Change
    from ranker.experiment.verdict import Verdict

_MATURITY_DAYS = 6
_PACE_DAYS = 28
_METRICS = {
    "cpr": "cost per registration",
    "cps": "cost per subscription",
    "ctr": "clicks per impression",
}


def register(app: typer.Typer) -> None:
    """Add the noun's commands."""
    group = typer.Typer(
        help="Tests of two arms by budget split: planned, and read at any time.",
        no_args_is_help=True,
    )
    group.command("plan")(plan)
    group.command("read")(read)
    app.add_typer(group, name="experiment")


def plan(
    change: Annotated[
        float, typer.Option(help="Of cost per registration; -0.05 is 5 % cheaper.")
    ] = -0.05,
    power: Annotated[float, typer.Option(help="Probability of seeing it.")] = 0.8,
    alpha: Annotated[float, typer.Option(help="Probability of a false alarm.")] = 0.05,
    share: Annotated[float, typer.Option(help="Treatment's part of the budget.")] = 0.5,
    per_day: Annotated[
        float | None, typer.Option(help="Registrations a day in all markets of the test.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Tables to read pace and scatter from.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """How many registrations and days a test takes."""
    from ranker.experiment.plan import plan_test

    pace = None if data is None else _pace(data)
    found = plan_test(
        change,
        power=power,
        alpha=alpha,
        share=share,
        dispersion=1.0 if pace is None else pace.dispersion,
        registrations_per_day=per_day or (None if pace is None else pace.registrations_per_day),
    )
    if as_json:
        emit_json(asdict(found))
        return
    emit(f"to see {change:+.1%} of cost per registration with probability {power:.0%}:")
    for name, count, days in (
        ("looked at once, at the end", found.registrations, found.days),
        ("looked at every day", found.any_time_registrations, found.any_time_days),
    ):
        lasts = "" if days is None else f", {days} days"
        emit(f"  {name}: {count:,} registrations in the smaller arm{lasts}")
    if found.days is None:
        note("--per-day or --data tells how many days that is")


def read(
    data: Annotated[Path, typer.Option(metavar="DIR", help="A folder of tables.")],
    treatment: Annotated[str, typer.Option(help="The experiment_arm that is new.")],
    control: Annotated[str, typer.Option(help="The experiment_arm it is held against.")],
    share: Annotated[float, typer.Option(min=0.01, max=0.99, help="Treatment's part.")] = 0.5,
    alpha: Annotated[float, typer.Option(min=0.0001, max=0.3, help="For all days.")] = 0.05,
    planned_days: Annotated[int, typer.Option(min=1, help="As long as the test was planned.")] = 28,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Default: the day after.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Which arm is cheaper, so far; intervals hold however often one looks."""
    import polars as pl

    from ranker.experiment.split import read_split
    from ranker.experiment.verdict import judge

    tables = read_tables(tables_place(data))
    morning = day(as_of) or tables.as_of
    rows = tables.performance.reports().head(0)
    if morning is not None:
        rows = tables.performance_until(morning, keep=("experiment_arm",)).filter(
            pl.col("date") <= morning - timedelta(days=_MATURITY_DAYS)
        )
    split = read_split(rows, treatment=treatment, control=control)
    verdict = judge(split, share=share, alpha=alpha, planned_days=planned_days)
    if as_json:
        emit_json(asdict(verdict))
    else:
        _tell(verdict, treatment, control)


def _pace(data: Path) -> "Pace":
    import polars as pl

    from ranker.experiment.pace import read_pace

    tables = read_tables(tables_place(data))
    if tables.as_of is None:
        return read_pace(tables.performance.reports())
    end = tables.as_of - timedelta(days=_MATURITY_DAYS)
    rows = tables.performance_until(tables.as_of, days=_PACE_DAYS + _MATURITY_DAYS)
    return read_pace(rows.filter(pl.col("date") <= end))


def _tell(verdict: "Verdict", treatment: str, control: str) -> None:
    stood = "" if verdict.decided_on is None else f" (since {verdict.decided_on})"
    emit(f"{verdict.answer.value}{stood}")
    first, second = verdict.registrations
    emit(
        f"{verdict.first_day} to {verdict.last_day}, {verdict.units} market-days; registrations: "
        f"{first:,} of {treatment}, {second:,} of {control}"
    )
    for metric, change in verdict.changes.items():
        emit(f"{_METRICS[metric]}: {change_text(change)}")
    ratio = verdict.ratio
    emit(
        f"{treatment} got {ratio.found:.1%} of the money [{ratio.low:.1%}, {ratio.high:.1%}], "
        f"planned {ratio.planned:.1%}"
    )
    emit(f"intervals at {1 - verdict.alpha:.0%}, for all days together")


def change_text(change: "Change") -> str:
    """A change with its interval, or that there is none yet."""
    if change.value is None:
        return "too little is known yet"
    return f"{change.value:+.1%} [{change.low:+.1%}, {change.high:+.1%}]"
