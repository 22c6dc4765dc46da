"""Work → seconds of the processor, which a busy machine hardly changes."""

import time
from collections.abc import Callable


def process_s(work: Callable[[], object]) -> float:
    """Seconds of this process that the work took, all its threads together."""
    started = time.process_time()
    work()
    return time.process_time() - started
