"""Leases and idle workers → who gets what: a pure decision."""

from collections.abc import Sequence

from render_farm.queue import Lease


def assign(leases: Sequence[Lease], workers: Sequence[str]) -> tuple[tuple[str, Lease], ...]:
    """Pair leases with workers, as many as there are of the fewer.

    A task goes to a worker that has not failed it, where one is free: what failed there may be
    the worker's doing. The tasks with most such workers choose first; else the order stays.
    """
    free = dict.fromkeys(workers)
    dealt: dict[int, str] = {}
    for place in sorted(range(len(leases)), key=lambda place: -len(leases[place].failed_on)):
        if not free:
            break
        failed_on = leases[place].failed_on
        worker = next((name for name in free if name not in failed_on), next(iter(free)))
        del free[worker]
        dealt[place] = worker
    return tuple((dealt[place], leases[place]) for place in sorted(dealt))
