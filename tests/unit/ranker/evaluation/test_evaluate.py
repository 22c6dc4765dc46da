"""The walk-forward as a whole, on a history whose best artist is known."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from ranker import Evaluation, NotEnoughDataError, RequestInvalidError, Tables, evaluate_rankers
from ranker.evaluation.known import Blind, KnownFacts, KnownTables, all_templates, hidden_cells
from ranker.evaluation.outcomes import arm_outcomes
from ranker.evaluation.policies import make_policy
from ranker.evaluation.walk_forward import Plan, walk_forward
from tests.unit.ranker.builders import AS_OF, BEST, CARDS, MARKETS, planted, planted_frames

POLICIES = ("popularity", "heuristic")


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return planted(tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="module")
def found(tables: Tables) -> Evaluation:
    return evaluate_rankers(tables, templates=CARDS, policies=POLICIES, days=8)


def mornings(tables: Tables) -> tuple[KnownTables, pl.DataFrame]:
    """The facts of each morning, and the outcomes of all days."""
    reports = tables.performance_until(AS_OF)
    outcomes = arm_outcomes(reports, channel="meta", objective="registrations")
    return KnownTables(tables=tables, live=outcomes, templates=CARDS, channel="meta"), outcomes


def run(tables: Tables) -> Evaluation:
    return evaluate_rankers(
        tables, templates=CARDS, policies=POLICIES, days=4, cold_share=0, places=3
    )


def test_policies_lie_between_chance_and_hindsight(found: Evaluation) -> None:
    cost = {result.policy: result.relative_cpr.value for result in found.results}
    assert list(cost) == ["random", "popularity", "heuristic", "oracle"]
    assert cost["oracle"] <= min(cost.values())
    assert cost["heuristic"] < 0.8 < cost["random"]


def test_changes_are_against_the_heuristic(found: Evaluation) -> None:
    results = {result.policy: result for result in found.results}
    assert not results["heuristic"].against
    change = results["random"].against["heuristic"]
    assert change.low > 0
    both = results["random"].relative_cpr.value / results["heuristic"].relative_cpr.value
    assert change.value == pytest.approx(both - 1)


def test_only_matured_days_are_judged(found: Evaluation) -> None:
    assert len(found.plan.days) == 8
    assert found.plan.days[-1] == AS_OF - timedelta(days=6)


def test_cold_cells_are_unknown_to_all_but_what_they_brought_counts(found: Evaluation) -> None:
    assert found.cold_run is not None
    warm, cold = found.run.picks, found.cold_run.picks
    cells = ["market", "artist_id", "template_id"]
    shown = cold.select(cells).unique().height / warm.select(cells).unique().height
    assert shown < 0.8
    assert found.cold_results[0].policy == "random"
    assert "random" in found.cold_results[-1].against


def test_it_repeats_itself(tables: Tables) -> None:
    first, second = run(tables), run(tables)
    assert first.results == second.results
    assert first.run.picks.equals(second.run.picks)


def test_the_future_changes_no_order(tables: Tables, tmp_path: Path) -> None:
    """What is dated on a judged day or later decides its outcome, never its order."""
    day = AS_OF - timedelta(days=8)
    late = pl.col("date") >= day
    frames = planted_frames()
    changed = {
        "performance": frames["performance"].with_columns(
            pl.when(late & (pl.col("artist_id") == BEST))
            .then(1)
            .otherwise(pl.col("registrations"))
            .alias("registrations")
        ),
        "popularity": frames["popularity"].with_columns(
            pl.when(late).then(1).otherwise(pl.col("streams")).alias("streams")
        ),
    }
    both = [run(tables), run(planted(tmp_path, **changed))]
    until = pl.col("date") <= day, pl.col("policy").is_in(POLICIES)
    first, second = (one.run.picks.filter(*until) for one in both)
    assert first.equals(second)
    assert first["date"].max() == day


def test_facts_of_a_later_day_serve_as_well(tables: Tables) -> None:
    """A ranker that judges itself has its facts, not the tables."""
    known, outcomes = mornings(tables)
    plan = Plan(days=(AS_OF - timedelta(days=8), AS_OF - timedelta(days=7)))
    policies = [make_policy("heuristic")]
    runs = [
        walk_forward(source, outcomes, policies=policies, plan=plan)
        for source in (known, KnownFacts(facts=known(AS_OF)))
    ]
    assert runs[0].bought.equals(runs[1].bought)


def test_a_blind_morning_knows_nothing_of_hidden_cells(tables: Tables) -> None:
    known, outcomes = mornings(tables)
    hidden = hidden_cells(outcomes, share=0.35, seed=1)
    assert 0.2 < hidden.height / (len(MARKETS) * 16 * len(CARDS)) < 0.5
    facts = Blind(known=known, hidden=hidden)(AS_OF)
    assert facts.performance.join(hidden, on=hidden.columns, how="semi").is_empty()
    assert facts.performance.height > 0


def test_a_policy_without_an_answer_is_stood_in_for(tmp_path: Path) -> None:
    data = planted(tmp_path, popularity=None)
    found = run(data)
    cost = {result.policy: result.relative_cpr.value for result in found.results}
    assert cost["popularity"] == cost["heuristic"]
    assert any("popularity had no answer on 4 days" in note for note in found.notes)


def test_templates_that_only_the_history_knows_compete_too(tables: Tables) -> None:
    cards = all_templates(CARDS[:1], tables.performance_until(AS_OF))
    assert [card.template_id for card in cards] == ["billboard", "pulse", "spotlight"]
    assert [card.kind for card in cards] == ["static", "unknown", "unknown"]


def test_too_little_history_is_said(tmp_path: Path) -> None:
    frames = planted_frames(days=20)
    with pytest.raises(NotEnoughDataError, match="20 days of performance"):
        run(planted(tmp_path / "short", **frames))
    with pytest.raises(NotEnoughDataError, match="0 days of performance"):
        run(planted(tmp_path / "none", performance=None))


def test_wrong_arguments_are_said(tables: Tables) -> None:
    with pytest.raises(RequestInvalidError, match="policies: 'magic'; allowed: random"):
        evaluate_rankers(tables, policies=("magic",))
    with pytest.raises(RequestInvalidError, match=r"objective: 'x; DROP'; allowed: registrations"):
        evaluate_rankers(tables, objective="x; DROP")
    with pytest.raises(RequestInvalidError, match=r"cold_share: 1.5; allowed: a share"):
        evaluate_rankers(tables, cold_share=1.5)
