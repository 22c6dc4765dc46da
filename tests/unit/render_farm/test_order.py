"""The most value for its marginal cost comes first."""

import random
import time
from itertools import permutations

from render_farm.order import Choice, order


def test_value_for_cost_not_value_alone() -> None:
    dear = Choice(value=3.0, cost_s=10.0)
    cheap = Choice(value=1.0, cost_s=1.0)
    assert order([dear, cheap]) == (1, 0)


def test_equals_stay_in_their_order() -> None:
    assert order([Choice(value=1.0, cost_s=2.0)] * 4) == (0, 1, 2, 3)
    assert order([]) == ()


def test_what_shares_the_pieces_of_a_chosen_one_gets_cheap() -> None:
    best = Choice(value=10.0, cost_s=1.0, pieces={"intro": 5.0, "end": 1.0})
    other = Choice(value=8.0, cost_s=4.5)
    variant = Choice(value=5.0, cost_s=1.0, pieces={"intro": 5.0})
    # Alone the variant would be the last: 5 ÷ 6 against 10 ÷ 7 and 8 ÷ 4.5.
    assert order([variant, other, best]) == (1, 2, 0)
    late = Choice(value=8.0, cost_s=9.0)
    assert order([variant, late, best]) == (2, 0, 1)


def test_what_costs_nothing_more_comes_at_once() -> None:
    film = Choice(value=1.0, cost_s=0.0, pieces={"all": 7.0})
    same = Choice(value=0.1, cost_s=0.0, pieces={"all": 7.0})
    still = Choice(value=0.1, cost_s=1.0)
    assert order([same, still, film]) == (2, 0, 1)


def test_each_step_takes_the_best_there_is_then() -> None:
    rng = random.Random(5)  # noqa: S311 - a test's data, not a secret
    for _ in range(200):
        choices = [
            Choice(
                value=rng.random(),
                cost_s=rng.random(),
                pieces={piece: 1.0 + piece for piece in range(5) if rng.random() < 0.4},
            )
            for _ in range(8)
        ]
        made: set[object] = set()
        left = set(range(8))
        for place in order(choices):
            scores = {
                other: choices[other].value
                / (
                    choices[other].cost_s
                    + sum(s for piece, s in choices[other].pieces.items() if piece not in made)
                )
                for other in left
            }
            assert scores[place] >= max(scores.values()) - 1e-9
            left.remove(place)
            made |= set(choices[place].pieces)


def test_the_order_does_not_depend_on_how_they_were_listed() -> None:
    choices = [
        Choice(value=float(number + 1), cost_s=1.0, pieces={number % 2: 3.0}) for number in range(4)
    ]
    orders = {
        tuple(listed[place].value for place in order(listed)) for listed in permutations(choices)
    }
    assert len(orders) == 1


def test_twenty_thousand_are_ordered_in_a_moment() -> None:
    choices = [
        Choice(value=1.0 / (1 + number % 997), cost_s=0.3, pieces={number // 8: 2.0, "end": 1.0})
        for number in range(20_000)
    ]
    began = time.process_time()
    assert len(order(choices)) == 20_000
    assert time.process_time() - began < 2.0
