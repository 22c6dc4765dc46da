"""The gate around the real call: a day whose data turned upside down."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl

from ranker import MemoryShelf, ReleaseBook, Tables, rank, rank_and_release
from tests.unit.ranker.builders import AS_OF, BEST, CARDS, MARKETS, planted, planted_frames

CALL: dict[str, Any] = {"templates": CARDS, "top_k": 3, "ranker": "heuristic"}


def upside_down(folder: Path) -> Tables:
    """Streams and registrations of the artists in the opposite order, for good."""
    frames = planted_frames()
    number = pl.col("artist_id").str.slice(1).cast(pl.Int64)
    return planted(
        folder,
        popularity=frames["popularity"].with_columns(streams=(20 - number) ** 2 * 100),
        performance=frames["performance"].with_columns(registrations=(20 - number) ** 2),
    )


def test_a_ranking_turned_upside_down_waits_for_agreeing_days(tmp_path: Path) -> None:
    book = ReleaseBook(shelf=MemoryShelf(), line="test")
    before, after = planted(tmp_path / "before"), upside_down(tmp_path / "after")
    first = rank_and_release(before, book=book, as_of=AS_OF, **CALL)
    assert first.ranking == rank(before, as_of=AS_OF, **CALL)
    played = [
        rank_and_release(after, book=book, as_of=AS_OF + timedelta(days=n), **CALL)
        for n in (1, 2, 3)
    ]
    assert [release.held for release in played] == [MARKETS, MARKETS, ()]
    held = played[1].ranking
    assert held.stale
    assert held.ranker == first.ranking.ranker
    assert [(p.market, p.rank, p.artist_id, p.template_id) for p in held.picks] == [
        (p.market, p.rank, p.artist_id, p.template_id) for p in first.ranking.picks
    ]
    assert "2 days ago" in held.picks[0].reasons[0].text
    assert held.picks[0].artist_id == BEST
    assert played[2].ranking.picks == rank(after, as_of=AS_OF + timedelta(days=3), **CALL).picks


def test_an_outage_keeps_the_last_released_ranking_without_growing_young(tmp_path: Path) -> None:
    book = ReleaseBook(shelf=MemoryShelf(), line="test")
    call: dict[str, Any] = {**CALL, "ranker": "bayes"}
    rank_and_release(planted(tmp_path / "before"), book=book, as_of=AS_OF, **call)
    outage = planted(tmp_path / "outage", performance=None)
    for days in (3, 6):
        kept = rank_and_release(outage, book=book, as_of=AS_OF + timedelta(days=days), **call)
        assert kept.ranking.ranker == "last good ranking"
        assert f"{days} days ago" in kept.ranking.picks[0].reasons[0].text
    late = rank_and_release(outage, book=book, as_of=AS_OF + timedelta(days=15), **call)
    assert late.ranking.ranker == "heuristic"
