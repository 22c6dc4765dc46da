"""Which arms the content table can fill, and that no other is picked."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from ranker import TemplateCard, rank
from ranker.fillable import Fillable
from tests.unit.ranker.builders import ARTISTS, BEST, CARDS, planted

TRACKS = replace(CARDS[0], template_id="tracks", needs=(("tracks", 3),))
TOUR = replace(CARDS[1], template_id="tour", needs=(("cities", 1), ("quote", 0)))

Row = tuple[str, str, str, str]


def content(*rows: Row) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["artist_id", "locale", "slot", "value"], orient="row")


def numbered(artist: str, locale: str, key: str, count: int) -> list[Row]:
    return [(artist, locale, f"{key}_{n}", f"{key} {n}") for n in range(1, count + 1)]


def arms(*rows: Row, locales: tuple[str, ...] = ("ar-EG",), card: TemplateCard = TRACKS) -> bool:
    mask = Fillable(content(*rows), artists=("a", "b"), templates=(card,)).arms(locales)
    assert not mask[1, 0]
    return bool(mask[0, 0])


def test_templates_that_need_nothing_are_for_all() -> None:
    assert Fillable(content(), artists=ARTISTS, templates=CARDS).arms(("en",)).all()


@pytest.mark.parametrize("locale", ["ar-EG", "ar_eg", "AR", "und"])
def test_numbered_rows_of_the_nearest_locale(locale: str) -> None:
    assert arms(*numbered("a", locale, "tracks", 3))


def test_too_few_and_gaps_and_other_languages() -> None:
    assert not arms(*numbered("a", "ar", "tracks", 2))
    assert not arms(*numbered("a", "ar", "tracks", 4)[1:])
    assert not arms(*numbered("a", "he", "tracks", 3))
    assert not arms(*numbered("a", "ar-SA", "tracks", 3))


def test_every_locale_of_the_market_counts() -> None:
    rows = numbered("a", "ar", "tracks", 3)
    assert not arms(*rows, locales=("ar-EG", "en"))
    assert arms(*rows, *numbered("a", "en", "tracks", 3), locales=("ar-EG", "en"))


def test_a_json_array_of_enough_items() -> None:
    assert arms(("a", "ar", "tracks", '["x", "y", "z"]'))
    for value in ('["x", "y", ""]', "x", '{"a": 1}', "[", "[" * 100_000):
        assert not arms(("a", "ar", "tracks", value), *numbered("a", "ar", "tracks", 3))


def test_each_need_of_a_template() -> None:
    cities, quote = ("a", "und", "cities_1", "Berlin"), ("a", "ar", "quote", "x")
    assert arms(cities, quote, card=TOUR)
    assert not arms(cities, card=TOUR)
    assert not arms(quote, card=TOUR)


def test_no_pick_that_could_not_be_filled(tmp_path: Path) -> None:
    table = content(*numbered("a03", "und", "tracks", 3), *numbered(BEST, "en", "tracks", 2))
    tables = planted(tmp_path, content=table)
    ranking = rank(tables, templates=(*CARDS, TRACKS), top_k=4)
    found = {pick.artist_id for pick in ranking.picks if pick.template_id == "tracks"}
    assert found <= {"a03"}
    assert BEST in {pick.artist_id for pick in ranking.picks}
    alone = rank(tables, templates=(TRACKS,), top_k=4, ranker="heuristic")
    assert {pick.artist_id for pick in alone.picks} == {"a03"}
    assert any("no other artist has what templates need" in text for text in alone.fallbacks)


def test_a_kind_that_nobody_can_fill_leaves_its_place_to_others(tmp_path: Path) -> None:
    moving = replace(TRACKS, kind="animated")
    still = tuple(card for card in CARDS if card.kind == "static")
    ranking = rank(
        planted(tmp_path),
        templates=(*still, moving),
        top_k=2,
        min_per_kind={"animated": 1},
        ranker="heuristic",
    )
    assert {pick.template_id for pick in ranking.picks} <= {card.template_id for card in still}
    assert len(ranking.picks) == 6


def test_no_content_table_at_all(tmp_path: Path) -> None:
    assert rank(planted(tmp_path), templates=(TRACKS,), top_k=2, ranker="heuristic").picks == ()
