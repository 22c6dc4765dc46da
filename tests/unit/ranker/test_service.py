"""The warm service decides as `rank` does, again and again, and under other rules."""

from dataclasses import replace
from pathlib import Path

import pytest

from ranker import RequestInvalidError, Tables, rank
from ranker.decide import Decision
from ranker.selection.quotas import Bounds
from ranker.selection.rules import Rest, Rules
from ranker.service import RankingService, open_service
from tests.unit.ranker.builders import AS_OF, BEST, CARDS, MARKETS, planted

ASKED = {"templates": CARDS, "top_k": 4, "as_of": AS_OF, "ranker": "heuristic"}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return planted(tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="module")
def service(tables: Tables) -> RankingService:
    return open_service(tables, **ASKED)  # type: ignore[arg-type]  # one call, many kinds


def artists(decision: Decision) -> list[str]:
    return [pick.artist_id for pick in decision.picks]


def test_decides_as_a_ranking_does(service: RankingService, tables: Tables) -> None:
    ranking = rank(tables, **ASKED)  # type: ignore[arg-type]  # as above
    decided = [service.reselect(market) for market in MARKETS]
    assert tuple(pick for decision in decided for pick in decision.picks) == ranking.picks
    assert service.rescore("EG") == service.reselect("EG") == decided[1]


def test_other_rules_hold_for_one_question(service: RankingService) -> None:
    blocked = replace(service.rules, blocked_artists=frozenset({BEST}))
    assert BEST in artists(service.reselect("EG"))
    assert BEST not in artists(service.reselect("EG", rules=blocked))
    assert BEST in artists(service.reselect("EG"))
    assert len(artists(service.reselect("EG", top_k=2))) == 2
    animated = Rules(kinds={"animated": Bounds(least=2)}, exploration=0.0)
    kinds = {card.template_id: card.kind for card in CARDS}
    picked = service.reselect("EG", rules=animated).picks
    assert [kinds[pick.template_id] for pick in picked].count("animated") >= 2


def test_arms_rest_by_the_rules_of_the_question(service: RankingService) -> None:
    tired = service.reselect("EG", rules=Rules(rest=Rest(after=1, days=45)))
    assert any("rests" in text for text in tired.vetoed)


@pytest.mark.parametrize(
    ("market", "rules", "allowed"),
    [("XX", None, "BR, EG, JP"), ("EG", Rules(kinds={"static": Bounds(least=9)}), "9 or more")],
)
def test_what_cannot_be_answered_is_refused(
    service: RankingService, market: str, rules: Rules | None, allowed: str
) -> None:
    with pytest.raises(RequestInvalidError, match=allowed):
        service.reselect(market, rules=rules)


def test_reads_a_folder_once(tmp_path: Path) -> None:
    """Nothing of the folder is needed once the service is open."""
    tables = planted(tmp_path)
    service = open_service(tables, **ASKED)  # type: ignore[arg-type]  # as above
    for file in tmp_path.iterdir():
        file.unlink()
    assert len(artists(service.rescore("JP"))) == 4
