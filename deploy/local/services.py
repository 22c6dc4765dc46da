"""Layout → the services of the farm: store, database, a Ray head, nodes, `handbill up`."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from signal import SIGINT

from bench.postgres import postgres_programs
from deploy.local.layout import Layout, LayoutError
from deploy.local.service import Service
from render_farm.storage.seaweed_command import (
    load_credentials,
    server_command,
    server_environment,
    shell_command,
    weed_program,
)

_POSTGRES = "postgres"  # the user that Debian's package makes
_FSYNC = b"fs.configure -locationPrefix=/buckets/ -fsync=true -apply\n"
_ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "RAY_kill_child_processes_on_worker_exit_with_raylet_subreaper": "1",
}
# A node that is gone is known as such after about six seconds; by default after fifteen or more.
_HEALTH = {
    "RAY_health_check_initial_delay_ms": "2000",
    "RAY_health_check_period_ms": "1000",
    "RAY_health_check_timeout_ms": "2000",
    "RAY_health_check_failure_threshold": "5",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How much of everything. cpus: cores, and so renderers, of each node."""

    nodes: int = 2
    cpus: int = 1
    dashboard: bool = False


def services(
    layout: Layout, size: Size, *, farm_environment: Mapping[str, str] | None = None
) -> tuple[Service, ...]:
    """All services, in an order in which they can be started; stop them in the reverse.

    farm_environment: what `handbill up` gets besides, or instead. Makes the folders and, once, the
    database. Raises LayoutError, StorageError, OSError.
    """
    nodes = tuple(_node(layout, size, number) for number in range(1, size.nodes + 1))
    before = ("store", "database", *(node.name for node in nodes))
    farms = (
        _farm(layout, size, number, before, farm_environment or {})
        for number in range(1, len(layout.apis) + 1)
    )
    return (_store(layout), _database(layout), _head(layout, size), *nodes, *farms)


def _store(layout: Layout) -> Service:
    folder = _made(layout.folder / "store")
    credentials = load_credentials(folder)
    environment = server_environment(folder, credentials)
    return Service(
        name="store",
        command=tuple(server_command(weed_program(), folder, layout.store)),
        environment=environment,
        folder=folder,
        ready=partial(_store_ready, layout, folder, environment),
    )


def _store_ready(layout: Layout, folder: Path, environment: Mapping[str, str], _log: Path) -> bool:
    """Whether it listens; at the first time it is told to acknowledge only what is on the disk."""
    told = folder / "fsync-configured"
    if not _listens(layout.store.s3):
        return False
    if not told.exists():
        shell = subprocess.run(  # noqa: S603 - our own binary and flags
            shell_command(weed_program(), layout.store),
            input=_FSYNC,
            cwd=folder,
            env=environment,
            capture_output=True,
            check=False,
            timeout=30,
        )
        if shell.returncode != 0:
            return False
        told.touch()
    return True


def _database(layout: Layout) -> Service:
    folder, programs = layout.folder / "database", postgres_programs()
    if programs is None:
        raise LayoutError("no PostgreSQL is installed (allowed: Debian's package postgresql)")
    user = _POSTGRES if os.geteuid() == 0 else None
    environment = _base(layout)
    if not (folder / "PG_VERSION").exists():
        _init_database(layout, folder, programs, user)
    options = (
        f"listen_addresses=127.0.0.1 port={layout.database} unix_socket_directories="
    ).split()
    flags = [part for option in options for part in ("-c", option)]
    return Service(
        name="database",
        command=(str(programs / "postgres"), "-D", str(folder), *flags),
        environment=environment,
        folder=folder,
        ready=partial(_database_ready, layout, folder, programs),
        stop=SIGINT,  # ends without waiting for its clients
        user=user,
    )


def _init_database(layout: Layout, folder: Path, programs: Path, user: str | None) -> None:
    folder.mkdir(exist_ok=True, mode=0o700)
    secret = folder.with_name("database.password")
    secret.touch(mode=0o600)
    secret.write_text(layout.password, encoding="ascii")
    if user is not None:
        shutil.chown(folder, user)
        shutil.chown(secret, user)
    command = [
        *as_user(user),
        str(programs / "initdb"),
        *("--username=handbill", "--auth=scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8"),
        *("--no-instructions", f"--pgdata={folder}"),
    ]
    made = subprocess.run(  # noqa: S603 - Debian's own program
        command, cwd=layout.folder, capture_output=True, text=True, check=False
    )
    secret.unlink()
    if made.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        raise LayoutError(f"{folder}: no database could be made there: {made.stderr.strip()}")


