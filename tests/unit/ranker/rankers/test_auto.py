"""The auto ranker: what it does with little history, and that it says so."""

from dataclasses import replace

import polars as pl
import pytest

from ranker import NotEnoughDataError
from ranker.rankers.auto import AutoRanker
from ranker.rankers.protocol import Facts
from tests.unit.ranker.builders import MARKETS, facts_of, planted


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return facts_of(planted(tmp_path_factory.mktemp("planted")))


def test_says_what_it_chose(facts: Facts) -> None:
    scored = AutoRanker().score(facts)
    assert scored.model_version.startswith("xgboost")
    assert scored.remarks
    assert not scored.notes
    assert {market: scored.market(market).value.shape for market in MARKETS} == dict.fromkeys(
        MARKETS, (16, 3)
    )


def test_is_bayes_while_there_are_too_few_days_for_xgboost(facts: Facts) -> None:
    few = facts.performance.filter(pl.col("date") <= facts.performance["date"].min())
    scored = AutoRanker().score(replace(facts, performance=few))
    assert scored.model_version.startswith("bayes")
    assert "1 matured days of performance, 14 needed" in scored.notes[0]


def test_has_no_answer_at_first(facts: Facts) -> None:
    with pytest.raises(NotEnoughDataError):
        AutoRanker().score(replace(facts, performance=facts.performance.clear()))
