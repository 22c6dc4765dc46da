"""The page of an evaluation: all that was found, under the artists' names."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from ranker import Evaluation, evaluate_rankers, rank
from ranker.evaluation.report.page import evaluation_page
from ranker.evaluation.report.picks import churn_section
from ranker.report.page import page_html
from tests.unit.ranker.builders import ARTISTS, AS_OF, BEST, CARDS, DAYS, FIRST, MARKETS, planted


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    tables = planted(tmp_path_factory.mktemp("planted"))
    return evaluate_rankers(tables, templates=CARDS, policies=("heuristic", "bayes"), days=4)


def test_the_page_shows_all_that_was_found(found: Evaluation) -> None:
    page = evaluation_page(found, names={BEST: "أمل حداد"})
    assert [section.title for section in page.sections] == [
        "Cost per registration",
        "Cold ads",
        "By market",
        "Week by week",
        "Calibration",
        "What moved the picks",
        "Who was picked where",
        "How this was judged",
    ]
    html = page_html(page)
    assert "أمل حداد" in html and "JP" in html and "oracle" in html


def test_churn_needs_ads_that_are_live_two_days_in_a_row(found: Evaluation) -> None:
    assert churn_section(found) is None
    lasting = found.run.orders.unique(
        ["policy", "date", "market", "artist_id"], maintain_order=True
    ).with_columns(template_id=pl.lit("t"))
    section = churn_section(replace(found, run=replace(found.run, orders=lasting)))
    assert section is not None and len(section.drawings) == 1


def test_without_a_cold_run_or_a_model_its_sections_are_left_out(tmp_path: Path) -> None:
    tables = planted(tmp_path)
    found = evaluate_rankers(
        tables, templates=CARDS, policies=("popularity",), days=2, cold_share=0, places=40
    )
    titles = {section.title for section in evaluation_page(found).sections}
    assert titles.isdisjoint({"Cold ads", "Calibration", "Churn of the picks"})
    assert page_html(evaluation_page(found))


def test_stored_rankings_give_a_diagnostic_and_its_section(tmp_path: Path) -> None:
    tables = planted(tmp_path)
    base = rank(tables, templates=CARDS, top_k=1, as_of=AS_OF, ranker="heuristic")
    served = []
    for place in range(DAYS):
        live = [(a, CARDS[(place + i) % len(CARDS)].template_id) for i, a in enumerate(ARTISTS)]
        picks = [
            replace(
                base.picks[0], market=market, artist_id=artist, template_id=card, propensity=0.5
            )
            for market in MARKETS
            for artist, card in live
        ]
        served.append(replace(base, as_of=FIRST + timedelta(days=place), picks=tuple(picks)))
    found = evaluate_rankers(
        tables, templates=CARDS, policies=("heuristic",), days=6, cold_share=0, rankings=served
    )
    assert [result.policy for result in found.off_policy] == ["heuristic"]
    result = found.off_policy[0]
    assert result.logged.value < result.snips.value
    assert 0 < result.matched < 1
    assert any("ads in stored rankings" in note for note in found.notes)
    assert "From logged chances" in {s.title for s in evaluation_page(found).sections}
