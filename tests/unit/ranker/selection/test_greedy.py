"""The greedy choice of one market."""

import numpy as np
import pytest

from ranker.rankers.protocol import Arm, MarketScores
from ranker.selection.graph import Graph
from ranker.selection.greedy import Selected, select_top
from ranker.selection.quotas import Bounds, Quotas
from tests.unit.ranker.selection.builders import graph, quotas, scores


def picked(
    found: MarketScores, *, top_k: int = 2, bound: Quotas | None = None, like: Graph | None = None
) -> list[tuple[int, int]]:
    chosen = select_top(found, top_k=top_k, graph=like or graph(), quotas=bound or quotas())
    return [(s.arm.artist, s.arm.template) for s in chosen]


def test_best_first_one_template_per_artist() -> None:
    assert picked(scores([[1, 5, 2], [4, 3, 0], [9, 8, 7]]), top_k=3) == [(2, 0), (0, 1), (1, 0)]


def test_equal_templates_are_dealt_in_turn() -> None:
    found = scores([[3, 3, 3], [2, 2, 2], [1, 1, 1]])
    assert picked(found, top_k=3) == [(0, 0), (1, 1), (2, 2)]


def test_ties_of_artists_go_to_the_first() -> None:
    assert picked(scores([[1, 0, 0], [1, 0, 0]]), top_k=1) == [(0, 0)]


def test_owed_kinds_take_the_last_places() -> None:
    found = scores([[9, 1, 0], [8, 7, 0], [7, 2, 0]])
    for least, wanted in ((1, [(0, 0), (1, 1)]), (2, [(1, 1), (2, 1)])):
        bound = quotas(artists=3, kinds={"animated": Bounds(least=least)})
        assert picked(found, bound=bound) == wanted


def test_what_resembles_an_earlier_pick_waits() -> None:
    found = scores([[1.0] * 3, [0.9] * 3, [0.8] * 3], diversity=0.5)
    chosen = select_top(found, top_k=3, graph=graph((0, 1, 0.9), artists=3), quotas=quotas())
    assert [s.arm.artist for s in chosen] == [0, 2, 1]
    assert [s.similarity for s in chosen] == [0.0, 0.0, 0.9]
    assert chosen[2].score == pytest.approx(0.9 + 0.5 * 0.1)


def test_no_more_picks_than_artists() -> None:
    assert len(picked(scores([[1, 1, 1]]), top_k=5)) == 1


def test_a_template_that_must_be_there_comes_before_the_rest_of_its_kind() -> None:
    found = scores([[9, 1, 0], [8, 7, 0], [7, 2, 6], [5, 0, 4]])
    bound = quotas(artists=4, kinds={"static": Bounds(least=2)}, templates={"t2": Bounds(least=1)})
    assert picked(found, top_k=2, bound=bound) == [(0, 0), (2, 2)]


def test_a_group_that_has_enough_makes_room_and_it_is_said() -> None:
    found = scores([[9, 9, 9], [8, 8, 8], [7, 7, 7], [1, 1, 1]])
    bound = quotas(
        artists=4, genres={"pop": Bounds(most=2)}, genre_of=["pop", "pop", "pop", "folk"]
    )
    chosen = select_top(found, top_k=3, graph=graph(), quotas=bound)
    assert [s.arm.artist for s in chosen] == [0, 1, 3]
    assert [s.rival for s in chosen] == [None, None, 2]
    assert not chosen[2].kept_for


def test_newcomers_get_their_share_and_it_is_said() -> None:
    found = scores([[9, 9, 9], [8, 8, 8], [7, 7, 7], [1, 1, 1]])
    bound = quotas(artists=4, newcomers=[3], least_new=1)
    chosen = select_top(found, top_k=2, graph=graph(), quotas=bound)
    assert [s.arm.artist for s in chosen] == [0, 3]
    assert (chosen[1].rival, chosen[1].kept_for) == (1, "newcomers")


def test_one_place_pays_two_debts() -> None:
    found = scores([[9, 8, 9], [8, 8, 8], [2, 1, 2], [1, 2, 1]])
    bound = quotas(artists=4, newcomers=[2, 3], least_new=1, kinds={"animated": Bounds(least=1)})
    assert bound.needed == 1
    assert picked(found, top_k=2, bound=bound) == [(0, 0), (3, 1)]


def test_what_nobody_can_fill_is_given_up_and_told() -> None:
    found = scores([[9, -np.inf, 9], [8, -np.inf, 8]])
    bound = quotas(artists=2, kinds={"animated": Bounds(least=1)})
    chosen = select_top(found, top_k=2, graph=graph(artists=2), quotas=bound)
    assert [s.arm.artist for s in chosen] == [0, 1]
    assert bound.unmet([s.arm for s in chosen]) == ("1 animated",)


def test_an_arm_that_is_none_is_never_picked() -> None:
    assert picked(scores([[-np.inf] * 3, [1, -np.inf, 2]]), top_k=2) == [(1, 2)]


@pytest.mark.parametrize("seed", range(5))
def test_the_same_as_looking_at_every_arm_each_time(seed: int) -> None:
    rng = np.random.default_rng(seed)
    found = scores(rng.normal(size=(60, 3)).tolist(), diversity=0.7)
    pairs = [
        (int(a), int(b), float(s))
        for a, b, s in zip(
            rng.integers(60, size=300), rng.integers(60, size=300), rng.random(300), strict=True
        )
    ]
    like = graph(*pairs, artists=60)
    chosen = select_top(found, top_k=12, graph=like, quotas=quotas(artists=60))
    assert list(chosen) == brute(found, like, 12)


def brute(found: MarketScores, like: Graph, top_k: int) -> list[Selected]:
    dense = np.zeros((60, 60))
    for artist in range(60):
        neighbours, similarities = like.row(artist)
        dense[artist, neighbours] = similarities
    chosen: list[Selected] = []
    for _ in range(top_k):
        taken = [s.arm.artist for s in chosen]
        closest = dense[taken].max(axis=0, initial=0.0)
        total = found.value + found.diversity_weight * (1 - closest)[:, None]
        total[taken] = -np.inf
        artist, template = divmod(int(total.argmax()), total.shape[1])
        chosen.append(
            Selected(
                arm=Arm(artist=artist, template=template),
                score=float(total.max()),
                similarity=float(closest[artist]),
            )
        )
    return chosen
