"""A folder, good or bad → its figures and its page."""

import json
from datetime import date
from pathlib import Path

from ranker import examine_tables
from ranker.quality.coverage_map import coverage_map
from ranker.quality.figures import MarketFigures
from ranker.quality.page import quality_document, quality_page
from ranker.report.page import page_html
from tests.unit.ranker.builders import CATALOG, MARKETS_CSV, TODAY, write_folder

HEAD = (
    "date,market,channel,os,artist_id,template_id,impressions,clicks,registrations,"
    "subscriptions,spend,reported_at\n"
)
PERFORMANCE = (
    HEAD
    + "2025-06-01,EG,meta,,a1,t1,9,5,2,1,9.5,2025-06-02T05:30\n"
    + "2025-06-03,EG,meta,,a1,t1,9,5,,,9.5,2025-06-04T05:30\n"
    + "2025-06-03,EG,meta,,a1,t1,9,5,1,0,-1,\n"
    + "2025-06-03,EG,meta,,a9,t1,9,5,1,0,1,\n"
)


def folder(place: Path) -> Path:
    return write_folder(
        place, {"catalog": CATALOG, "markets": MARKETS_CSV, "performance": PERFORMANCE}
    )


def test_rows_are_counted_by_table(tmp_path: Path) -> None:
    quality = examine_tables(folder(tmp_path), today=TODAY)
    (table,) = [table for table in quality.tables if table.table == "performance"]
    assert (table.rows, table.rejected, table.missing) == (4, 2, False)
    assert (table.first, table.newest, table.age_days) == (
        date(2025, 6, 1),
        date(2025, 6, 3),
        28,
    )
    assert [table.table for table in quality.tables if table.missing] == [
        *("content", "popularity", "similarity", "promotions"),
    ]


def test_problems_are_counted_by_kind_with_examples(tmp_path: Path) -> None:
    quality = examine_tables(folder(tmp_path), today=TODAY)
    assert [(kind.column, kind.count, kind.examples) for kind in quality.kinds] == [
        ("artist_id", 1, ("performance.csv, row 5: a9",)),
        ("spend", 1, ("performance.csv, row 4: -1.0",)),
    ]
    assert len(quality.problems) == 2


def test_markets_tell_gaps_and_what_is_withheld(tmp_path: Path) -> None:
    quality = examine_tables(folder(tmp_path), today=TODAY)
    egypt, japan = quality.markets
    assert (egypt.rows, egypt.days, egypt.gaps, egypt.withheld) == (2, 2, 1, 0.5)
    assert (japan.market, japan.rows, japan.newest, japan.withheld) == ("JP", 0, None, None)
    assert quality.withheld["registrations"] == 0.5
    assert quality.withheld["revenue"] == 1.0
    assert str(quality.newest_report) == "2025-06-04 05:30:00"


def test_the_page_says_what_a_reader_must_know(tmp_path: Path) -> None:
    text = page_html(quality_page(examine_tables(folder(tmp_path), today=TODAY)))
    for told in (
        *("popularity is missing", "performance is late: its newest day is 2025-06-03"),
        *("Markets without any performance: JP", "in 1 of 2 markets, most in EG: 1"),
        *("performance.csv, row 4: -1.0", "<svg", "50.00%", "all: not given"),
    ):
        assert told in text
    assert "<script" not in text


def test_a_folder_that_cannot_be_ranked_has_a_page_too(tmp_path: Path) -> None:
    bad = write_folder(tmp_path, {"catalog": "id\n", "mapping": "nonsense: {}\n"})
    unread = examine_tables(bad, today=TODAY)
    assert [problem.file for problem in unread.problems] == ["mapping.yaml"]
    assert "nonsense" in page_html(quality_page(unread))
    (bad / "mapping.yaml").unlink()
    unusable = examine_tables(bad, today=TODAY)
    assert [kind.table for kind in unusable.kinds] == ["catalog", "markets"]
    assert "catalog is needed and cannot be used" in page_html(quality_page(unusable))


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    place = write_folder(
        tmp_path,
        {
            "catalog": CATALOG,
            "markets": f"market,locales,currency,daily_budget\n{evil},en,EUR,5\nEG,en,EUR,x<b>\n",
            "performance": HEAD + f"2025-06-01,{evil},meta,,a1,t1,,,,,1,\n",
        },
    )
    assert "<script" not in page_html(quality_page(examine_tables(place, today=TODAY)))


def test_the_document_is_json(tmp_path: Path) -> None:
    document = quality_document(examine_tables(folder(tmp_path), today=TODAY))
    read = json.loads(json.dumps(document, default=str))
    assert read["markets"][0]["rows_by_day"] == {"2025-06-01": 1, "2025-06-03": 1}
    assert read["kinds"][0]["severity"] == "error"


def market(days: dict[date, int]) -> MarketFigures:
    return MarketFigures(
        market="EG",
        rows=sum(days.values()),
        first=min(days),
        newest=max(days),
        days=len(days),
        gaps=0,
        withheld=None,
        rows_by_day=days,
    )


def test_a_gap_is_red_on_the_map_and_long_spans_go_by_weeks() -> None:
    gap = coverage_map([market({date(2025, 1, 1): 4, date(2025, 1, 3): 8})])
    assert gap.count("--bad") == 1
    assert gap.count("--series-1") == 2
    years = coverage_map([market({date(2024, 1, 1 + i): 4 for i in range(9)} | {TODAY: 1})])
    assert years.count("<rect") == 79
    assert coverage_map([]) == ""
