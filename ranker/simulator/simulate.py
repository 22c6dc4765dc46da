"""Dials, seeds and policies → an Outcome: each policy in each seed's world, on as many processes
as are asked for."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product
from multiprocessing import get_context
from typing import Protocol

from ranker.errors import RequestInvalidError
from ranker.simulator.dials import Dials
from ranker.simulator.outcome import BASE, TOP, Outcome
from ranker.simulator.policies import make_policy
from ranker.simulator.run import Run, play_run
from ranker.simulator.world import make_world


class Progress(Protocol):
    """Hears of each run that has ended."""

    def __call__(self, run: Run, *, done: int, total: int) -> None:
        """`done` of `total` runs have ended, `run` the last of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Task:
    dials: Dials
    seed: int
    policy: str


def simulate(
    dials: Dials,
    *,
    seeds: Sequence[int],
    policies: Sequence[str],
    workers: int = 1,
    progress: Progress | None = None,
) -> Outcome:
    """Play every policy in every seed's world, and the heuristic and the oracle in any case.

    The outcome does not depend on `workers`. Raises RequestInvalidError for an unknown policy,
    no seed, or one twice.
    """
    wanted = tuple(dict.fromkeys((*policies, BASE, TOP)))
    for policy in wanted:
        make_policy(policy)
    if not seeds or len(set(seeds)) < len(seeds) or min(seeds) < 0:
        raise RequestInvalidError(
            argument="seeds", what=str(list(seeds)), allowed="whole numbers from 0, each once"
        )
    tasks = [_Task(dials=dials, seed=s, policy=p) for s, p in product(seeds, wanted)]
    runs: list[Run] = []
    for run in _played(tasks, workers):
        runs.append(run)
        if progress is not None:
            progress(run, done=len(runs), total=len(tasks))
    return Outcome(dials=dials, seeds=tuple(seeds), policies=wanted, runs=tuple(runs))


def _played(tasks: Sequence[_Task], workers: int) -> Iterator[Run]:
    with ExitStack() as stack:
        spread: Callable[..., Iterator[Run]] = map
        if workers > 1:
            # Polars and DuckDB have threads, which a forked process would inherit half alive.
            pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
            spread = stack.enter_context(pool).map
        yield from spread(_play, tasks)


def _play(task: _Task) -> Run:
    return play_run(make_world(task.dials, seed=task.seed), policy=task.policy)
