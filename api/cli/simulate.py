"""`handbill simulate`: policies in a closed loop on worlds whose truth is known."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.experiment import change_text
from api.cli.output import emit, emit_json, emit_table, note
from api.errors import UsageError

if TYPE_CHECKING:
    from ranker.simulator.budget_test import BudgetTest
    from ranker.simulator.dials import Dials
    from ranker.simulator.outcome import Achieved, Outcome
    from ranker.simulator.run import Run

_COLUMNS = ("policy", "efficiency", "gap closed", "CPR", "CTR", "likeness", "newcomers", "seconds")


def register(app: typer.Typer) -> None:
    """Add the noun's commands."""
    app.command("simulate")(simulate)


def simulate(  # noqa: PLR0913, PLR0917 - each argument is an option of the command
    policy: Annotated[
        list[str] | None,
        typer.Option(help="Only this; repeatable. A ranker may be NAME+mmr=COST+explore."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the first world.")] = 0,
    seeds: Annotated[int, typer.Option(min=1, help="So many worlds.")] = 10,
    dials: Annotated[
        Path | None, typer.Option(metavar="FILE", help="YAML of the dials that differ.")
    ] = None,
    dial: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="One dial; repeatable.")
    ] = None,
    list_dials: Annotated[
        bool, typer.Option("--list-dials", help="Print all dials with their defaults, and end.")
    ] = False,
    ab: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Instead: a test by budget split of this policy and the heuristic."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="An HTML page with plots.")
    ] = None,
    tables: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Instead: the first world's tables, as the first policy left them."
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Play policies in simulated worlds, day by day, beside the heuristic and an oracle."""
    from ranker.simulator.dials import defaults_text, read_dials
    from ranker.simulator.policies import POLICIES
    from ranker.simulator.simulate import simulate as play
    from ranker.simulator.simulate import simulate_tests

    if list_dials:
        emit(defaults_text().rstrip())
        return
    turned = read_dials(dials, _changes(dial or ()))
    if tables is not None:
        _write_tables(turned, seed, (policy or ["heuristic"])[0], tables)
        return
    worlds = range(seed, seed + seeds)
    if ab is not None:
        tests = simulate_tests(turned, seeds=worlds, treatment=ab, workers=workers, progress=_say)
        _tell_tests(tests, as_json=as_json)
        return
    outcome = play(
        turned,
        seeds=worlds,
        policies=policy or POLICIES,
        workers=workers,
        progress=_say,
    )
    achieved = outcome.achieved()
    if out is not None:
        _write_page(outcome, out)
    if as_json:
        emit_json(_document(outcome, achieved))
        return
    emit_table(_COLUMNS, [_row(one) for one in achieved], right=_COLUMNS[1:])
    emit("95 % intervals by paired bootstrap over worlds and weeks; CPR and CTR against heuristic")


def _write_tables(dials: "Dials", seed: int, policy: str, folder: Path) -> None:
    from ranker.simulator.folder import write_folder
    from ranker.simulator.run import play_days
    from ranker.simulator.world import make_world

    arena, _ = play_days(make_world(dials, seed=seed), policy=policy)
    write_folder(arena, folder)
    note(f"wrote {folder}")


def _write_page(outcome: "Outcome", file: Path) -> None:
    from ranker.report.page import write_page
    from ranker.simulator.report import simulation_page

    write_page(simulation_page(outcome), file)
    note(f"wrote {file}")


def _say(ended: "Run | BudgetTest", *, done: int, total: int) -> None:
    policy = getattr(ended, "policy", "test")
    note(f"{done} of {total}: {policy}, seed {ended.seed}, {ended.seconds:.1f} s")


def _changes(dials: "list[str] | tuple[()]") -> dict[str, Any]:
    import yaml

    found: dict[str, Any] = {}
    for text in dials:
        name, mark, value = text.partition("=")
        try:
            found[name.strip()] = yaml.safe_load(value)
        except yaml.YAMLError:
            mark = ""
        if not mark:
            raise UsageError(repr(text), where="--dial", allowed="NAME=VALUE, such as beta=0")
    return found


def _document(outcome: "Outcome", achieved: "tuple[Achieved, ...]") -> dict[str, Any]:
    return {
        "dials": asdict(outcome.dials),
        "seeds": list(outcome.seeds),
        "policies": [asdict(one) for one in achieved],
        "worlds": [
            {
                "seed": run.seed,
                "policy": run.policy,
                "efficiency": float(run.efficiency.mean()),
                "registrations": int(run.registrations.sum()),
            }
            for run in outcome.runs
        ],
    }


def _tell_tests(tests: "tuple[BudgetTest, ...]", *, as_json: bool) -> None:
    if as_json:
        emit_json([asdict(test) for test in tests])
        return
    from ranker.simulator.budget_test import pooled
    from ranker.simulator.outcome import written

    rows = [
        (
            test.seed,
            test.verdict.answer.value,
            test.verdict.decided_on,
            *(change_text(test.verdict.changes[metric]) for metric in ("cpr", "ctr")),
        )
        for test in tests
    ]
    emit_table(("seed", "verdict", "since", "CPR", "CTR"), rows, right=("CPR", "CTR"))
    pooled_changes = ", ".join(
        f"{metric.upper()} {written(pooled(tests, metric), '{:+.1%}')}" for metric in ("cpr", "ctr")
    )
    emit(f"mean of the worlds: {pooled_changes}")
    emit("each world's intervals hold at 95 % for all days together; CPR and CTR as they happened")


def _row(one: "Achieved") -> tuple[str, ...]:
    from ranker.simulator.outcome import written

    return (
        one.policy,
        written(one.efficiency),
        written(one.gap_closed),
        written(one.cpr, "{:+.1%}"),
        written(one.ctr, "{:+.1%}"),
        f"{one.likeness:.2f}",
        f"{one.newcomers:.0%}",
        f"{one.seconds:.1f}",
    )
