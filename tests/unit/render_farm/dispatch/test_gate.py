import threading
from concurrent.futures import Future
from itertools import pairwise

import pytest

from render_farm.dispatch import Gate, asks


def answered(answer: bool) -> "Future[bool]":
    done: Future[bool] = Future()
    done.set_result(answer)
    return done


def test_it_is_open_until_an_outage_which_is_news_once() -> None:
    gate = Gate()
    assert [gate.closed, gate.outage(0.0)] == [False, True]
    assert [gate.closed, gate.outage(0.1)] == [True, False]


def test_the_store_is_asked_at_growing_intervals() -> None:
    asked: list[float] = []
    now = 0.0

    def ask() -> "Future[bool]":
        asked.append(now)
        return answered(False)

    gate = Gate(ask)
    gate.outage(now)
    while now < 120:
        assert not gate.look(now)
        now += 0.5
    gaps = [later - sooner for sooner, later in pairwise(asked)]
    assert gaps[:5] == [2, 4, 8, 16, 30]
    assert set(gaps[5:]) <= {30}


def test_it_opens_when_the_store_answers() -> None:
    gate = Gate(lambda: answered(True))
    gate.outage(0.0)
    assert not gate.look(0.5)
    assert gate.look(1.0)
    assert not gate.closed
    assert not gate.look(1.1)


def test_an_outage_right_after_it_opened_is_waited_for_longer_and_one_after_work_is_not() -> None:
    gate = Gate()
    gate.outage(0.0)
    assert gate.look(1.0)
    gate.outage(1.0)
    assert not gate.look(2.0)
    assert gate.look(3.0)
    gate.worked()
    gate.outage(10.0)
    assert gate.look(11.0)


def test_an_error_is_no_answer() -> None:
    def broken() -> bool:
        raise OSError("no route")

    asked = asks(broken)()
    with pytest.raises(OSError, match="no route"):
        asked.result(10)
    gate = Gate(lambda: asked)
    gate.outage(0.0)
    assert not gate.look(1.0)


def test_a_question_waits_in_a_thread_of_its_own() -> None:
    go = threading.Event()
    asked = asks(lambda: go.wait(10))()
    assert not asked.done()
    go.set()
    assert asked.result(10) is True
