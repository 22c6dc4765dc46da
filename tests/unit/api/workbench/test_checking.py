"""The check over a customer's artists: refused artwork is a finding, processes change nothing."""

from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path

import polars as pl
import pytest
from PIL import Image

from api.workbench.catalogue import entries, market_locales
from api.workbench.checking import CheckOrder, check
from ranker import load_tables
from templates import CheckReport
from tests.unit.templates.samples import make_template


@pytest.fixture
def data(tmp_path: Path) -> Path:
    Image.new("RGB", (1400, 1400), (30, 60, 120)).save(tmp_path / "good.jpg")
    (tmp_path / "bad.jpg").write_bytes(b"no picture")
    pl.DataFrame(
        {
            "artist_id": [f"a{number}" for number in range(26)],
            "name": [f"Artist {number}" for number in range(26)],
            "genre": ["pop"] * 26,
            "artwork": ["bad.jpg", *["good.jpg"] * 25],
            "name_ar": ["فيروز"] * 26,
        }
    ).write_csv(tmp_path / "catalog.csv")
    pl.DataFrame(
        {
            "market": ["EG", "US"],
            "locales": ["ar-EG;en", "en"],
            "currency": ["EGP", "USD"],
            "daily_budget": [10.0, 10.0],
        }
    ).write_csv(tmp_path / "markets.csv")
    pl.DataFrame(
        {"artist_id": ["a1"], "locale": ["en"], "slot": ["tagline"], "value": ["New this week"]}
    ).write_csv(tmp_path / "content.csv")
    return tmp_path


def _reports(order: CheckOrder) -> Iterator[CheckReport]:
    return check([make_template()], order, progress=lambda done, total: None)


def test_every_artist_is_told_in_each_locale_of_the_markets(data: Path) -> None:
    tables = load_tables(data)
    locales = market_locales(tables)
    assert locales == ("ar-EG", "en")
    found = list(entries(tables, locales))
    assert len(found) == 26
    artist, words = found[1].told["en"]
    assert (artist.name, words) == ("Artist 1", {"tagline": "New this week"})
    artist, words = found[1].told["ar-EG"]
    assert (artist.name, words) == ("فيروز", {})


@pytest.mark.parametrize("pixels", [False, True])
def test_a_broken_artwork_is_one_finding(data: Path, pixels: bool) -> None:
    order = CheckOrder(data=data, ratios=("1:1",), placements=("meta.feed",), pixels=pixels)
    (report,) = _reports(order)
    assert report.cells == 26 * 2
    errors = [finding for finding in report.findings if finding.severity == "error"]
    assert [(error.code, error.count) for error in errors] == [("picture_refused", 2)]
    assert errors[0].sample.startswith("a0 ")


def test_processes_say_what_one_process_says(data: Path) -> None:
    order = CheckOrder(data=data, ratios=("1:1",), placements=("meta.feed",))
    (alone,) = _reports(order)
    spread = CheckOrder(data=data, ratios=("1:1",), placements=("meta.feed",), workers=2)
    (together,) = _reports(spread)
    assert together.cells == alone.cells
    assert {(f.code, f.node, f.count) for f in together.findings} == {
        (f.code, f.node, f.count) for f in alone.findings
    }


def test_a_check_that_is_broken_off_leaves_no_process(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ctrl_c(_waiting: object) -> None:
        assert active_children()
        raise KeyboardInterrupt

    monkeypatch.setattr("api.workbench.checking._ended", ctrl_c)
    with pytest.raises(KeyboardInterrupt):
        list(_reports(CheckOrder(data=data, ratios=("1:1",), workers=2)))
    assert not active_children()
