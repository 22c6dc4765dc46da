"""Ray's account of what became of an actor → WorkerLost, in a line."""

from ray.exceptions import RayTaskError

from render_farm.crew import WorkerLost

_NOISE = (
    "The actor died unexpectedly before finishing this task.",
    *(f"\t{name}:" for name in ("class_name", "actor_id", "pid", "name", "namespace", "ip")),
)
_GUESSES = " Some common causes include:"  # of every death; the first words are what is known
_CHARS = 500


def worker_lost(error: BaseException, *, worker: str) -> WorkerLost:
    """Say why a worker was lost: its renderer did not open, its process or its node died."""
    if isinstance(error, RayTaskError) and isinstance(error.cause, WorkerLost):
        return error.cause
    cause = error.cause if isinstance(error, RayTaskError) else error
    lines = [line for line in str(cause).splitlines() if line and not line.startswith(_NOISE)]
    known = " ".join(lines).partition(_GUESSES)[0].strip() or repr(cause)
    return WorkerLost(known[:_CHARS], where=worker)
