"""Signals that end a program → KeyboardInterrupt, so that every part is closed on the way out."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ending:
    """What a program may ask of its signals while `ends_by_signal` holds."""

    def hold(self) -> None:
        """Heed no signal any more: everything is being closed already, in a few seconds."""
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)


@contextmanager
def ends_by_signal() -> Iterator[Ending]:
    """While inside, SIGTERM and SIGHUP end the program as Ctrl-C does. Main thread only."""
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    for number in _SIGNALS:
        signal.signal(number, _interrupt)
    try:
        yield Ending()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
