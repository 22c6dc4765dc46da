"""Whether work is handed out at all: not while what every worker needs does not answer."""

import threading
from collections.abc import Callable
from concurrent.futures import Future

_FIRST_S = 1.0
_CAP_S = 30.0

Asks = Callable[[], "Future[bool]"]


def asks(answers: Callable[[], bool]) -> Asks:
    """Put a question that may take long into a thread of its own, which holds up no exit."""

    def ask() -> "Future[bool]":
        asked: Future[bool] = Future()
        threading.Thread(target=_answer, args=(asked, answers), name="gate", daemon=True).start()
        return asked

    return ask


def _answer(asked: "Future[bool]", answers: Callable[[], bool]) -> None:
    try:
        asked.set_result(answers())
    except Exception as error:  # noqa: BLE001 - whatever it is, it is no answer
        asked.set_exception(error)


class Gate:
    """Closed by an outage; opened once the store answers, looked for at growing intervals.

    ask: begins to ask the store, without waiting; None = the tasks themselves find out. Times are
    seconds of the dispatcher's clock.
    """

    def __init__(self, ask: Asks | None = None) -> None:
        self._ask = ask
        self._asked: Future[bool] | None = None
        self._wait_s = 0.0
        self._ask_at: float | None = None

    @property
    def closed(self) -> bool:
        """Whether nothing is handed out."""
        return self._ask_at is not None

    def outage(self, now: float) -> bool:
        """A task found that the store does not answer; whether that is news."""
        if self.closed:
            return False
        self._rest(now)
        return True

    def worked(self) -> None:
        """A task went well: the next outage is a new one."""
        if not self.closed:
            self._wait_s = 0.0

    def look(self, now: float) -> bool:
        """See whether it can be opened; True when it was opened just now."""
        if self._ask_at is None or now < self._ask_at:
            return False
        if self._ask is not None and not self._answered(now):
            return False
        self._ask_at = None
        return True

    def _answered(self, now: float) -> bool:
        asked = self._asked = self._asked or (self._ask() if self._ask else None)
        if asked is None or not asked.done():
            return False
        self._asked = None
        if asked.exception() is None and asked.result():
            return True
        self._rest(now)
        return False

    def _rest(self, now: float) -> None:
        self._wait_s = min(_CAP_S, self._wait_s * 2) or _FIRST_S
        self._ask_at = now + self._wait_s
