import pytest

from render_farm.dispatch.health import Health, counts_against, may_block
from render_farm.job import Fault, TaskFailure, TaskResult
from tests.contract.farm_samples import FINAL, PASSING, make_result, make_task

LOST = TaskFailure(code="worker_lost", message="", retryable=True, fault=Fault.WORKER)
OUTAGE = TaskFailure(code="store_full", message="", retryable=True, fault=Fault.OUTAGE)


@pytest.mark.parametrize(
    ("outcome", "against"),
    [
        (None, None),
        (make_result(make_task()), False),
        (FINAL, None),
        (OUTAGE, None),
        (PASSING, True),
        (LOST, True),
    ],
)
def test_what_speaks_against_a_worker(
    outcome: TaskResult | TaskFailure | None, against: bool | None
) -> None:
    assert counts_against(outcome) is against


def after(*ends: tuple[str, bool | None]) -> Health:
    health = Health()
    for task, against in ends:
        health = health.ended("w", task=task, against=against)
    return health


def test_three_different_tasks_in_a_row_make_a_suspect() -> None:
    bad = [("a", True), ("b", True), ("c", True)]
    assert after(*bad).suspects(strikes=3) == {"w"}
    assert after(*bad[:2]).suspects(strikes=3) == frozenset()


def test_the_same_task_again_does_not() -> None:
    assert after(("a", True), ("a", True), ("a", True)).suspects(strikes=2) == frozenset()


def test_one_that_goes_well_clears_it_and_what_says_nothing_does_not() -> None:
    assert after(("a", True), ("b", False), ("c", True)).suspects(strikes=2) == frozenset()
    assert after(("a", True), ("b", None), ("c", True)).suspects(strikes=2) == {"w"}


def test_a_block_ends_and_begins_with_a_clean_slate() -> None:
    blocked = after(("a", True), ("b", True)).block("w", until=10)
    assert blocked.suspects(strikes=1) == frozenset()
    assert set(blocked.at(9.9).blocked) == {"w"}
    assert not blocked.at(10).blocked


def test_a_worker_that_is_gone_is_forgotten() -> None:
    assert after(("a", True)).forget("w").suspects(strikes=1) == frozenset()


def test_the_last_node_is_never_blocked() -> None:
    nodes = frozenset({"a", "b"})
    assert may_block("a", nodes=nodes, blocked=frozenset())
    assert not may_block("a", nodes=nodes, blocked=frozenset({"b"}))
    assert not may_block("a", nodes=frozenset({"a"}), blocked=frozenset())
