"""The page of an evaluation: all that was found, under the artists' names."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from ranker import Evaluation, evaluate_rankers
from ranker.evaluation.report.page import evaluation_page
from ranker.evaluation.report.picks import churn_section
from ranker.report.page import page_html
from tests.unit.ranker.builders import BEST, CARDS, planted


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
        tables, templates=CARDS, policies=("heuristic",), days=2, cold_share=0, places=40
    )
    titles = {section.title for section in evaluation_page(found).sections}
    assert titles.isdisjoint({"Cold ads", "Calibration", "Churn of the picks"})
    assert page_html(evaluation_page(found))
