from render_farm.dispatch.assignment import assign
from tests.unit.render_farm.dispatch.samples import make_lease


def test_in_order_where_nothing_failed() -> None:
    first, second = make_lease(1), make_lease(2)
    assert assign([first, second], ["a", "b", "c"]) == (("a", first), ("b", second))
    assert assign([first, second], ["a"]) == (("a", first),)
    assert assign([], ["a"]) == assign([first], []) == ()


def test_a_task_avoids_the_workers_that_failed_it() -> None:
    plain, burned = make_lease(1), make_lease(2, failed_on=frozenset({"b"}))
    assert assign([plain, burned], ["a", "b"]) == (("b", plain), ("a", burned))


def test_the_task_with_least_choice_chooses_first() -> None:
    once = make_lease(1, failed_on=frozenset({"a"}))
    twice = make_lease(2, failed_on=frozenset({"a", "b"}))
    assert assign([once, twice], ["a", "b", "c"]) == (("b", once), ("c", twice))


def test_better_where_it_failed_than_nowhere() -> None:
    burned = make_lease(1, failed_on=frozenset({"a"}))
    assert assign([burned], ["a"]) == (("a", burned),)
