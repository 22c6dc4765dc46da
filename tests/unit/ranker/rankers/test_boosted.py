"""The XGBoost ranker beyond the common suite."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ranker import NotEnoughDataError, Ranking, Tables, rank
from ranker.chain import run_chain
from ranker.rankers.boosted import BoostedRanker
from ranker.rankers.boosted_scores import BoostedScores, group_of
from ranker.rankers.protocol import Facts
from ranker.tables.performance import file_reports
from tests.unit.ranker.builders import (
    AS_OF,
    BEST,
    CARDS,
    all_arms,
    facts_of,
    planted,
    planted_frames,
)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return planted(tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="module")
def facts(tables: Tables) -> Facts:
    return facts_of(tables)


@pytest.fixture(scope="module")
def scored(facts: Facts) -> BoostedScores:
    return BoostedRanker().score(facts)


def test_predicts_what_was_planted(scored: BoostedScores, facts: Facts) -> None:
    """BEST registers three times as often per spend; the market's mean is 1."""
    scores = scored.market("EG")
    assert scores.relative_cpr is not None
    assert scores.registration_share is not None
    best = facts.artists.index(BEST)
    rest = np.delete(scores.relative_cpr, best, axis=0)
    assert scores.relative_cpr[best].max() < 0.55
    assert 0.8 < rest.mean() < 1.4
    shares = scores.registration_share(all_arms(facts)).reshape(scores.value.shape)
    assert shares[best].min() > 1.5 * np.median(shares)
    assert shares.max() <= 1


def test_every_feature_has_a_reason(scored: BoostedScores) -> None:
    groups = {group_of(name) for name in scored.groups.names}
    assert groups >= {"own_history", "promotions", "template"}


def test_features_of_a_day_do_not_change_when_the_day_does(tables: Tables) -> None:
    """Point in time: scores for a day ignore the registrations of the six days before it."""
    young = pl.col("date") > AS_OF - timedelta(days=6)
    changed = tables.performance.reports().with_columns(
        pl.when(young).then(0).otherwise(pl.col("registrations")).alias("registrations")
    )
    call = {"templates": CARDS, "top_k": 3, "as_of": AS_OF, "ranker": "xgboost"}
    first: Ranking = rank(tables, **call)  # type: ignore[arg-type]  # one call, many kinds
    second: Ranking = rank(replace(tables, performance=file_reports(changed)), **call)  # type: ignore[arg-type]  # as above
    assert first == second


def test_the_model_is_named_by_its_content(scored: BoostedScores, facts: Facts) -> None:
    assert BoostedRanker().score(facts).model_version == scored.model_version
    assert BoostedRanker().score(replace(facts, seed=1)).model_version != scored.model_version


def test_subscriptions_can_be_the_objective(facts: Facts) -> None:
    outcome = run_chain("xgboost", facts=replace(facts, objective="subscriptions"), last_good=None)
    assert outcome.ranker == "xgboost"


@pytest.mark.parametrize(
    ("keep", "message"),
    [
        (pl.col("date") > AS_OF - timedelta(days=15), "9 matured days of performance, 14 needed"),
        (pl.col("artist_id") == "a01", "120 matured arm days, 300 needed"),
        (pl.col("registrations") < 2, "matured days of performance"),
    ],
)
def test_too_little_history_is_said(keep: pl.Expr, message: str, facts: Facts) -> None:
    with pytest.raises(NotEnoughDataError, match=message):
        BoostedRanker().score(replace(facts, performance=facts.performance.filter(keep)))


def test_new_templates_and_markets_are_scored(tables: Tables, tmp_path: Path) -> None:
    frames = planted_frames()
    one = frames["performance"].filter(pl.col("market") != "JP")
    data = planted(tmp_path, performance=one)
    cards = (*CARDS, replace(CARDS[0], template_id="zoom", theme="new"))
    ranking = rank(data, templates=cards, top_k=3, as_of=AS_OF, ranker="xgboost")
    assert ranking.ranker == "xgboost"
    first = next(pick for pick in ranking.picks if pick.market == "JP")
    assert first.artist_id == BEST
