"""A crew of threads, for tests, small jobs and machines without Ray."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, InvalidStateError, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from render_farm.crew import Adopted, Renderer, Report, Vitals, WorkerLost
from render_farm.queue import Lease
from render_farm.workplace import Workplace

NODE = "here"  # the one node that there is
T = TypeVar("T")


class LocalCrew:
    """A `Crew` whose workers are threads, each with a renderer of its own.

    open_renderer: called once in each worker. A thread cannot be ended from outside: the work of
    a killed worker goes on unheard until its next step. Threads die with their driver, so that
    there is never one to adopt.
    """

    def __init__(self, open_renderer: Callable[[], Renderer]) -> None:
        self._open_renderer = open_renderer
        self._workers: dict[str, _Worker] = {}

    def start(self, worker: str, *, avoid: frozenset[str] = frozenset()) -> "Future[str]":
        """Begin to start a worker; for ever where this process is to be avoided."""
        thread = self._workers[worker] = _Worker(worker, self._open_renderer)
        return thread.promise(thread.open) if NODE not in avoid else Future()

    def submit(self, worker: str, lease: Lease) -> "Future[Report]":
        """Hand a task to an idle worker."""
        thread = self._workers.get(worker)
        return _gone(worker) if thread is None else thread.promise(partial(thread.render, lease))

    def assist(self, worker: str, lease: Lease) -> "Future[Report]":
        """Let an idle worker help with a task."""
        thread = self._workers.get(worker)
        return _gone(worker) if thread is None else thread.promise(partial(thread.assist, lease))

    def vitals(self) -> Mapping[str, Vitals]:
        """How each worker that has started gets on."""
        known = {name: worker.vitals() for name, worker in self._workers.items()}
        return {name: vitals for name, vitals in known.items() if vitals is not None}

    def adopt(self) -> "Future[tuple[Adopted, ...]]":
        """Nobody, ever."""
        nobody: Future[tuple[Adopted, ...]] = Future()
        nobody.set_result(())
        return nobody

    def leave(self) -> None:
        """End all workers: nobody could adopt them."""
        self.close()

    def kill(self, worker: str) -> None:
        """Leave a worker alone with what it does, and forget it."""
        thread = self._workers.pop(worker, None)
        if thread is not None:
            thread.abandon()

    def close(self) -> None:
        """End all workers."""
        for worker in tuple(self._workers):
            self.kill(worker)


class _Worker:
    """One thread and its renderer."""

    def __init__(self, name: str, open_renderer: Callable[[], Renderer]) -> None:
        self._name = name
        self._open_renderer = open_renderer
        self._place: Workplace | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._promises: set[Future[Any]] = set()

    def open(self) -> str:
        try:
            self._place = Workplace(self._open_renderer(), worker=self._name)
        except Exception as error:
            raise WorkerLost(f"the worker did not start: {error}", where=self._name) from error
        return NODE

    def render(self, lease: Lease) -> Report:
        return self._opened().render(lease)

    def assist(self, lease: Lease) -> Report:
        return self._opened().assist(lease)

    def vitals(self) -> Vitals | None:
        return self._place.vitals() if self._place else None

    def _opened(self) -> Workplace:
        if self._place is None:
            raise WorkerLost("the worker did not start", where=self._name)
        return self._place

    def promise(self, work: Callable[[], T]) -> "Future[T]":
        """Do work in the thread; the future is ours, so that `abandon` can end it."""
        promised: Future[T] = Future()
        self._thread.submit(_fulfil, promised, work)
        self._promises.add(promised)
        promised.add_done_callback(self._promises.discard)
        return promised

    def abandon(self) -> None:
        if self._place is not None:
            self._place.pulse.stop()
        for promised in tuple(self._promises):
            with suppress(InvalidStateError):  # it was fulfilled this very moment
                promised.set_exception(WorkerLost("the worker was ended", where=self._name))
        self._thread.shutdown(wait=False, cancel_futures=True)


def _gone(worker: str) -> "Future[Any]":
    gone: Future[Any] = Future()
    gone.set_exception(WorkerLost("there is no such worker", where=worker))
    return gone


def _fulfil(promised: "Future[T]", work: Callable[[], T]) -> None:
    try:
        result = work()
    except Exception as error:  # noqa: BLE001 - carried to whoever waits
        with suppress(InvalidStateError):  # abandoned meanwhile
            promised.set_exception(error)
    else:
        with suppress(InvalidStateError):
            promised.set_result(result)
