"""The sample's tables: complete, clean, and the same for the same seed."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ranker import Tables, load_tables, rank
from ranker.sample.artwork.gallery import artwork_paths, plan_gallery
from ranker.sample.sounds import plan_loops
from ranker.sample.world import MARKETS, TEMPLATES, make_world
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
    days = tables.performance["date"].n_unique()
    assert days == 60


def test_the_same_seed_gives_the_same_data(folder: Path, tables: Tables, tmp_path: Path) -> None:
    write_data(tmp_path, seed=0)
    assert load_tables(tmp_path).digest == tables.digest
    for file in folder.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()


def test_history_looks_like_what_platforms_report(tables: Tables) -> None:
    rows = tables.performance
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
    sounds = tables.content.filter(pl.col("slot") == "sound")
    words = tables.content.filter(pl.col("slot") != "sound")
    assert set(words["locale"]) == languages
    slots = {"tagline", "quote", "track_1", "track_2", "track_3"}
    assert set(words["slot"]) == slots
    assert words.height == 300 * len(languages) * len(slots)
    assert set(sounds["locale"]) == {"und"}
    assert set(sounds["value"]) == {loop.path for loop in plan_loops(0)}
    assert sounds.height == 300


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
