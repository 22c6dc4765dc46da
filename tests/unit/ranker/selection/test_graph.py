"""The similarity graph."""

import polars as pl

from ranker.selection.graph import similarity_graph


def test_similarity_holds_both_ways_and_strangers_are_left_out() -> None:
    frame = pl.DataFrame(
        {
            "artist_id": ["a", "b", "a", "c"],
            "similar_artist_id": ["b", "a", "x", "b"],
            "similarity": [0.2, 0.6, 0.9, 0.1],
        }
    )
    graph = similarity_graph(frame, ["a", "b", "c", "d"])
    rows = [tuple(map(list, graph.row(artist))) for artist in range(4)]
    assert rows == [([1], [0.6]), ([0, 2], [0.6, 0.1]), ([1], [0.1]), ([], [])]
