"""The embedded S3 server: SeaweedFS from its wheel, on this machine only, in one folder."""

import fcntl
import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from render_farm.storage.errors import FolderInUse, StorageError, StoreUnreachable
from render_farm.storage.probe import probe
from render_farm.storage.s3 import S3Store
from render_farm.storage.seaweed_command import (
    Credentials,
    Ports,
    free_ports,
    load_credentials,
    server_command,
    server_environment,
    shell_command,
    weed_program,
)
from render_farm.storage.settings import S3Settings

_LOG = logging.getLogger(__name__)
# In order it takes 1.3 s, and 5 s more for each of its parts that has a connection nobody used
# yet. What it acknowledged is on the disk, so that nothing is lost by not waiting for that.
_STOP_S = 3.0
_LOOK_S = 0.1
_FIRST_REST_S = 0.1
_MOST_REST_S = 30.0
_SETTLED_S = 60.0  # one that ran for so long did not die of its start
_ATTEMPTS = 3  # a port may be taken between its choice and its use
_LOG_TAIL_LINES = 12
_FSYNC_RULE = "fs.configure -locationPrefix=/buckets/ -fsync=true -apply\n"

# Runs before the server in its process, so that the server cannot outlive its parent.
_FOLLOW_PARENT = """
import ctypes, os, signal, sys
if sys.platform == "linux":
    ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
if os.getppid() != int(sys.argv[1]):
    sys.exit("the parent is gone")
os.execv(sys.argv[2], sys.argv[2:])
"""


