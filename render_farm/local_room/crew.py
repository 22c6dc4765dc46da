"""A crew of threads, for tests, small jobs and machines without Ray."""

from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from render_farm.crew import Helped, Outcome, Renderer, WorkerLost
from render_farm.failures import failure_of
from render_farm.queue import Lease

T = TypeVar("T")


class LocalCrew:
    """A `Crew` whose workers are threads, each with a renderer of its own.

    open_renderer: called once in each worker. A thread cannot be ended from outside: the work of
    a killed worker goes on unheard until it is done.
    """

    def __init__(self, open_renderer: Callable[[], Renderer]) -> None:
        self._open_renderer = open_renderer
        self._workers: dict[str, _Worker] = {}

    def start(self, worker: str) -> "Future[None]":
        """Begin to start a worker."""
        thread = self._workers[worker] = _Worker(worker, self._open_renderer)
        return thread.promise(thread.open)

    def submit(self, worker: str, lease: Lease) -> "Future[Outcome]":
        """Hand a task to an idle worker."""
        thread = self._workers.get(worker)
        return _gone(worker) if thread is None else thread.promise(partial(thread.render, lease))

    def assist(self, worker: str, lease: Lease) -> "Future[Helped]":
        """Let an idle worker help with a task."""
        thread = self._workers.get(worker)
        return _gone(worker) if thread is None else thread.promise(partial(thread.assist, lease))

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
        self._renderer: Renderer | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._promises: set[Future[None] | Future[Outcome] | Future[Helped]] = set()

    def open(self) -> None:
        try:
            self._renderer = self._open_renderer()
        except Exception as error:
            raise WorkerLost(f"the worker did not start: {error}", where=self._name) from error

    def render(self, lease: Lease) -> Outcome:
        renderer = self._opened()
        try:
            return renderer.render(lease.task)
        except Exception as error:  # noqa: BLE001 - any error of a task is that task's failure
            return failure_of(error)

    def assist(self, lease: Lease) -> Helped:
        renderer = self._opened()
        try:
            renderer.assist(lease.task)
        except Exception as error:  # noqa: BLE001 - it will be the task's own, too, if it matters
            return failure_of(error)
        return None

    def _opened(self) -> Renderer:
        if self._renderer is None:
            raise WorkerLost("the worker did not start", where=self._name)
        return self._renderer

    def promise(self, work: Callable[[], T]) -> "Future[T]":
        """Do work in the thread; the future is ours, so that `abandon` can end it."""
        promised: Future[T] = Future()
        self._thread.submit(_fulfil, promised, work)
        self._promises.add(promised)  # type: ignore[arg-type]  # a set of futures of any result
        promised.add_done_callback(self._promises.discard)
        return promised

    def abandon(self) -> None:
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
