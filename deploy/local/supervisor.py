"""Services → processes: started in order, started again when they die, stopped in reverse."""

import json
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from deploy.local.service import Service
from deploy.local.services import as_user

_POLL_S = 0.1


@dataclass(slots=True)
class _Process:
    """A service and its process. starts: how often it was started. due_at: when it is to start."""

    service: Service
    running: "subprocess.Popen[bytes] | None" = None
    starts: int = 0
    due_at: float = 0.0
    ready: bool = False


class Supervisor:
    """Keeps services running; all calls from one thread, which the processes do not outlive.

    folder: its `services.json` tells name → pid, starts and readiness; `logs/` keeps what they
    say. restart_s: how long a dead service stays dead.
    """

    def __init__(
        self,
        services: Sequence[Service],
        *,
        folder: Path,
        restart_s: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._processes = {service.name: _Process(service) for service in services}
        self._folder = folder
        self._restart_s = restart_s
        self._clock = clock
        self._told = ""
        (folder / "logs").mkdir(exist_ok=True)

    def run(self, stop: Event) -> None:
        """Keep all of it running until `stop` is set; then end it."""
        try:
            while not stop.is_set():
                self.turn()
                stop.wait(_POLL_S)
        finally:
            self.close()

    def turn(self) -> None:
        """Start what is due, notice what died, say how it stands."""
        for process in self._processes.values():
            if process.running is not None and process.running.poll() is not None:
                process.running, process.ready = None, False
                process.due_at = self._clock() + self._restart_s
            if process.running is None and self._may_start(process):
                self._start(process)
            elif process.running is not None and not process.ready:
                process.ready = process.service.ready(self._log(process))
        self._tell()

    @property
    def ready(self) -> bool:
        """Whether every service is."""
        return all(process.ready for process in self._processes.values())

    def close(self) -> None:
        """End every service in order, the last started first; what does not end is killed."""
        for process in reversed(self._processes.values()):
            running, process.running, process.ready = process.running, None, False
            if running is None:
                continue
            running.send_signal(process.service.stop)
            try:
                running.wait(process.service.stop_s)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
        (self._folder / "services.json").unlink(missing_ok=True)

    def _may_start(self, process: _Process) -> bool:
        if process.starts:  # its place in the order no longer counts: others are up, or will be
            return self._clock() >= process.due_at
        return all(self._processes[name].ready for name in process.service.after)

    def _start(self, process: _Process) -> None:
        service = process.service
        command = [*as_user(service.user), *_following(service), *service.command]
        process.starts += 1
        with self._log(process).open("wb") as file:
            process.running = subprocess.Popen(  # noqa: S603 - our own programs and flags
                command,
                cwd=service.folder,
                env=dict(service.environment),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is ours: they end in order
            )

    def _log(self, process: _Process) -> Path:
        """A file for each start, so that the death of the one before can still be read."""
        return self._folder / "logs" / f"{process.service.name}.{process.starts}.log"

    def _tell(self) -> None:
        told = json.dumps(
            {
                name: {
                    "pid": process.running.pid if process.running else None,
                    "starts": process.starts,
                    "ready": process.ready,
                }
                for name, process in self._processes.items()
            }
        )
        if told == self._told:
            return
        part = self._folder / ".services.json.part"
        part.write_text(told, encoding="utf-8")
        part.replace(self._folder / "services.json")
        self._told = told


def _following(service: Service) -> tuple[str, ...]:
    """What stands before a command that must not outlive us, whatever ends us."""
    return ("setpriv", "--pdeathsig", service.stop.name.removeprefix("SIG"), "--")
