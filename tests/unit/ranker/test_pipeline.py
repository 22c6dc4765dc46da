"""The call itself: arguments, fall-backs, last good ranking."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ranker import RequestInvalidError, Rules, Tables, rank, write_ranking
from ranker.selection.quotas import Bounds
from ranker.selection.rules import Rest
from tests.unit.ranker.builders import (
    AS_OF,
    BEST,
    CARDS,
    MARKETS,
    load,
    planted,
    planted_frames,
)

POPULARITY = "date,market,artist_id,streams\n2025-06-01,EG,a1,5\n2025-06-01,EG,a2,9\n"


@pytest.fixture
def small(tmp_path: Path) -> Tables:
    return load(tmp_path, popularity=POPULARITY)


@pytest.mark.parametrize(
    ("changes", "argument", "allowed"),
    [
        ({"templates": ()}, "templates", "at least one"),
        ({"templates": (*CARDS, CARDS[0])}, "templates", "each id once"),
        ({"top_k": 0}, "top_k", "1 or more"),
        ({"top_k": 1, "min_per_kind": {"static": 1, "animated": 1}}, "top_k", "2 or more"),
        ({"min_per_kind": {"video": 1}}, "min_per_kind", "animated, static"),
        ({"min_per_kind": {"static": -1}}, "min_per_kind", "0 or more"),
        ({"objective": "clicks"}, "objective", "registrations, subscriptions, value"),
        ({"ranker": "magic"}, "ranker", "auto, xgboost, bayes, heuristic, live"),
        ({"blocked_labels": frozenset({"x"}), "as_of": None}, None, ""),
    ],
)
def test_arguments(
    small: Tables, changes: dict[str, Any], argument: str | None, allowed: str
) -> None:
    call = {"templates": CARDS, "top_k": 2, **changes}
    if argument is None:
        assert rank(small, **call).picks
        return
    with pytest.raises(RequestInvalidError) as caught:
        rank(small, **call)
    assert caught.value.argument == argument
    assert allowed in caught.value.allowed


def test_the_day_is_the_one_after_the_newest_date(small: Tables) -> None:
    ranking = rank(small, templates=CARDS, top_k=2)
    assert ranking.as_of == date(2025, 6, 2)
    assert ranking.data_as_of == date(2025, 6, 1)


def test_fallbacks_are_said(small: Tables) -> None:
    ranking = rank(small, templates=CARDS, top_k=2)
    assert ranking.ranker == "heuristic"
    assert "not enough data: 0 registrations, 30 needed" in ranking.fallbacks[0]
    assert any("no popularity data in JP" in text for text in ranking.fallbacks)


def test_without_any_table_the_catalogue_is_dealt_in_order(tmp_path: Path) -> None:
    ranking = rank(load(tmp_path), templates=CARDS, top_k=2, as_of=AS_OF)
    assert ranking.ranker == "catalogue"
    assert [(p.market, p.artist_id, p.template_id) for p in ranking.picks] == [
        ("EG", "a1", "billboard"),
        ("EG", "a2", "pulse"),
        ("JP", "a1", "billboard"),
        ("JP", "a2", "pulse"),
    ]
    assert "Nothing is known yet" in ranking.picks[0].reasons[0].text


@pytest.mark.parametrize("ranker", ["heuristic", "bayes"])
def test_value_and_segment_look_at_other_numbers(tmp_path: Path, ranker: str) -> None:
    frames = planted_frames()
    rich = pl.when(pl.col("artist_id") == "a03").then(90.0).otherwise(1.0)
    both = frames["performance"].with_columns(
        (pl.col("registrations") * rich).alias("revenue"), segment=pl.lit("young")
    )
    other = frames["performance"].with_columns(
        pl.when(pl.col("artist_id") == "a05")
        .then(500)
        .otherwise(1)
        .cast(pl.Int64)
        .alias("registrations"),
        pl.lit(0.0).alias("revenue"),
        segment=pl.lit("old"),
    )
    tables = planted(tmp_path, performance=pl.concat([both, other]), popularity=None)
    call: dict[str, Any] = {"templates": CARDS, "top_k": 3, "as_of": AS_OF, "ranker": ranker}
    best = {
        asked: rank(tables, objective=asked[0], segment=asked[1], **call).picks[0]
        for asked in (("registrations", "young"), ("registrations", "old"), ("value", None))
    }
    assert [pick.artist_id for pick in best.values()] == [BEST, "a05", "a03"]
    with pytest.raises(RequestInvalidError, match="no performance is of segment 'odd'"):
        rank(tables, segment="odd", **call)


def test_rules_bind_the_selection_and_what_they_did_is_told(tmp_path: Path) -> None:
    tables = planted(tmp_path)
    rules = Rules(
        blocked_artists=frozenset({"a00"}),
        artist_not_in={BEST: frozenset({"EG"})},
        template_not_in={"pulse": frozenset({"JP"})},
        genres={"pop": Bounds(most=2)},
        least_budget_per_ad={"BR": 250.0},
        rest=Rest(after=14, days=20),
    )
    ranking = rank(tables, templates=CARDS, top_k=6, as_of=AS_OF, ranker="heuristic", rules=rules)
    by_market = {m: [p for p in ranking.picks if p.market == m] for m in MARKETS}
    assert {m: len(picks) for m, picks in by_market.items()} == {"BR": 4, "EG": 6, "JP": 6}
    assert BEST not in {p.artist_id for p in by_market["EG"]}
    assert by_market["JP"][0].artist_id == BEST
    assert "pulse" not in {p.template_id for p in by_market["JP"]}
    assert "a00" not in {p.artist_id for p in ranking.picks}
    notes = " | ".join(ranking.notes)
    assert "BR: its budget bears 4 ads of 250 a day" in notes
    assert "left out in 1 of 3 markets, 3 pairs: the rules keep the artist out" in notes
    assert "the rules keep the template out" in notes
    told = [reason for reason in by_market["EG"][0].reasons if reason.name == "veto_market"]
    assert told and told[0].text.startswith(f"Name {BEST} with ")
    assert all(p.moves for p in ranking.picks if not p.explored)


def test_a_tired_arm_rests(tmp_path: Path) -> None:
    lasting = planted_frames()["performance"].with_columns(template_id=pl.lit("spotlight"))
    tables = planted(tmp_path, performance=lasting)
    rules = Rules(rest=Rest(after=10, days=20), exploration=0.0)
    call: dict[str, Any] = {"templates": CARDS, "top_k": 6, "as_of": AS_OF, "ranker": "heuristic"}
    assert "spotlight" in {p.template_id for p in rank(tables, **call).picks}
    rested = rank(tables, rules=rules, **call)
    assert "spotlight" not in {p.template_id for p in rested.picks}
    assert any("was live on 10 of the last 20 days and rests" in note for note in rested.notes)


def test_every_fifth_place_is_drawn_by_chance_which_day_and_seed_decide(tmp_path: Path) -> None:
    tables = planted(tmp_path)
    call: dict[str, Any] = {"templates": CARDS, "top_k": 5, "as_of": AS_OF, "ranker": "heuristic"}
    first = rank(tables, **call)
    explored = [pick for pick in first.picks if pick.explored]
    assert [(pick.market, pick.rank) for pick in explored] == [(m, 5) for m in MARKETS]
    assert all(0 < pick.propensity < 1 for pick in explored)
    assert all("Drawn by chance" in "".join(r.text for r in p.reasons) for p in explored)
    assert rank(tables, **call) == first
    others = [rank(tables, seed=seed, **call) for seed in range(1, 4)]
    kept = [[p for p in found.picks if not p.explored] for found in (first, *others)]
    assert all(picks == kept[0] for picks in kept)
    assert any(found.picks != first.picks for found in others)


def test_nobody_to_advertise_is_told(tmp_path: Path) -> None:
    catalog = "artist_id,name,genre,artwork,labels\na1,L,,a.jpg,Explicit\n"
    tables = load(tmp_path, catalog=catalog)
    with pytest.raises(RequestInvalidError, match="no artist may be advertised"):
        rank(tables, templates=CARDS, top_k=1, as_of=AS_OF)


def test_a_map_of_the_caller_is_used(small: Tables) -> None:
    seen: list[int] = []

    def counting(function: Callable[[Any], Any], items: Iterable[Any], /) -> Iterable[Any]:
        for item in items:
            seen.append(1)
            yield function(item)

    plain = rank(small, templates=CARDS, top_k=2)
    assert rank(small, templates=CARDS, top_k=2, parallel_map=counting) == plain
    assert len(seen) == 2


def test_the_last_good_ranking_is_kept_and_ages(tmp_path: Path) -> None:
    good = rank(
        planted(tmp_path / "before"), templates=CARDS, top_k=3, as_of=AS_OF, ranker="heuristic"
    )
    path = tmp_path / "ranking.parquet"
    write_ranking(good, path)
    outage = planted(tmp_path / "now", performance=None)
    call: dict[str, Any] = {"templates": CARDS, "top_k": 4, "last_good": path}
    kept = rank(outage, as_of=AS_OF + timedelta(days=7), **call)
    assert kept.ranker == "last good ranking"
    assert kept.stale
    assert kept.data_as_of == good.data_as_of
    assert kept.model_version == good.model_version
    before = {(p.market, p.rank): (p.artist_id, p.template_id) for p in good.picks}
    now = {(p.market, p.rank): (p.artist_id, p.template_id) for p in kept.picks}
    assert {key: now[key] for key in before} == before
    assert len(kept.picks) == 4 * len(MARKETS)
    assert kept.picks[0].artist_id == BEST
    assert kept.picks[0].score == pytest.approx(0.5)
    assert "7 days ago" in kept.picks[0].reasons[0].text
    assert "left free" in kept.picks[3].reasons[0].text


def test_a_ranking_that_is_too_old_is_refused(tmp_path: Path) -> None:
    tables = planted(tmp_path / "data", performance=None)
    good = rank(tables, templates=CARDS, top_k=1, as_of=AS_OF, ranker="heuristic")
    path = tmp_path / "ranking.parquet"
    write_ranking(replace(good, as_of=AS_OF - timedelta(days=15)), path)
    ranking = rank(tables, templates=CARDS, top_k=1, as_of=AS_OF, last_good=path)
    assert ranking.ranker == "heuristic"
    assert "15 days before; 0 to 14 days are allowed" in ranking.fallbacks[1]
    path.write_text("broken")
    assert rank(tables, templates=CARDS, top_k=1, as_of=AS_OF, last_good=path).picks


def test_a_market_that_cannot_be_trusted_keeps_its_earlier_picks(tmp_path: Path) -> None:
    call: dict[str, Any] = {"templates": CARDS, "top_k": 3, "ranker": "bayes"}
    path = tmp_path / "ranking.parquet"
    good = rank(planted(tmp_path / "before"), as_of=AS_OF, **call)
    write_ranking(good, path)
    silent = planted_frames()["performance"].with_columns(
        pl.when(pl.col("market") != "EG").then(pl.col("registrations")).otherwise(0).alias("r")
    )
    tables = planted(
        tmp_path / "now", performance=silent.drop("registrations").rename({"r": "registrations"})
    )
    ranking = rank(tables, as_of=AS_OF + timedelta(days=1), last_good=path, **call)
    assert ranking.ranker == "bayes"
    assert not ranking.stale
    assert {pick.market for pick in ranking.picks if pick.stale} == {"EG"}
    kept = [pick.artist_id for pick in ranking.picks if pick.market == "EG"]
    assert kept == [pick.artist_id for pick in good.picks if pick.market == "EG"]
    assert any("in EG: no day of the last 28" in text for text in ranking.fallbacks)
