"""A process → it and all below it, from /proc (Linux); and work that gets one to itself."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_TICKS = os.sysconf("SC_CLK_TCK")


def family(root: int) -> set[int]:
    """The ids of a process and of all that it, or one below it, started and that still run."""
    parents = {pid: int(fields[1]) for pid in _running() if (fields := _stat(pid))}
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def family_cpu_s(root: int) -> float:
    """Seconds of the processor that a family took, those of its ended children among them."""
    ticks = 0
    for pid in family(root):
        # utime, stime, and the same of children that have been waited for: fields 14 to 17.
        ticks += sum(map(int, _stat(pid)[11:15]))
    return ticks / _TICKS


def memory_bytes(pid: int) -> int:
    """A process' proportional set size: what it shares counts for each by its part; 0 = gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    except OSError:
        return 0
    lines = text.splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def alone(function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """What `function`, a module's own, says in a process that does nothing else and then ends.

    Raises what it raises.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        return pool.submit(function, *args, **kwargs).result()


def peak_mb() -> float:
    """The most megabytes that this process ever held.

    Not getrusage: that counts what the process held before it became this program.
    """
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM:"))


def command_line(pid: int) -> str:
    """How a process calls itself; empty when it is gone."""
    try:
        text = Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return text.replace("\0", " ").strip()


def end_family(root: int) -> None:
    """Kill a process and all below it; it first, which might go on once what it waits for ends."""
    for pid in sorted(family(root), key=lambda pid: pid != root):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _running() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the program's name; none when it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()
