"""`handbill jobs`: what a running farm works on; a client of its REST API."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.output import emit, emit_json, emit_table, note
from api.watcher import Watcher

if TYPE_CHECKING:
    from api.cli.client import FarmClient

Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
JobId = Annotated[str, typer.Argument(metavar="JOB", help="A job's id.")]
_POLL_S = 0.5
_OPEN = ("queued", "running", "paused")


def register(app: typer.Typer) -> None:
    """Add the noun's commands."""
    group = typer.Typer(help="Jobs of a running farm.", no_args_is_help=True)
    group.command("list")(list_all)
    group.command("show")(show)
    group.command("watch")(watch)
    group.command("cancel")(cancel)
    app.add_typer(group, name="jobs")


def list_all(
    limit: Annotated[int, typer.Option(min=1, help="At most so many, newest first.")] = 50,
    as_json: Json = False,
) -> None:
    """List jobs, newest first."""
    with _farm() as farm:
        page = min(limit, 500)
        jobs = list(islice(farm.items("/v1/render-jobs", limit=page), limit))
    if as_json:
        emit_json(jobs)
    else:
        _job_table(jobs)


def show(job: JobId, as_json: Json = False) -> None:
    """Show a job and its tasks."""
    with _farm() as farm:
        record = farm.get(f"/v1/render-jobs/{job}")
        tasks = list(farm.items(f"/v1/render-jobs/{job}/tasks", limit=500))
    if as_json:
        emit_json({**record, "tasks": tasks})
        return
    _job_table([record])
    emit("")
    columns = ("task", "state", "ratio", "locale", "format", "seconds", "result")
    emit_table(columns, (_task_row(task) for task in tasks), right=("task", "seconds"))


def watch(job: JobId, as_json: Json = False) -> None:
    """Wait until a job has ended; exit 1 when tasks failed."""
    with _farm() as farm:
        record = farm.get(f"/v1/render-jobs/{job}")
        watcher = Watcher()
        with watcher.phase("watch", record["name"]):
            for record in _until_ended(farm, job):
                watcher.advance(_ended(record), record["total"], _counts(record))
        failed = list(farm.items(f"/v1/render-jobs/{job}/tasks", state="failed", limit=500))
    for task in failed:
        place = f"task {task['ordinal']} ({task['ratio']}, {task['locale']})"
        note(f"error: {place}: {task['failure']['message']}")
    if as_json:
        emit_json(record)
    else:
        _job_table([record])
    if record["state"] != "succeeded":
        raise typer.Exit(1)


def cancel(job: JobId, as_json: Json = False) -> None:
    """End a job's open tasks; what is done stays."""
    with _farm() as farm:
        record = farm.post(f"/v1/render-jobs/{job}/cancel")
    if as_json:
        emit_json(record)
    else:
        _job_table([record])


def _farm() -> "FarmClient":
    from api.cli.client import connect
    from api.settings import read_settings

    return connect(read_settings())


def _until_ended(farm: "FarmClient", job: str) -> Iterator[Any]:
    while True:
        record = farm.get(f"/v1/render-jobs/{job}")
        yield record
        if _ended(record) == record["total"]:
            return
        time.sleep(_POLL_S)


def _ended(record: Any) -> int:
    waiting: int = sum(record["counts"][state] for state in _OPEN)
    return int(record["total"]) - waiting


def _counts(record: Any) -> str:
    return ", ".join(f"{count} {state}" for state, count in record["counts"].items() if count)


def _job_table(jobs: Iterable[Any]) -> None:
    columns = ("job", "state", "tasks", "created", "name")
    emit_table(
        columns,
        (
            (job["id"], job["state"], _counts(job), _moment(job["created_at"]), job["name"])
            for job in jobs
        ),
    )


def _task_row(task: Any) -> tuple[object, ...]:
    asset, failure = task["asset"], task["failure"]
    result = asset["key"] if asset else failure["message"] if failure else ""
    seconds = "" if task["seconds"] is None else f"{task['seconds']:.2f}"
    place = (task["ratio"], task["locale"], task["format"])
    return (task["ordinal"], task["state"], *place, seconds, result)


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).astimezone().isoformat(sep=" ", timespec="seconds")
