"""How much memory a worker may take, so that one bad task cannot take its machine along.

Two limits. What the process allocates is bounded by the kernel (RLIMIT_DATA of setrlimit(2)): a
task that wants more gets a MemoryError, fails, and its worker lives. A worker that keeps more
than half of that when its task is done gets no further one.
"""

import resource
from pathlib import Path

_KEPT = 0.5  # of a task's memory; also what Ray is told that a worker takes
_STATUS = Path("/proc/self/status")


def bound_memory(limit_bytes: int) -> None:
    """Bound what this process allocates from now on, its threads' stacks included."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = _status_bytes("VmData") + limit_bytes
    if hard not in (resource.RLIM_INFINITY, -1):
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))


def kept_bytes(limit_bytes: int) -> int:
    """What a worker may keep between its tasks."""
    return int(_KEPT * limit_bytes)


def why_spent(limit_bytes: int | None, *, resident_bytes: int) -> str | None:
    """Why a worker that keeps so much is to get no further task; None: it may."""
    if limit_bytes is None or resident_bytes <= kept_bytes(limit_bytes):
        return None
    kept, allowed = resident_bytes // 1_000_000, kept_bytes(limit_bytes) // 1_000_000
    return f"it keeps {kept} MB of memory (allowed: {allowed} MB)"


def resident_bytes() -> int:
    """What this process holds in memory, shared libraries included."""
    return _status_bytes("VmRSS")


def _status_bytes(name: str) -> int:
    # proc(5): "VmRSS:     1234 kB"
    lines = _STATUS.read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))
