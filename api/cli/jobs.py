"""`handbill jobs`: what a running farm works on; a client of its REST API."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.output import emit, emit_json, emit_table, moment, note
from api.watcher import Watcher

if TYPE_CHECKING:
    from api.cli.client import FarmClient

Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
JobId = Annotated[str, typer.Argument(metavar="JOB", help="A job's id.")]
# So that -5 is a number and no option.
_NEGATIVE = {"ignore_unknown_options": True}
_POLL_S = 0.5
_OPEN = ("queued", "running", "paused")


def register(app: typer.Typer) -> None:
    """Add the noun's commands."""
    group = typer.Typer(help="Jobs of a running farm.", no_args_is_help=True)
    group.command("list")(list_all)
    group.command("show")(show)
    group.command("watch")(watch)
    group.command("cancel")(cancel)
    group.command("pause")(pause)
    group.command("resume")(resume)
    group.command("retry")(retry)
    group.command("priority", context_settings=_NEGATIVE)(priority)
    group.command("budget")(budget)
    group.command("log")(log)
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
    columns = ("task", "state", "ratio", "locale", "format", "worker", "seconds", "result")
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
    _tell(record, as_json=as_json)
    if record["state"] != "succeeded":
        raise typer.Exit(1)


def cancel(job: JobId, as_json: Json = False) -> None:
    """End a job's open tasks; what is done stays."""
    _act(job, "cancel", as_json=as_json)


def pause(job: JobId, as_json: Json = False) -> None:
    """Let a job's open tasks rest until it is resumed; work that runs is stopped."""
    _act(job, "pause", as_json=as_json)


def resume(job: JobId, as_json: Json = False) -> None:
    """Let a paused job go on."""
    _act(job, "resume", as_json=as_json)


def retry(job: JobId, as_json: Json = False) -> None:
    """Queue a job's failed and cancelled tasks again, as if never tried."""
    _act(job, "retry", as_json=as_json)


def priority(
    job: JobId,
    value: Annotated[int, typer.Argument(min=-100, max=100, help="Higher is served first.")],
    as_json: Json = False,
) -> None:
    """Serve a job sooner or later from now on; what runs goes on."""
    _change(job, {"priority": value}, as_json=as_json)


def budget(
    job: JobId,
    seconds: Annotated[str, typer.Argument(help="Seconds of workers, or none: no limit.")],
    as_json: Json = False,
) -> None:
    """Limit how much a job may take; once it is spent, what waits is paused."""
    _change(job, {"budget_s": _seconds(seconds)}, as_json=as_json)


def log(
    job: JobId,
    task: Annotated[int, typer.Argument(min=0, help="The task's number in `jobs show`.")],
    as_json: Json = False,
) -> None:
    """Show what was tried at a task: each attempt, how it ended, and its log."""
    with _farm() as farm:
        attempts = farm.get(f"/v1/render-jobs/{job}/tasks/{task}/attempts")["items"]
    if as_json:
        emit_json(attempts)
        return
    for attempt in attempts:
        took = ""
        if attempt["ended_at"] is not None:
            took = f", {attempt['ended_at'] - attempt['started_at']:.2f} s"
        end, worker = attempt["end"] or "running", attempt["worker"] or "no worker yet"
        emit(
            f"attempt {attempt['attempt']}: {end} on {worker}, "
            f"{moment(attempt['started_at'])}{took}"
        )
        if attempt["failure"]:
            emit(f"  {attempt['failure']['code']}: {attempt['failure']['message']}")
        for line in attempt["log"].splitlines():
            emit(f"  {line}")


def _act(job: str, verb: str, *, as_json: bool) -> None:
    with _farm() as farm:
        record = farm.post(f"/v1/render-jobs/{job}/{verb}")
    _tell(record, as_json=as_json)


def _change(job: str, change: dict[str, object], *, as_json: bool) -> None:
    with _farm() as farm:
        record = farm.patch(f"/v1/render-jobs/{job}", change)
    _tell(record, as_json=as_json)


def _tell(record: Any, *, as_json: bool) -> None:
    if as_json:
        emit_json(record)
    else:
        _job_table([record])


def _seconds(text: str) -> float | None:
    from api.errors import UsageError

    if text == "none":
        return None
    try:
        return float(text)
    except ValueError:
        raise UsageError(repr(text), where="SECONDS", allowed="a number above 0, or none") from None


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
    columns = ("job", "state", "priority", "tasks", "seconds", "created", "name")
    emit_table(columns, (_job_row(job) for job in jobs), right=("priority", "seconds"))


def _job_row(job: Any) -> tuple[object, ...]:
    spent, limit = f"{job['spent_s']:.1f}", job["budget_s"]
    seconds = spent if limit is None else f"{spent} of {limit:g}"
    created = moment(job["created_at"])
    return (job["id"], job["state"], job["priority"], _counts(job), seconds, created, job["name"])


def _task_row(task: Any) -> tuple[object, ...]:
    asset, failure = task["asset"], task["failure"]
    result = asset["key"] if asset else failure["message"] if failure else ""
    seconds = "" if task["seconds"] is None else f"{task['seconds']:.2f}"
    place = (task["ratio"], task["locale"], task["format"])
    return (task["ordinal"], _state(task), *place, task["worker"], seconds, result)


def _state(task: Any) -> str:
    if task["quarantined"]:
        return "quarantined"
    if task["state"] == "running" and task["progress"] is not None:
        return f"running {task['progress']:.0%}"
    return str(task["state"])
