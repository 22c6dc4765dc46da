"""The sample's tables: complete, clean, and the same for the same seed."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ranker import Tables, load_tables, rank
from ranker.fillable import Fillable
from ranker.sample.artwork.gallery import artwork_paths, plan_gallery
from ranker.sample.sounds import plan_loops
from ranker.sample.world import FIRST_DAY, MARKETS, TEMPLATES, make_world
from ranker.sample.write import write_data, write_sample
from tests.unit.ranker.builders import CARDS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample")
    write_data(path, seed=0)
    return path


@pytest.fixture(scope="module")
def tables(folder: Path) -> Tables:
    return load_tables(folder)


def test_nothing_is_missing_or_wrong(tables: Tables) -> None:
    assert tables.problems == ()
    assert tables.missing == ()
    assert tables.catalog.height == 300
    wanted = {"EG", "SA", "IL", "IR", "PK", "JP", "IN", "BR", "DE", "FR", "US", "GB"}
    assert set(tables.markets["market"]) >= wanted
    days = tables.performance.coverage["date"].n_unique()
    assert days == 60


def test_the_same_seed_gives_the_same_data(folder: Path, tables: Tables, tmp_path: Path) -> None:
    write_data(tmp_path, seed=0)
    assert load_tables(tmp_path).digest == tables.digest
    for file in folder.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()


def test_history_looks_like_what_platforms_report(tables: Tables) -> None:
    rows = tables.performance.reports()
    assert rows["registrations"].null_count() > 50
    key = ["date", "market", "channel", "os", "artist_id", "template_id"]
    assert rows.height > rows.select(key).n_unique()
    assert set(rows["channel"]) == {"meta", "tiktok"}
    last = rows["date"].max()
    recent = int(rows.filter(pl.col("date") == last)["registrations"].sum())
    before = int(rows.filter(pl.col("date").dt.day() == 15)["registrations"].sum()) / 2
    assert 0.3 < recent / before < 0.9


def test_each_market_has_copy_in_its_languages(tables: Tables) -> None:
    languages = {
        tag.split("-")[0] for locales in tables.markets["locales"] for tag in locales.split(";")
    }
    words = tables.content.filter(pl.col("slot").is_in(["tagline", "quote"]))
    assert set(words["locale"]) == languages
    assert words.height == 300 * len(languages) * 2
    sounds = tables.content.filter(pl.col("slot") == "sound")
    assert set(sounds["locale"]) == {"und"}
    assert set(sounds["value"]) == {loop.path for loop in plan_loops(0)}
    assert sounds.height == 300


def test_a_price_in_the_money_of_each_locale_s_market(tables: Tables) -> None:
    prices = tables.content.filter(pl.col("slot") == "price")
    assert set(prices["locale"]) == {
        tag for locales in tables.markets["locales"] for tag in locales.split(";")
    }
    assert set(prices.filter(pl.col("locale") == "ja-JP")["value"]) == {"980 JPY"}
    assert prices.height == 300 * 15


@pytest.mark.parametrize(
    ("key", "items", "share"),
    [("tracks", 5, 0.6), ("dates", 4, 0.3), ("cities", 4, 0.3), ("covers", 9, 0.4)],
)
def test_a_share_of_the_artists_has_each_list_in_every_market(
    tables: Tables, key: str, items: int, share: float
) -> None:
    card = replace(CARDS[0], needs=((key, items),))
    able = Fillable(tables.content, artists=tables.catalog["artist_id"].to_list(), templates=[card])
    for market in MARKETS:
        arms = able.arms(market.locales.split(";"))
        assert arms.mean() == pytest.approx(share, abs=0.07)


def test_lists_hold_what_templates_take(tables: Tables) -> None:
    def values(stem: str) -> set[str]:
        return set(tables.content.filter(pl.col("slot").str.starts_with(stem))["value"])

    assert all(date.fromisoformat(day) > FIRST_DAY + timedelta(days=60) for day in values("dates_"))
    assert values("covers_") <= set(artwork_paths(300, seed=0))
    assert all(re.fullmatch(r"[234]:[0-5][0-9]", length) for length in values("durations_"))
    for kind, longest in (("cities_", 20), ("venues_", 24), ("tracks_", 40), ("episode", 60)):
        assert max(map(len, values(kind))) <= longest


def test_artwork_is_of_every_kind() -> None:
    plans = plan_gallery(0)
    kinds = [plan.kind.value for plan in plans]
    assert {kind: kinds.count(kind) for kind in ("gray", "cmyk", "alpha")} == {
        "gray": 1,
        "cmyk": 1,
        "alpha": 1,
    }
    assert any(plan.width_px > plan.height_px for plan in plans)
    assert any(plan.width_px < plan.height_px for plan in plans)
    assert max(plan.width_px for plan in plans) >= 1600
    assert set(artwork_paths(300, seed=0)) == {plan.path for plan in plans}


def test_the_model_beats_the_heuristic_on_the_truth(tables: Tables) -> None:
    """Mean cost per registration of the picks, by the latent efficiency that no table says."""
    world = make_world(0)
    artists = {artist: i for i, artist in enumerate(world.artist_ids)}
    templates = {template.template_id: i for i, template in enumerate(TEMPLATES)}
    places = {market.market: i for i, market in enumerate(MARKETS)}

    def cost(ranker: str) -> float:
        ranking = rank(tables, templates=CARDS, top_k=3, ranker=ranker)
        assert ranking.ranker == ranker
        logs = [
            world.efficiency[
                places[pick.market], artists[pick.artist_id], templates[pick.template_id]
            ]
            for pick in ranking.picks
        ]
        return float(np.mean(1 / np.exp(logs).reshape(len(MARKETS), -1).mean(axis=1)))

    assert cost("xgboost") < 0.9 * cost("heuristic")


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(FileExistsError, match="a new or empty folder"):
        write_sample(tmp_path)
    with pytest.raises(FileExistsError, match="is a file"):
        write_sample(tmp_path / "thesis.txt")
    assert (tmp_path / "thesis.txt").read_text() == "precious"
    assert len(list(tmp_path.parent.glob(f".{tmp_path.name}*"))) == 0
