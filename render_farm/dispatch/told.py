"""A lease and a worker → the ids under which log records are found."""

from render_farm.queue import Lease


def told(
    action: str, lease: Lease | None = None, *, worker: str | None = None
) -> dict[str, object]:
    """The `extra` of a log record: plain values, only what is known."""
    ids: dict[str, object] = {"action": action}
    if lease is not None:
        ids |= {"job": lease.job_id, "task": lease.ordinal, "attempt": lease.attempt}
    return ids if worker is None else {**ids, "worker": worker}
