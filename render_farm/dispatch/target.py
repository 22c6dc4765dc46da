"""Work that waits and runs → how many workers there should be: a pure decision."""

import math

from render_farm.queue import Backlog


def target_workers(
    backlog: Backlog, *, busy: int, help_wanted: int, fill_s: float, limit: int
) -> int:
    """Give the number of workers to have, from 0 to `limit`.

    Those at work stay, and what waits gets one worker for each `fill_s` seconds that it is
    expected to take: fewer would take longer, more would cost more to start than they do. Never
    more than there are tasks, and none for nothing. help_wanted: pieces of running tasks that
    somebody could make; each is long by its nature.
    """
    needed = min(backlog.tasks, math.ceil(backlog.cost_s / fill_s)) if backlog.tasks else 0
    if backlog.tasks:
        needed = max(needed, 1)
    return min(limit, busy + needed + help_wanted)
