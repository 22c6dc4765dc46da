"""`handbill bench rank`: what ranking costs and gains, beside a plain pipeline of the same run."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from pathlib import Path
from typing import Annotated

import typer

from api.cli.bench_output import check_groups, tell
from api.cli.output import note

_PACKAGES = ("duckdb", "numba", "numpy", "polars", "scipy", "xgboost-cpu")


def rank(
    only: Annotated[
        list[str] | None, typer.Option(help="Only this group of measures; repeatable.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Smaller sizes and few seeds, for a first look.")
    ] = False,
    seeds: Annotated[int, typer.Option(min=2, help="Worlds that the simulator plays.")] = 10,
    workers: Annotated[int, typer.Option(min=1, help="Processes at a time.")] = 2,
    logs: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A history of your own to walk through.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Measure the ranker: its aims, each beside a peer or limit of the same run."""
    from bench import measured
    from bench.rank import RANK_GROUPS, RankRun

    check_groups(only, RANK_GROUPS)
    run = RankRun(quick=quick, seeds=seeds, workers=workers, logs=logs, note=note)
    found = list(measured(run, groups=RANK_GROUPS, only=only or ()))
    tell(found, groups=RANK_GROUPS, packages=_PACKAGES, programs=_pandas(), as_json=as_json)


def _pandas() -> dict[str, str | None]:
    """The version of the peer, which is no part of the install."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return {"pandas": version("pandas")}
    except PackageNotFoundError:
        return {"pandas": None}