def _database_ready(layout: Layout, folder: Path, programs: Path, _log: Path) -> bool:
    made = folder.with_name("database.made")
    if made.exists():
        return _listens(layout.database)
    command = [str(programs / "createdb"), "-h", "127.0.0.1", "-p", str(layout.database)]
    created = subprocess.run(  # noqa: S603 - Debian's own program
        [*command, "-U", "handbill", "handbill"],
        env={**_base(layout), "PGPASSWORD": layout.password},
        capture_output=True,
        check=False,
    )
    if created.returncode == 0 or b"already exists" in created.stderr:
        made.touch()
    return made.exists()


def _head(layout: Layout, size: Size) -> Service:
    """The head has no cores: nothing renders there, as on a cluster."""
    return Service(
        name="head",
        command=_ray_start(
            "--head",
            f"--port={layout.head}",
            "--num-cpus=0",
            f"--temp-dir={_made(layout.folder / 'ray' / 'head')}",
            f"--include-dashboard={str(size.dashboard).lower()}",
            "--dashboard-host=127.0.0.1",
            "--dashboard-port=0",
            f"--ray-client-server-port={layout.ray_client}",
        ),
        environment=_ray_environment(layout),
        folder=layout.folder,
        ready=_ray_runs,  # it listens before nodes can join
    )


def _node(layout: Layout, size: Size, number: int) -> Service:
    """A node: a raylet of its own, known to the head as if it were another machine.

    In a folder of its own: nodes that share one and start together take each other's sockets.
    """
    return Service(
        name=f"node-{number}",
        command=_ray_start(
            f"--address={layout.ray_address}",
            f"--num-cpus={size.cpus}",
            f"--temp-dir={_made(layout.folder / 'ray' / str(number))}",
        ),
        environment=_ray_environment(layout),
        folder=layout.folder,
        ready=_ray_runs,
        after=("head",),
    )


def _ray_start(*options: str) -> tuple[str, ...]:
    """Worker ports of 0: several nodes share this machine, and each takes what is free."""
    return (
        str(Path(sys.executable).with_name("ray")),
        "start",
        "--block",
        *options,
        "--node-ip-address=127.0.0.1",
        *("--min-worker-port=0", "--max-worker-port=0", "--dashboard-agent-listen-port=0"),
        "--object-store-memory=100000000",
        "--disable-usage-stats",
    )


def _farm(
    layout: Layout,
    size: Size,
    number: int,
    before: tuple[str, ...],
    more: Mapping[str, str],
) -> Service:
    store = load_credentials(layout.folder / "store")
    port = layout.apis[number - 1]
    environment = {
        **_ray_environment(layout),
        "RAY_ADDRESS": layout.ray_address,
        "HANDBILL_DATA_HOME": str(layout.folder / f"farm-{number}"),
        "HANDBILL_DATABASE_URL": layout.database_url(),
        "HANDBILL_S3_ENDPOINT": layout.store_url,
        "HANDBILL_S3_ACCESS_KEY": store.access_key,
        "HANDBILL_S3_SECRET_KEY": store.secret_key,
        "HANDBILL_PORT": str(port),
        "HANDBILL_WORKERS": str(size.nodes * size.cpus),
        **more,
    }
    return Service(
        name=f"farm-{number}",
        command=(str(Path(sys.executable).with_name("handbill")), "up"),
        environment=environment,
        folder=layout.folder,
        ready=partial(_listening, port),
        after=before,
        stop_s=40,
    )


def _ray_environment(layout: Layout) -> dict[str, str]:
    return {
        **_base(layout),
        **_ONE_THREAD,
        **_HEALTH,
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": layout.token,
        "NUMBA_CACHE_DIR": str(_made(layout.folder / "numba")),
        "TMPDIR": str(_made(layout.folder / "tmp")),
    }


def _base(layout: Layout) -> dict[str, str]:
    """What every program gets: of whoever starts the farm only where programs and modules lie."""
    kept = (
        *("PATH", "PYTHONPATH", "LANG", "HANDBILL_LOG_LEVEL", "HANDBILL_LOG_FORMAT"),
        "RAY_worker_niceness",
    )
    ours = {name: os.environ[name] for name in kept if name in os.environ}
    return {
        **ours,
        "PYTHONUNBUFFERED": "1",
        "HOME": str(layout.folder),
        "HANDBILL_LOCAL_FARM": str(layout.folder),
    }


def as_user(user: str | None) -> tuple[str, ...]:
    """What stands before a command that another user runs."""
    if user is None:
        return ()
    return ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--")


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _listening(port: int, _log: Path) -> bool:
    return _listens(port)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _ray_runs(log: Path) -> bool:
    return b"Ray runtime started" in log.read_bytes()
