"""What a job asks for at its end is written, whatever dies or fails on the way."""

import threading
from dataclasses import replace

import pytest

from render_farm.dispatch import Closer, close_forever
from render_farm.queue import Closing, MemoryJobStore, QueueUnreachable
from render_farm.storage import StoreUnreachable
from tests.contract.farm_samples import make_job, make_result, make_tasks
from tests.unit.render_farm.dispatch.puppets import Clock


class Desk:
    """Ended jobs, and a writer that fails when the test says so."""

    def __init__(self, *jobs: str) -> None:
        self.clock = Clock()
        self.store = MemoryJobStore(clock=self.clock)
        self.written: list[str] = []
        self.broken: set[str] = set()
        self.closer = Closer(store=self.store, write=self.write, clock=self.clock)
        for job_id in jobs:
            self.submit(job_id)

    def submit(self, job_id: str) -> None:
        (task,) = make_tasks(1)
        task = replace(task, request_key=job_id)
        known = {job_id: make_result(task)}
        self.store.submit(replace(make_job(job_id), closing="{}"), (task,), settled=known)

    def write(self, closing: Closing) -> None:
        if closing.job.id in self.broken:
            raise StoreUnreachable("no answer", where="s3")
        self.written.append(closing.job.id)


def test_each_ended_job_is_closed_once() -> None:
    desk = Desk("a", "b")
    assert desk.closer.step() == 2
    assert desk.closer.step() == 0
    assert desk.written == ["a", "b"]
    assert desk.store.job("a").closed


def test_jobs_that_run_or_ask_for_nothing_are_left_alone() -> None:
    desk = Desk()
    desk.store.submit(replace(make_job("open"), closing="{}"), make_tasks(1))
    desk.store.submit(make_job("silent"), ())
    assert desk.closer.step() == 0
    assert desk.written == []


def test_what_was_not_ticked_off_is_written_again() -> None:
    desk = Desk("a")

    def deaf(job_id: str, *, revision: int) -> bool:
        raise QueueUnreachable("no answer", where="db")

    ticks, desk.store.closed = desk.store.closed, deaf  # type: ignore[method-assign]  # for a while
    with pytest.raises(QueueUnreachable):
        desk.closer.step()
    desk.store.closed = ticks  # type: ignore[method-assign]  # it answers again
    assert desk.closer.step() == 1
    assert desk.written == ["a", "a"]


def test_one_that_cannot_be_written_holds_up_no_other_and_is_tried_again_ever_later() -> None:
    desk = Desk(*(f"bad-{number}" for number in range(12)), "good")
    desk.broken = {f"bad-{number}" for number in range(12)}
    for _ in range(3):
        desk.closer.step()
    assert desk.written == ["good"]
    desk.broken = set()
    assert desk.closer.step() == 0, "they rest"
    desk.clock.now += 1.0
    desk.closer.step()
    desk.clock.now += 1.0
    desk.closer.step()
    assert len(desk.written) == 13


def test_a_job_that_was_opened_again_while_it_was_written_comes_again() -> None:
    desk = Desk()
    (task,) = make_tasks(1)
    desk.store.submit(replace(make_job("a"), closing="{}"), (task,))
    desk.store.cancel("a")

    def slow(closing: Closing) -> None:
        desk.written.append(closing.job.id)
        if len(desk.written) == 1:
            desk.store.retry("a")

    closer = Closer(store=desk.store, write=slow, clock=desk.clock)
    assert closer.step() == 0
    desk.store.cancel("a")
    assert closer.step() == 1
    assert desk.written == ["a", "a"]


@pytest.mark.parametrize("leads", [True, False])
def test_only_the_one_that_leads_closes(leads: bool) -> None:
    desk, stop = Desk("a"), threading.Event()
    asked: list[bool] = []

    def asks() -> bool:
        asked.append(leads)
        if len(asked) == 2:
            stop.set()
        return leads

    close_forever(desk.closer, stop, leads=asks, poll_s=0.001)
    assert desk.written == (["a"] if leads else [])
