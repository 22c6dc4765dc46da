"""An open Ray session: one of our own on this machine, or a cluster that is running already."""

import logging
import os
import secrets
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import ray

from render_farm.owned_folder import owned_folder
from render_farm.ray_room.admission import admitted, reread_environment
from render_farm.ray_room.errors import RayFailed
from render_farm.ray_room.words import words_logged

_OBJECT_STORE_BYTES = 200_000_000  # pixels never pass through it; Ray's default took 7.5 GB
_ENVIRONMENT: Mapping[str, str] = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_kill_child_processes_on_worker_exit_with_raylet_subreaper": "1",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class RaySettings:
    """Where Ray is to run.

    state_dir: ours to write in; Ray's workers import from there and not from the folder in which
    the user happens to be. address: of a running cluster ("10.0.0.1:6379"); None starts Ray in
    this process. cpus: cores that the embedded Ray offers; None: all. dashboard_port: None: free.
    """

    state_dir: Path
    address: str | None = None
    cpus: int | None = None
    dashboard: bool = True
    dashboard_port: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RaySession:
    """What is known of the open session. dashboard_url: None without a dashboard.

    auth_command: prints the token that the dashboard and the Jobs API ask for. cpus: of all nodes
    that are up now.
    """

    address: str
    dashboard_url: str | None
    auth_command: str
    cpus: int


@contextmanager
def ray_session(settings: RaySettings) -> Iterator[RaySession]:
    """Open a Ray session and close it; SIGTERM ends the block as SystemExit. Raises RayFailed.

    Enter it from the main thread, so that signals find their handler.
    """
    with ExitStack() as stack:
        stack.enter_context(_environment(settings.state_dir, joins=settings.address is not None))
        temp_dir = None
        if settings.address is None:
            temp_dir = stack.enter_context(owned_folder(_short()))
            # Else this process may know another mode than the head that it starts.
            reread_environment()
        else:
            stack.enter_context(admitted(settings.address))
        stack.enter_context(words_logged())
        stack.callback(ray.shutdown)  # before the start, which may be interrupted half-way
        context = _init(settings, temp_dir)
        stack.enter_context(_own_signals())
        yield _describe(context)


def _short() -> Path:
    """Where paths are short: Ray's sockets may have 107 bytes of it, and TMPDIR may be long."""
    return next(filter(Path.is_dir, (Path("/tmp"), Path(tempfile.gettempdir()))))  # noqa: S108 - only a parent of private folders


def _init(settings: RaySettings, temp_dir: Path | None) -> Any:
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    neutral = settings.state_dir.resolve() / "ray"
    neutral.mkdir(exist_ok=True)
    options = _embedded(settings, temp_dir) if temp_dir else {"address": settings.address}
    try:
        # Workers get the current folder first on sys.path: a user's `templates/` would win there.
        with chdir(neutral):
            return ray.init(**options, log_to_driver=False, logging_level=logging.ERROR)
    except Exception as error:
        where = settings.address or "embedded Ray"
        raise RayFailed(f"Ray did not start: {error}", where=where) from error


def _embedded(settings: RaySettings, temp_dir: Path) -> dict[str, Any]:
    return {
        "address": "local",
        "num_cpus": settings.cpus,
        "include_dashboard": settings.dashboard,
        "dashboard_host": "127.0.0.1",
        "dashboard_port": settings.dashboard_port,
        "object_store_memory": _OBJECT_STORE_BYTES,
        "_temp_dir": str(temp_dir),
    }


def _describe(context: Any) -> RaySession:
    url = context.dashboard_url
    return RaySession(
        address=context.address_info["gcs_address"],
        dashboard_url=f"http://{url}" if url else None,
        auth_command="ray get-auth-token",
        cpus=int(ray.cluster_resources().get("CPU", 0)),  # type: ignore[no-untyped-call]  # Ray's
    )


@contextmanager
def _environment(state_dir: Path, *, joins: bool = False) -> Iterator[None]:
    """Set what Ray and its workers inherit; put the rest back afterwards."""
    cache = state_dir.resolve() / "numba"
    cache.mkdir(parents=True, exist_ok=True)
    wanted = {**_ENVIRONMENT, "NUMBA_CACHE_DIR": str(cache)}
    if not joins:  # a cluster has a token of its own
        wanted |= _token()
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update({name: os.environ.get(name, value) for name, value in wanted.items()})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _token() -> dict[str, str]:
    """Give a token for this session alone where Ray cannot keep its own in the home folder."""
    if os.environ.keys() & {"RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"}:
        return {}
    folder = Path.home() / ".ray"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return {"RAY_AUTH_TOKEN": secrets.token_hex(32)}
    return {} if os.access(folder, os.W_OK) else {"RAY_AUTH_TOKEN": secrets.token_hex(32)}


@contextmanager
def _own_signals() -> Iterator[None]:
    """Take two signals back from Ray: SIGTERM and SIGCHLD.

    Ray's handler of SIGTERM skips all clean-up. SIGCHLD it leaves ignored, and then the exit code
    of every program that this process runs reads as 0.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    before = signal.signal(signal.SIGTERM, _exit)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _exit(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
