import threading

import pytest

from render_farm.ray_room import drain
from render_farm.ray_room.drain import DrainWatch
from tests.integration.processes import wait_until


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drain, "_ASK_S", 0.0)


@pytest.mark.usefixtures("at_once")
def test_who_asks_never_waits_and_learns_it_later(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = threading.Event()

    def slow() -> frozenset[str]:
        answers.wait(10)
        return frozenset({"node-2"})

    monkeypatch.setattr(drain, "_draining", slow)
    watch = DrainWatch()
    assert watch.nodes() == frozenset()
    assert watch.nodes() == frozenset()
    answers.set()
    wait_until(lambda: watch.nodes() == {"node-2"}, seconds=10)
    watch.close()


@pytest.mark.usefixtures("at_once")
def test_a_head_that_does_not_answer_leaves_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [frozenset({"node-2"})]

    def failing() -> frozenset[str]:
        if not told:
            raise ConnectionError("no answer")
        return told.pop()

    monkeypatch.setattr(drain, "_draining", failing)
    watch = DrainWatch()
    wait_until(lambda: watch.nodes() == {"node-2"}, seconds=10)
    for _ in range(3):
        assert watch.nodes() == {"node-2"}
    watch.close()
