"""One behaviour suite that every ranker passes, on data whose answer is known."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from ranker import Pick, Ranking, Tables, rank
from tests.unit.ranker.builders import (
    AS_OF,
    BEST,
    CARDS,
    MARKETS,
    planted,
    planted_catalog,
    planted_frames,
)

RANKERS = ("auto", "xgboost", "bayes", "heuristic", "live")


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return planted(tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="module", params=RANKERS)
def ranker(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def ranking(tables: Tables, ranker: str) -> Ranking:
    return run(tables, ranker)


def run(tables: Tables, ranker: str, *, top_k: int = 4, quotas: bool = False) -> Ranking:
    return rank(
        tables,
        templates=CARDS,
        top_k=top_k,
        as_of=AS_OF,
        ranker=ranker,
        min_per_kind={"animated": 1, "static": 1} if quotas else {},
    )


def of_market(ranking: Ranking, market: str) -> list[Pick]:
    return [pick for pick in ranking.picks if pick.market == market]


def test_the_asked_ranker_answers(ranking: Ranking, ranker: str) -> None:
    assert ranking.ranker == ranker
    assert not ranking.stale
    assert ranking.data_as_of == AS_OF - timedelta(days=1)


def test_finds_the_planted_best_in_every_market(ranking: Ranking) -> None:
    assert {market: of_market(ranking, market)[0].artist_id for market in MARKETS} == dict.fromkeys(
        MARKETS, BEST
    )


def test_gives_k_different_artists_in_order(tables: Tables, ranker: str) -> None:
    ranking = run(tables, ranker, top_k=5)
    for market in MARKETS:
        picks = of_market(ranking, market)
        assert [pick.rank for pick in picks] == [1, 2, 3, 4, 5]
        assert len({pick.artist_id for pick in picks}) == 5


def test_gives_all_artists_where_there_are_fewer_than_k(tables: Tables, ranker: str) -> None:
    ranking = run(tables, ranker, top_k=100)
    assert len(ranking.picks) == len(MARKETS) * 16
    assert any("fewer than 100" in fallback for fallback in ranking.fallbacks)


def test_repeats_itself(tables: Tables, ranker: str, ranking: Ranking) -> None:
    assert run(tables, ranker) == ranking


def test_owes_each_kind_of_template_its_places(tables: Tables, ranker: str) -> None:
    kinds = {card.template_id: card.kind for card in CARDS}
    ranking = run(tables, ranker, top_k=2, quotas=True)
    for market in MARKETS:
        found = sorted(kinds[pick.template_id] for pick in of_market(ranking, market))
        assert found == ["animated", "static"]


def test_says_why(ranking: Ranking) -> None:
    for pick in ranking.picks:
        assert pick.reasons
        assert all(reason.text and reason.name for reason in pick.reasons)
        assert pick.propensity == 1.0


def test_does_not_look_ahead(tables: Tables, ranker: str, tmp_path: Path) -> None:
    """Days on and after `as_of`, and reports that came after it, change nothing."""
    early = AS_OF - timedelta(days=9)
    frames = planted_frames()
    late = pl.col("date") >= early
    told_late = pl.col("reported_at").dt.date() > early
    changed = {
        "performance": frames["performance"].with_columns(
            pl.when(late | told_late)
            .then(pl.when(pl.col("artist_id") == BEST).then(0).otherwise(10_000))
            .otherwise(pl.col("registrations"))
            .alias("registrations")
        ),
        "popularity": frames["popularity"].with_columns(
            pl.when(late).then(1).otherwise(pl.col("streams")).alias("streams")
        ),
        "promotions": frames["promotions"].with_columns(
            pl.when(late).then(0).otherwise(pl.col("clicks")).alias("clicks")
        ),
    }
    other = planted(tmp_path, **changed)
    first, second = (
        rank(data, templates=CARDS, top_k=4, as_of=early, ranker=ranker) for data in (tables, other)
    )
    assert first == second
    assert first.ranker == ranker


@pytest.mark.parametrize(
    "absent",
    [
        ("performance",),
        ("popularity",),
        ("similarity", "promotions"),
        ("performance", "popularity", "similarity", "promotions"),
    ],
)
def test_survives_missing_tables(ranker: str, absent: tuple[str, ...], tmp_path: Path) -> None:
    data = planted(tmp_path, **dict.fromkeys(absent))
    ranking = run(data, ranker)
    assert len(ranking.picks) == len(MARKETS) * 4
    if "performance" in absent and ranker != "heuristic":
        assert ranking.fallbacks


def test_survives_withheld_registrations(ranker: str, tmp_path: Path) -> None:
    frames = planted_frames()
    withheld = frames["performance"].with_columns(
        pl.when(pl.col("date").dt.day() % 5 > 0)
        .then(pl.col("registrations"))
        .alias("registrations")
    )
    ranking = run(planted(tmp_path, performance=withheld), ranker)
    assert of_market(ranking, "EG")[0].artist_id == BEST


def test_keeps_out_who_may_not_be_advertised(ranker: str, tmp_path: Path) -> None:
    lines = planted_catalog().splitlines()
    labels = {BEST: "clean;Explicit", "a03": "", "a05": "explicit-ish"}
    days = {"a03": (AS_OF + timedelta(days=1)).isoformat()}
    rows = [lines[0] + ",labels,available_from"]
    for line in lines[1:]:
        artist = line.split(",")[0]
        rows.append(f"{line},{labels.get(artist, '')},{days.get(artist, '')}")
    data = planted(tmp_path, catalog="\n".join(rows) + "\n")
    picked = {pick.artist_id for pick in run(data, ranker, top_k=20).picks}
    assert BEST not in picked
    assert "a03" not in picked
    assert "a05" in picked
