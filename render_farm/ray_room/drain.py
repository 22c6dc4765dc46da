"""Which nodes are being drained: a spot machine with notice, or one by `ray drain-node`."""

from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic

from ray._private.state import state

_ASK_S = 2.0  # AWS gives two minutes of notice, others thirty seconds


class DrainWatch:
    """Asks Ray's head now and then, in a thread of its own, since it may be slow to answer."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="drain-watch")
        self._question: Future[frozenset[str]] | None = None
        self._asked_at = float("-inf")
        self._nodes: frozenset[str] = frozenset()

    def nodes(self) -> frozenset[str]:
        """The ids of the nodes that were being drained when the head was last asked."""
        if self._question is not None:
            if not self._question.done():
                return self._nodes
            if self._question.exception() is None:
                self._nodes = self._question.result()
            self._question = None
        if monotonic() - self._asked_at >= _ASK_S:
            self._asked_at = monotonic()
            self._question = self._thread.submit(_draining)
        return self._nodes

    def close(self) -> None:
        """Ask no more."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def _draining() -> frozenset[str]:
    # What Ray Serve itself goes by; there is no public call. Ray's, without types.
    return frozenset(state.get_draining_nodes())
