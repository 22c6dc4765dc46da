"""The local farm of `deploy/local`, started as a user would, with networks that can be cut."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.layout import Layout, layout_of
from render_farm.storage import S3Settings
from render_farm.storage.seaweed_command import load_credentials
from tests.acceptance.soak.proxy import Proxy
from tests.environment import clean_environment

ROOT = Path(__file__).parents[3]
_READY_S, _STOP_S = 150.0, 90.0
_DISK_MB = 1024
_NO_RENDERER = ("ray::IDLE", "ray::DashboardAgent", "ray::RuntimeEnvAgent")


@dataclass(frozen=True, kw_only=True)
class Site:
    """A running farm. disk: where the store lies when it has a disk of its own, which can be full.

    workers: how many renderers there are when all is well.
    """

    layout: Layout
    process: "subprocess.Popen[bytes]"
    store: Proxy
    database: Proxy
    disk: Path | None
    workers: int

    @property
    def folder(self) -> Path:
        """Of all its data."""
        return self.layout.folder

    @property
    def storage(self) -> S3Settings:
        """The store itself, past the proxy."""
        secrets = load_credentials(self.folder / "store")
        return S3Settings(
            endpoint_url=self.layout.store_url,
            bucket="handbill",
            access_key=secrets.access_key,
            secret_key=secrets.secret_key,
        )

    @property
    def urls(self) -> tuple[str, ...]:
        """Of its APIs."""
        return tuple(f"http://127.0.0.1:{port}" for port in self.layout.apis)

    def services(self) -> Mapping[str, Mapping[str, int | None]]:
        """What the supervisor says: name → pid, starts, ready."""
        told: dict[str, dict[str, int | None]] = json.loads(
            (self.folder / "services.json").read_text(encoding="utf-8")
        )
        return told

    def pid(self, service: str) -> int | None:
        """Process id of a service; None while it is dead."""
        return self.services()[service]["pid"]

    def ready(self) -> bool:
        """Whether all services are."""
        return all(service["ready"] for service in self.services().values())

    def renderers(self) -> list[int]:
        """Processes of Ray that hold a renderer."""
        return [
            pid
            for pid, line in self.processes().items()
            if line.startswith("ray::") and not line.startswith(_NO_RENDERER)
        ]

    def processes(self) -> dict[int, str]:
        """Every process of the farm, by the mark that all inherit: id → command line."""
        return processes_of(self.folder)

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(_STOP_S)


@contextmanager
def open_site(*, nodes: int = 2, farms: int = 1) -> Iterator[Site]:
    """A farm with nothing in it, ready to work; all of it is gone afterwards."""
    with ExitStack() as parts:
        folder = Path(tempfile.mkdtemp(prefix="hb-soak-", dir="/tmp"))
        parts.callback(shutil.rmtree, folder, ignore_errors=True)
        layout = layout_of(folder, farms=farms)
        disk = _own_disk(folder / "store", parts)
        store = parts.enter_context(Proxy(layout.store.s3))
        database = parts.enter_context(Proxy(layout.database))
        process = _start(layout, nodes=nodes, farms=farms, store=store, database=database)
        parts.callback(_end, process, folder)
        site = Site(
            layout=layout,
            process=process,
            store=store,
            database=database,
            disk=disk,
            workers=nodes,
        )
        _await_ready(site)
        yield site


def processes_of(folder: Path) -> dict[int, str]:
    """Processes that bear the mark of a farm in this folder: id → command line."""
    mark = f"HANDBILL_LOCAL_FARM={folder}".encode()
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ")
                found[int(entry.name)] = line.decode(errors="replace").strip()
        except OSError:
            continue  # it has just ended
    return {
        pid: line for pid, line in found.items() if line
    }  # one that waits to be reaped has none


def _start(
    layout: Layout, *, nodes: int, farms: int, store: Proxy, database: Proxy
) -> "subprocess.Popen[bytes]":
    between = {
        "HANDBILL_S3_ENDPOINT": f"http://127.0.0.1:{store.port}",
        "HANDBILL_DATABASE_URL": layout.database_url(database.port),
    }
    with (layout.folder / "farm.log").open("wb") as log:
        return subprocess.Popen(
            [
                *(sys.executable, "-m", "deploy.local", "--folder", layout.folder),
                *("--nodes", str(nodes), "--farms", str(farms)),
                *(f"--farm-env={name}={value}" for name, value in between.items()),
            ],
            cwd=ROOT,
            env=clean_environment(PYTHONPATH=str(ROOT), HANDBILL_LOG_LEVEL="info"),
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def _await_ready(site: Site) -> None:
    deadline = time.monotonic() + _READY_S
    while not ((site.folder / "services.json").exists() and site.ready()):
        assert site.process.poll() is None, (site.folder / "farm.log").read_text()
        assert time.monotonic() < deadline, "\n".join(last_words(site.folder))
        time.sleep(0.1)


def last_words(folder: Path, *, lines: int = 8) -> list[str]:
    """The end of what each service said last."""
    said = []
    for log in sorted((folder / "logs").glob("*.log")):
        text = log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
        said += [f"== {log.name}", *text]
    return said


def _own_disk(folder: Path, parts: ExitStack) -> Path | None:
    """A small disk for the store, where root may mount one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_DISK_MB}m,mode=0700", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        return None
    parts.callback(subprocess.run, ["umount", "--lazy", str(folder)], check=False)
    return folder


def _end(process: "subprocess.Popen[bytes]", folder: Path) -> None:
    """Whatever a failed test left: nothing of this farm lives on."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for pid in processes_of(folder):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
