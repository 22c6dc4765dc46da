"""Signals end the program in order: at once where that is safe, else as soon as it is."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.ending import closed_whole, ends_by_signal, signals_wait


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_a_keyboard_interrupt(number: int) -> None:
    # Under nohup the tests themselves would ignore SIGHUP.
    outside = signal.signal(number, signal.SIG_DFL)
    try:
        with pytest.raises(KeyboardInterrupt), ends_by_signal():
            os.kill(os.getpid(), number)
        assert signal.getsignal(number) is signal.SIG_DFL
    finally:
        signal.signal(number, outside)


def test_under_nohup_the_terminal_may_go() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ends_by_signal():
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_signal_waits_for_what_must_be_whole(capsys: pytest.CaptureFixture[str]) -> None:
    done = False
    with pytest.raises(KeyboardInterrupt), signals_wait():
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)
        done = True
    assert done
    assert capsys.readouterr().err.count("stopping") == 1


def test_who_insists_is_heard_at_once() -> None:
    done = False
    with pytest.raises(KeyboardInterrupt), signals_wait(insist=True):
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        done = True
    assert not done


def test_without_a_signal_nothing_is_raised() -> None:
    with ends_by_signal(), signals_wait():
        pass


def test_parts_are_all_closed_though_ctrl_c_comes_again() -> None:
    closed: list[str] = []
    with pytest.raises(KeyboardInterrupt), closed_whole() as parts:
        parts.callback(closed.append, "first")
        parts.callback(os.kill, os.getpid(), signal.SIGINT)
        parts.callback(closed.append, "second")
        raise KeyboardInterrupt
    assert closed == ["second", "first"]


def test_in_another_thread_nothing_changes() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with ThreadPoolExecutor(1) as other:
        assert other.submit(_handler_inside).result() is before


def _handler_inside() -> object:
    with ends_by_signal():
        return signal.getsignal(signal.SIGTERM)
