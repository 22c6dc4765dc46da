"""`handbill up`, `openapi` and `farm …`: the farm and its REST API on this machine."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.output import emit, emit_json, emit_table, moment, note

if TYPE_CHECKING:
    from api.cli.client import FarmClient
    from api.house import House

Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("up")(up)
    app.command("openapi")(openapi)
    group = typer.Typer(help="The farm as a whole.", no_args_is_help=True)
    group.command("show")(show)
    group.command("halt")(halt)
    group.command("resume")(resume)
    group.command("backup")(backup)
    group.command("restore")(restore)
    app.add_typer(group, name="farm")


def up(
    host: Annotated[str | None, typer.Option(help="A loopback address [HANDBILL_HOST].")] = None,
    port: Annotated[
        int | None, typer.Option(help="0 takes a free one [HANDBILL_PORT, 8600].")
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Renderers [HANDBILL_WORKERS].")] = None,
) -> None:
    """Run storage, Ray, renderers and the REST API on this machine, until Ctrl-C."""
    import os

    from api.composition import open_house
    from api.rest.server import bound, serve, url_of
    from api.running import Running, announced, only_farm
    from api.settings import read_settings
    from render_farm.log_lines import show_log

    settings = read_settings(host=host, port=port, workers=workers)
    show_log(settings.log)
    with only_farm(settings.data_home), bound(settings.host, settings.port) as listener:
        note("starting storage and Ray ...")
        with open_house(settings) as house:
            house.start()
            running = Running(
                url=url_of(listener),
                pid=os.getpid(),
                storage_url=house.storage_url,
                dashboard_url=house.farm.dashboard_url,
            )
            with announced(running, settings.data_home):
                serve(house, listener, started=lambda: _greet(house, running.url))
            note("stopping ...")


def openapi() -> None:
    """Print the REST API's OpenAPI document, without a server."""
    from api.composition import memory_house
    from api.rest import create_app
    from api.settings import read_settings

    with memory_house(read_settings()) as house:
        emit_json(create_app(house).openapi())


def show(as_json: Json = False) -> None:
    """Show who works on what, and how much waits."""
    with _client() as farm:
        _tell(farm.get("/v1/farm"), as_json=as_json)


def halt(
    reason: Annotated[str, typer.Argument(help="Why, for those who ask later.")],
    as_json: Json = False,
) -> None:
    """Stop all work at once: running tasks are handed back untried, and nothing starts."""
    with _client() as farm:
        _tell(farm.post("/v1/farm/halt", {"reason": reason}), as_json=as_json)


def resume(as_json: Json = False) -> None:
    """Let a halted farm go on."""
    with _client() as farm:
        _tell(farm.post("/v1/farm/resume"), as_json=as_json)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that is not there yet.")],
) -> None:
    """Copy the job database into one file, whole, while the farm goes on."""
    from api.settings import read_settings
    from render_farm.queue.backup import back_up

    back_up(read_settings().database, file)
    note(f"{file}: {file.stat().st_size} bytes")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `farm backup` wrote.")],
) -> None:
    """Fill an empty job database from a backup, and bring it up to this version."""
    from api.running import only_farm
    from api.settings import read_settings
    from render_farm.queue import backup

    settings = read_settings()
    with only_farm(settings.data_home):
        backup.restore(settings.database, file)
    note(f"restored {file}; `handbill up` goes on with its jobs")


def _client() -> "FarmClient":
    from api.cli.client import connect
    from api.settings import read_settings

    return connect(read_settings())


def _tell(farm: Any, *, as_json: bool) -> None:
    if as_json:
        emit_json(farm)
        return
    emit(f"dispatcher  {farm['dispatcher'] or 'none'}")
    emit(f"waiting     {farm['waiting']} tasks, about {farm['waiting_s']:g} s of one worker")
    if farm["halted"] is not None:
        emit(f"halted      {farm['halted']}  (`handbill farm resume` goes on)")
    emit("")
    columns = ("worker", "state", "node", "since", "task")
    emit_table(
        columns,
        (
            (one["name"], one["state"], _short(one["node"]), moment(one["since"]), _task_of(one))
            for one in farm["workers"]
        ),
    )


def _short(node: str | None) -> str | None:
    """As much of Ray's name for a node as tells it apart."""
    return node and node[:12]


def _task_of(worker: Any) -> str | None:
    task: str | None = worker["reason"] or worker["task"]
    return task


def _greet(house: "House", url: str) -> None:
    note(f"API        {url}/v1  (OpenAPI: {url}/v1/openapi.json)")
    if house.farm.dashboard_url:
        note(f"dashboard  {house.farm.dashboard_url}  (token: ray get-auth-token)")
    note(f"metrics    {url}/metrics  (for Prometheus: docs/operations.md)")
    note(f"storage    {house.bucket} at {house.storage_url}")
    note(f"data home  {house.settings.data_home}")
    note("Ctrl-C stops all of it")
