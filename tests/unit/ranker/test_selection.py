"""The greedy choice of one market."""

import numpy as np
import polars as pl
import pytest

from ranker.rankers.protocol import MarketScores
from ranker.selection import select_top, similarity_graph

KINDS = ("static", "animated", "static")


def scores(value: list[list[float]], *, diversity: float = 0.0) -> MarketScores:
    matrix = np.array(value)
    return MarketScores(
        value=matrix, template_value=np.zeros_like(matrix), diversity_weight=diversity
    )


def picked(found: MarketScores, **changes: object) -> list[tuple[int, int]]:
    wanted = {"kinds": KINDS, "top_k": 2, "min_per_kind": {}, "graph": {}, **changes}
    return [(s.arm.artist, s.arm.template) for s in select_top(found, **wanted)]  # type: ignore[arg-type]  # each test changes one


def test_best_first_one_template_per_artist() -> None:
    assert picked(scores([[1, 5, 2], [4, 3, 0], [9, 8, 7]]), top_k=3) == [(2, 0), (0, 1), (1, 0)]


def test_equal_templates_are_dealt_in_turn() -> None:
    found = scores([[3, 3, 3], [2, 2, 2], [1, 1, 1]])
    assert picked(found, top_k=3) == [(0, 0), (1, 1), (2, 2)]


def test_ties_of_artists_go_to_the_first() -> None:
    assert picked(scores([[1, 0, 0], [1, 0, 0]]), top_k=1) == [(0, 0)]


def test_owed_kinds_take_the_last_places() -> None:
    found = scores([[9, 1, 0], [8, 7, 0], [7, 2, 0]])
    assert picked(found, min_per_kind={"animated": 1}) == [(0, 0), (1, 1)]
    assert picked(found, min_per_kind={"animated": 2}) == [(1, 1), (2, 1)]


def test_what_resembles_an_earlier_pick_waits() -> None:
    found = scores([[1.0] * 3, [0.9] * 3, [0.8] * 3], diversity=0.5)
    graph = {0: {1: 0.9}, 1: {0: 0.9}}
    assert [artist for artist, _ in picked(found, graph=graph)] == [0, 2]
    chosen = select_top(found, kinds=KINDS, top_k=3, min_per_kind={}, graph=graph)
    assert [s.similarity for s in chosen] == [0.0, 0.0, 0.9]
    assert chosen[2].score == pytest.approx(0.9 + 0.5 * 0.1)


def test_no_more_picks_than_artists() -> None:
    assert len(picked(scores([[1, 1, 1]]), top_k=5)) == 1


def test_similarity_holds_both_ways_and_strangers_are_left_out() -> None:
    frame = pl.DataFrame(
        {
            "artist_id": ["a", "b", "a"],
            "similar_artist_id": ["b", "a", "x"],
            "similarity": [0.2, 0.6, 0.9],
        }
    )
    assert similarity_graph(frame, ["a", "b"]) == {0: {1: 0.6}, 1: {0: 0.6}}