class SeaweedServer:
    """SeaweedFS on `folder`: `with SeaweedServer(folder) as server: S3Store(server.settings)`.

    The folder keeps data and credentials between starts. A server that dies is started again, on
    the same ports, until `stop`. Only one server at a time runs on a
    folder (FolderInUse); the lock lives as long as the server itself, also past a killed parent.
    `start` and `ready` apart let a caller do other work meanwhile. Enter it from the main thread:
    the server ends with the thread that made it. Raises StoreUnreachable with the end of its log
    when it does not come up within `ready_s`. lock_s: how long the server of a parent that was
    killed may take to end: 5 s for each of its parts that has a connection nobody used.
    """

    def __init__(
        self,
        folder: Path,
        *,
        bucket: str = "handbill",
        ready_s: float = 30.0,
        lock_s: float = 25.0,
    ) -> None:
        self.folder = folder.resolve()
        self._bucket = bucket
        self._ready_s = ready_s
        self._lock_s = lock_s
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._credentials: Credentials | None = None
        self._ports: Ports | None = None
        self._stopping = threading.Event()
        self._keeper: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.start()
        try:
            self.ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def settings(self) -> S3Settings:
        """How to reach the server: address, bucket and its own random credentials."""
        if self._ports is None or self._credentials is None:
            raise self._not_started()
        return S3Settings(
            endpoint_url=f"http://127.0.0.1:{self._ports.s3}",
            bucket=self._bucket,
            access_key=self._credentials.access_key,
            secret_key=self._credentials.secret_key,
        )

    @property
    def pid(self) -> int | None:
        """Process id of the server; None when it does not run."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Lock the folder and begin to start the server; waits for no more than the lock."""
        if threading.current_thread() is not threading.main_thread():
            raise StorageError(
                "the storage server would end with this thread",
                where=str(self.folder),
                allowed="starting it from the main thread",
            )
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = _lock_folder(self.folder, wait_s=self._lock_s)
        self._credentials = load_credentials(self.folder)
        self._stopping.clear()
        self._spawn_anywhere(self._lock, self._credentials)

    def ready(self) -> None:
        """Wait until the server takes writes, the bucket exists and survives power loss."""
        if self._lock is None or self._credentials is None:
            raise self._not_started()
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                self._wait_until_written()
                break
            except StoreUnreachable:
                if self._running() or attempt == _ATTEMPTS or not self._port_was_taken():
                    raise
                self._spawn_anywhere(self._lock, self._credentials)
        self._force_fsync(self._credentials)
        keep = (self._lock, self._credentials)
        self._keeper = threading.Thread(target=self._keep, args=keep, name="storage", daemon=True)
        self._keeper.start()

    def stop(self) -> None:
        """End the server in order, and unlock the folder. No error when it does not run."""
        self._stopping.set()
        if self._keeper is not None:
            self._keeper.join()
            self._keeper = None
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _not_started(self) -> StorageError:
        return StorageError("the storage server was not started", where=str(self.folder))

    def _keep(self, lock: IO[str], credentials: Credentials) -> None:
        """Start a server that died again; it ends with this thread, which lives until `stop`."""
        began, rest_s = time.monotonic(), _FIRST_REST_S
        while not self._stopping.wait(_LOOK_S):
            if self._process is None or self._process.poll() is None:
                continue
            settled = time.monotonic() - began > _SETTLED_S
            rest_s = _FIRST_REST_S if settled else min(_MOST_REST_S, 2 * rest_s)
            _LOG.warning(
                "the storage server ended (%s) and is started again",
                self._process.returncode,
                extra={"action": "storage_restarted"},
            )
            began = time.monotonic()
            self._spawn(lock, credentials)
            self._stopping.wait(rest_s)

    def _spawn_anywhere(self, lock: IO[str], credentials: Credentials) -> None:
        self._ports = free_ports()
        self._log_path.unlink(missing_ok=True)
        self._spawn(lock, credentials)

    def _spawn(self, lock: IO[str], credentials: Credentials) -> None:
        if self._ports is None:
            raise self._not_started()
        follow = [sys.executable, "-I", "-S", "-c", _FOLLOW_PARENT, str(os.getpid())]
        with self._log_path.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  # our own binary and flags
                [*follow, *server_command(weed_program(), self.folder, self._ports)],
                cwd=self.folder,
                env=server_environment(self.folder, credentials),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=(lock.fileno(),),
            )

    def _wait_until_written(self) -> None:
        """Ask until a write goes through: an open port alone does not mean ready."""
        store = S3Store(self.settings, attempts=1)
        deadline = time.monotonic() + self._ready_s
        try:
            while True:
                try:
                    return probe(store)
                except StorageError as error:
                    if not self._running():
                        raise StoreUnreachable(
                            f"the storage server ended at its start:\n{self._log_tail()}",
                            where=str(self.folder),
                        ) from error
                    if time.monotonic() > deadline:
                        raise StoreUnreachable(
                            f"no write after {self._ready_s:g} s ({error}):\n{self._log_tail()}",
                            where=str(self.folder),
                        ) from error
                time.sleep(0.05)
        finally:
            store.close()

    def _force_fsync(self, credentials: Credentials) -> None:
        """Tell the server, once per folder, to acknowledge only what is on the disk."""
        if self._ports is None:
            raise self._not_started()
        done = self.folder / "fsync-configured"
        if done.exists():
            return
        shell = subprocess.run(  # noqa: S603  # our own binary and flags
            shell_command(weed_program(), self._ports),
            input=_FSYNC_RULE.encode(),
            cwd=self.folder,
            env=server_environment(self.folder, credentials),
            capture_output=True,
            timeout=self._ready_s,
            check=False,
        )
        if shell.returncode != 0:
            output = (shell.stdout + shell.stderr).decode(errors="replace")
            raise StorageError(f"the fsync rule was refused: {output}", where=str(self.folder))
        done.touch()

    def _running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _port_was_taken(self) -> bool:
        return "address already in use" in self._log_tail(lines=200)

    @property
    def _log_path(self) -> Path:
        return self.folder / "server.log"

    def _log_tail(self, *, lines: int = _LOG_TAIL_LINES) -> str:
        text = self._log_path.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])


def _lock_folder(folder: Path, *, wait_s: float) -> IO[str]:
    """Lock the folder for this process and its server, which inherits the open file."""
    lock = (folder / "server.lock").open("a+", encoding="ascii")
    deadline = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                lock.close()
                raise FolderInUse(
                    "another storage server runs on this folder",
                    where=str(folder),
                    allowed="another folder, or the same after the other has ended",
                ) from error
            time.sleep(0.1)
        else:
            return lock
