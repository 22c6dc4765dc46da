"""The bayes ranker beyond the common suite."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ranker import NotEnoughDataError
from ranker.rankers.bayes import BayesRanker
from ranker.rankers.protocol import Arm, Facts
from tests.unit.ranker.builders import BEST, MARKETS, all_arms, facts_of, planted


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return facts_of(planted(tmp_path_factory.mktemp("planted")))


def test_predicts_what_was_planted(facts: Facts) -> None:
    """BEST registers three times as often per spend; 16 arms of about the same spend are live."""
    scores = BayesRanker().score(facts).market("EG")
    assert scores.relative_cpr is not None
    assert scores.registration_share is not None
    best = facts.artists.index(BEST)
    rest = np.delete(scores.relative_cpr, best, axis=0)
    assert scores.relative_cpr[best].max() < 0.5
    assert 0.9 < rest.mean() < 1.3
    shares = scores.registration_share(all_arms(facts)).reshape(scores.value.shape)
    assert shares[best].min() > 0.12
    assert np.delete(shares, best, axis=0).max() < 0.08


def test_a_market_without_history_learns_from_the_others(facts: Facts) -> None:
    others = facts.performance.filter(pl.col("market") != "JP")
    scores = BayesRanker().score(replace(facts, performance=others)).market("JP")
    assert facts.artists[int(scores.value.max(axis=1).argmax())] == BEST


def test_what_was_learnt_scores_a_later_day(facts: Facts) -> None:
    early = facts.as_of - timedelta(days=7)
    known = facts.performance.filter(pl.col("date") < early)
    learnt = BayesRanker().fit(replace(facts, performance=known, as_of=early))
    later = learnt.score(facts)
    both = [scored.market("BR").value for scored in (later, BayesRanker().score(facts))]
    assert np.corrcoef(both[0].ravel(), both[1].ravel())[0, 1] > 0.98


def test_reasons_name_the_levels(facts: Facts) -> None:
    best = Arm(artist=facts.artists.index(BEST), template=0)
    (reasons,) = BayesRanker().score(facts).explain("EG", [best])
    assert reasons[0].name == "all_markets"
    assert "more registrations for the spend" in reasons[0].text


def test_too_little_history_is_said(facts: Facts) -> None:
    none = facts.performance.clear()
    with pytest.raises(NotEnoughDataError, match="0 registrations, 30 needed"):
        BayesRanker().score(replace(facts, performance=none))


def test_ids_are_whatever_they_are(facts: Facts, tmp_path: Path) -> None:
    """Markets in the facts that nobody advertised in are scored too."""
    scored = BayesRanker().score(replace(facts, markets=(*MARKETS, "ZZ")))
    assert np.isfinite(scored.market("ZZ").value).all()
