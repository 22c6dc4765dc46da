"""Signals that end a program → KeyboardInterrupt, so that every part is closed on the way out."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def ends_by_signal() -> Iterator[None]:
    """While inside, SIGTERM and SIGHUP end the program as Ctrl-C does.

    In other threads than the main one signals do not come anyway.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # Under nohup, which ignores SIGHUP, a program outlives its terminal.
    outlives = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    heeded = [number for number in _SIGNALS if number != signal.SIGHUP or not outlives]
    before = {number: signal.signal(number, _interrupt) for number in heeded}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def signals_wait(*, insist: bool = False) -> Iterator[None]:
    """While inside, a signal waits; then it is a KeyboardInterrupt.

    For what must not be left half done: Ray, interrupted in its start or its end, takes the
    process down with it. insist: a second signal is heeded at once, for work that may hang. In
    other threads than the main one signals do not come anyway.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[int] = []

    def remember(number: int, _frame: FrameType | None) -> None:
        if waiting and insist:
            raise KeyboardInterrupt
        if not waiting:
            sys.stderr.write("stopping, as soon as this step is done ...\n")
        waiting.append(number)

    before = {number: signal.signal(number, remember) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if waiting:
        raise KeyboardInterrupt


@contextmanager
def closed_whole() -> Iterator[ExitStack]:
    """Parts that are all closed on the way out, also when Ctrl-C comes once more meanwhile."""
    parts = ExitStack()
    try:
        yield parts
    finally:
        with signals_wait():
            parts.close()


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
