"""The heuristic, held against its definition by hand."""

from pathlib import Path

import numpy as np
import pytest

from ranker import rank
from ranker.rankers.heuristic import below
from tests.unit.ranker.builders import AS_OF, CARDS, load

CATALOG = "artist_id,name,genre,artwork\n" + "".join(
    f"{a},{a},,x.jpg\n" for a in ("a", "b", "c", "d", "e")
)
PERFORMANCE = (
    "date,market,channel,os,artist_id,template_id,impressions,clicks,registrations,"
    "subscriptions,spend\n"
    "2025-05-01,EG,meta,,b,pulse,1,1,30,0,5\n"
    "2025-05-01,EG,meta,,b,billboard,1,1,10,0,5\n"
    "2025-05-01,EG,meta,,c,retired,1,1,60,0,5\n"
    "2025-05-01,JP,meta,,d,pulse,1,1,50,0,5\n"
    "2025-05-01,JP,meta,,a,pulse,1,1,50,0,5\n"
    "2025-05-14,EG,meta,,e,pulse,1,1,999,0,5\n"
    "2025-05-01,EG,meta,,e,pulse,1,1,,0,5\n"
)
POPULARITY = "date,market,artist_id,streams\n" + "".join(
    f"2025-05-10,EG,{artist},{streams}\n"
    for artist, streams in (("a", 50), ("b", 40), ("c", 30), ("d", 20))
)
SIMILARITY = "artist_id,similar_artist_id,similarity\nc,b,0.8\n"


def test_percentile_is_the_part_of_the_others_that_is_smaller() -> None:
    assert below(np.array([0.0, 5.0, 5.0, 9.0, 0.0])).tolist() == [0.0, 0.5, 0.5, 1.0, 0.0]


def test_the_mean_of_three_parts_by_hand(tmp_path: Path) -> None:
    """κ = 20. EG has 100 matured registrations, JP 100: shares in EG are (r + 20 · elsewhere) ÷
    120, so a 10/120, b 40/120, c 60/120, d 10/120, e 0: R = .25 .75 1 .25 0; P = 1 .75 .5 .25 0.
    b and c tie at (1.5 + 1) ÷ 3: b comes first, and then c suffers from its likeness to b.
    What is withheld, too young, or of a retired template counts as the definition says.
    """
    tables = load(
        tmp_path,
        catalog=CATALOG,
        performance=PERFORMANCE,
        popularity=POPULARITY,
        similarity=SIMILARITY,
    )
    ranking = rank(tables, templates=CARDS, top_k=5, as_of=AS_OF, ranker="heuristic")
    picks = [pick for pick in ranking.picks if pick.market == "EG"]
    assert [pick.artist_id for pick in picks] == ["b", "a", "c", "d", "e"]
    sums = [2.5, 2.25, 1.7, 1.5, 1.0]
    assert [pick.score for pick in picks] == pytest.approx([total / 3 for total in sums])


def test_the_template_is_the_one_with_the_best_share(tmp_path: Path) -> None:
    tables = load(tmp_path, catalog=CATALOG, performance=PERFORMANCE, popularity=POPULARITY)
    ranking = rank(tables, templates=CARDS, top_k=5, as_of=AS_OF, ranker="heuristic")
    chosen = {p.artist_id: p.template_id for p in ranking.picks if p.market == "EG"}
    assert chosen["b"] == "pulse"
    assert chosen["a"] == "pulse"
    assert {chosen["c"], chosen["e"]} == {"billboard", "pulse"}


def test_reasons_are_sentences_with_figures(tmp_path: Path) -> None:
    tables = load(
        tmp_path,
        catalog=CATALOG,
        performance=PERFORMANCE,
        popularity=POPULARITY,
        similarity=SIMILARITY,
    )
    ranking = rank(tables, templates=CARDS, top_k=2, as_of=AS_OF, ranker="heuristic")
    first, second = (pick.reasons for pick in ranking.picks if pick.market == "EG")
    assert [reason.text for reason in first] == [
        "More streams in EG than 75% of the catalogue",
        "Brings 33.3% of the registrations in EG, more than 75% of the catalogue",
        "This template brought the artist's best share of registrations",
    ]
    assert first[0].weight == pytest.approx(1 / 3)
    assert [reason.name for reason in second] == [
        "popularity",
        "registrations",
        "template",
        "diversity",
    ]


def test_parts_without_data_drop_out_and_it_is_said(tmp_path: Path) -> None:
    tables = load(tmp_path, catalog=CATALOG, popularity=POPULARITY)
    ranking = rank(tables, templates=CARDS, top_k=1, as_of=AS_OF, ranker="heuristic")
    eg = next(pick for pick in ranking.picks if pick.market == "EG")
    assert eg.artist_id == "a"
    assert eg.score == 1.0
    assert "heuristic: no registrations data in every market: this part drops out of the mean" in (
        ranking.fallbacks
    )


def test_late_popularity_still_counts_and_is_said(tmp_path: Path) -> None:
    late = POPULARITY.replace("2025-05-10", "2025-02-01")
    tables = load(tmp_path, catalog=CATALOG, popularity=late)
    ranking = rank(tables, templates=CARDS, top_k=1, as_of=AS_OF, ranker="heuristic")
    assert ranking.picks[0].artist_id == "a"
    assert any("popularity is 104 days old" in text for text in ranking.fallbacks)
