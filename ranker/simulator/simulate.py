"""Dials, seeds and policies → an Outcome: each policy in each world, on so many processes."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import partial
from itertools import product
from multiprocessing import get_context
from typing import Protocol, TypeVar

from ranker.errors import RequestInvalidError
from ranker.simulator.budget_test import BudgetTest, play_budget_test
from ranker.simulator.dials import Dials
from ranker.simulator.outcome import BASE, TOP, Outcome
from ranker.simulator.policies import make_policy
from ranker.simulator.run import Run, play_run
from ranker.simulator.world import make_world

_Task = TypeVar("_Task")
_Played = TypeVar("_Played", Run, BudgetTest)


class Progress(Protocol):
    """Hears of each run or test that has ended."""

    def __call__(self, ended: Run | BudgetTest, *, done: int, total: int) -> None:
        """`done` of `total` have ended, `ended` the last of them."""


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
    _check(seeds, wanted)
    play = partial(_play, dials)
    runs = tuple(_each(play, list(product(seeds, wanted)), workers, progress))
    return Outcome(dials=dials, seeds=tuple(seeds), policies=wanted, runs=runs)


def simulate_tests(  # as above, by keyword
    dials: Dials,
    *,
    seeds: Sequence[int],
    treatment: str,
    control: str = BASE,
    workers: int = 1,
    progress: Progress | None = None,
) -> tuple[BudgetTest, ...]:
    """Play a test by budget split of two policies in every seed's world.

    Raises RequestInvalidError as `simulate` does, and for the same policy twice.
    """
    _check(seeds, (treatment, control))
    if treatment == control:
        raise RequestInvalidError(
            argument="policies", what=f"{control!r} twice", allowed="two different policies"
        )
    play = partial(_test, dials, treatment, control)
    return tuple(_each(play, list(seeds), workers, progress))


def _check(seeds: Sequence[int], policies: Sequence[str]) -> None:
    for policy in policies:
        make_policy(policy)
    if not seeds or len(set(seeds)) < len(seeds) or min(seeds) < 0:
        raise RequestInvalidError(
            argument="seeds", what=str(list(seeds)), allowed="whole numbers from 0, each once"
        )


def _each(
    play: Callable[[_Task], _Played],
    tasks: Sequence[_Task],
    workers: int,
    progress: Progress | None,
) -> Iterator[_Played]:
    with ExitStack() as stack:
        spread: Callable[..., Iterator[_Played]] = map
        if workers > 1:
            # Polars and DuckDB have threads, which a forked process would inherit half alive.
            pool = ProcessPoolExecutor(
                workers, mp_context=get_context("spawn"), initializer=_beside_others
            )
            spread = stack.enter_context(pool).map
        for done, ended in enumerate(spread(play, tasks), start=1):
            if progress is not None:
                progress(ended, done=done, total=len(tasks))
            yield ended


def _beside_others() -> None:
    """In a process of several: threads of its own would only wait for those of the others."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")


def _play(dials: Dials, task: tuple[int, str]) -> Run:
    seed, policy = task
    return play_run(make_world(dials, seed=seed), policy=policy)


def _test(dials: Dials, treatment: str, control: str, seed: int) -> BudgetTest:
    return play_budget_test(make_world(dials, seed=seed), treatment=treatment, control=control)
