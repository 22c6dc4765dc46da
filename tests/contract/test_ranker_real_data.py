"""A customer's first day: real charts, foreign columns, no history of advertising."""

import os
from collections import Counter
from pathlib import Path

import pytest

from ranker import load_tables, rank
from tests.unit.ranker.builders import CARDS

_FOLDER = os.environ.get("HANDBILL_REAL_DATA")

pytestmark = pytest.mark.skipif(not _FOLDER, reason="HANDBILL_REAL_DATA names no folder")


def test_ranks_by_popularity_alone_and_says_so() -> None:
    tables = load_tables(Path(_FOLDER or ""))
    assert not tables.problems
    assert tables.catalog.height == 549
    ranking = rank(tables, templates=CARDS, top_k=3, min_per_kind={"animated": 1})
    assert Counter(pick.market for pick in ranking.picks) == dict.fromkeys(
        tables.markets["market"], 3
    )
    assert len(tables.markets) == 19
    assert ranking.ranker == "heuristic"
    said = " ".join(ranking.fallbacks)
    assert "auto: not enough data: 0 registrations" in said
    assert "registrations" in said
    assert all(pick.reasons[0].name == "popularity" for pick in ranking.picks)


def test_the_top_of_a_chart_is_picked_first() -> None:
    tables = load_tables(Path(_FOLDER or ""))
    ranking = rank(tables, templates=CARDS, top_k=1, ranker="heuristic")
    streams = tables.popularity.group_by("market", "artist_id").sum()
    best = {
        str(market): max(part.select("streams", "artist_id").iter_rows())[0]
        for (market,), part in streams.group_by("market")
    }
    for pick in ranking.picks:
        mine = streams.filter(market=pick.market, artist_id=pick.artist_id)["streams"].item()
        assert mine == best[pick.market]


def test_credit_lines_pass_through_untouched() -> None:
    names = set(load_tables(Path(_FOLDER or "")).catalog["name"])
    assert 'ANH TRAI "SAY HI", Dương Domic' in names
    assert "14 Casper, Bon Nghiêm, buitruonglinh" in names
