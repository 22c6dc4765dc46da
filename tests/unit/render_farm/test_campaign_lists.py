"""Rows of the content table → list slots of a campaign, pictures as checked inputs."""

import csv
import io
from pathlib import Path

import pytest

from ranker import Pick, Ranking
from render_farm.campaign import Campaign, Shapes, compose_campaign
from render_farm.queue import MemoryJobStore
from render_farm.storage import MemoryStore
from render_farm.submission import Submission
from render_farm.toolchain import this_toolchain
from templates import PictureRef, open_library
from templates.text import FontLibrary
from tests.unit.ranker.builders import TODAY, load
from tests.unit.templates.samples import picture_bytes

LIBRARY = Path(__file__).parent.parent / "api" / "library"
CATALOG = "artist_id,name,genre,artwork\na1,Layla,pop,a.png\na2,Omar,pop,a.png\n"
MARKETS = "market,locales,currency,daily_budget\nEG,ar-EG;en,EGP,1000\n"
ROWS = [
    ("a1", "ar", "cities_1", "القاهرة"),
    ("a1", "ar", "cities_2", "الإسكندرية"),
    ("a1", "en", "cities", '["Cairo", "Alexandria"]'),
    ("a1", "und", "dates_1", "2026-11-28"),
    ("a1", "und", "dates_2", "2026-12-01"),
    ("a1", "und", "covers_1", "a.png"),
    ("a1", "und", "covers_2", "b.png"),
    ("a1", "ar", "price", "49.99 EGP"),
]


def composed(folder: Path, *, extra: list[tuple[str, ...]]) -> Campaign:
    for name, color in (("a.png", (200, 40, 30)), ("b.png", (20, 40, 130))):
        (folder / name).write_bytes(picture_bytes(color=color))
    text = io.StringIO()
    csv.writer(text).writerows([("artist_id", "locale", "slot", "value"), *ROWS, *extra])
    tables = load(folder, catalog=CATALOG, markets=MARKETS, content=text.getvalue())
    fonts = FontLibrary.packaged()
    pick = Pick(
        market="EG", channel="meta", objective="registrations", rank=1, artist_id="a1",
        template_id="lists", score=1.0, predicted_relative_cpr=None,
        predicted_registration_share=None, explored=False, propensity=1.0, reasons=(),
        model_version="m", data_as_of=None, stale=False,
    )  # fmt: skip
    ranking = Ranking(
        picks=(pick,), as_of=TODAY, data_as_of=None, model_version="m", ranker="heuristic",
        fallbacks=(),
    )  # fmt: skip
    submission = Submission(
        store=MemoryStore(), jobs=MemoryJobStore(), fonts=fonts, toolchain=this_toolchain(fonts)
    )
    return compose_campaign(
        ranking, tables=tables, folder=folder, library=open_library(folders=[LIBRARY]),
        submission=submission, shapes=Shapes(static_ratios=("1:1",)),
    )  # fmt: skip


def test_lists_of_numbered_rows_and_of_arrays(tmp_path: Path) -> None:
    campaign = composed(tmp_path, extra=[("a1", "und", "seats", "[1200, 900]")])
    assert campaign.problems == ()
    content = campaign.creatives[0].content
    assert content["ar-EG"]["cities"] == ("القاهرة", "الإسكندرية")
    assert content["en"]["cities"] == ("Cairo", "Alexandria")
    assert content["en"]["dates"] == ("2026-11-28", "2026-12-01")
    assert content["en"]["seats"] == ("1200", "900")
    assert content["ar-EG"]["price"] == "49.99 EGP"
    assert "price" not in content["en"]
    covers = content["en"]["covers"]
    assert isinstance(covers, tuple)
    assert [type(cover) for cover in covers] == [PictureRef, PictureRef]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("a1", "und", "covers_3", "../secret.png"), "leaves the data folder"),
        (("a1", "und", "covers_3", "c.png"), "no such file"),
        (("a1", "und", "seats", "many"), "JSON array"),
    ],
)
def test_a_bad_row_is_a_problem_of_its_pick(
    tmp_path: Path, row: tuple[str, ...], said: str
) -> None:
    campaign = composed(tmp_path, extra=[row])
    assert campaign.creatives == ()
    assert {problem.locale for problem in campaign.problems} == {"ar-EG", "en"}
    assert all(said in problem.failure.message for problem in campaign.problems)
