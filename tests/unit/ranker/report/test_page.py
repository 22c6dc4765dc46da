"""The page: text escaped, nothing loaded, written whole."""

import re
from pathlib import Path

import pytest

from ranker.report.page import Fact, Page, Section, Table, page_html, write_page

HOSTILE = "<img src=x onerror=alert(1)>"
PAGE = Page(
    title=HOSTILE,
    subtitle=HOSTILE,
    facts=[Fact(value=HOSTILE, label="label", note="note")],
    notes=[HOSTILE],
    sections=[
        Section(
            title=HOSTILE,
            text=(HOSTILE,),
            drawings=("<svg></svg>",),
            tables=[Table(columns=("a", "b"), rows=[(HOSTILE, "1")], numbers=("b",), strong=(0,))],
        )
    ],
)


def test_all_text_is_escaped_and_nothing_is_loaded() -> None:
    html = page_html(PAGE)
    assert "<img" not in html and html.count("&lt;img") == 8
    assert "<svg></svg>" in html
    assert not re.search(r"<script|https?://|@import|url\(", html)
    assert "default-src 'none'" in html


def test_numbers_stand_right_and_strong_rows_stand_out() -> None:
    html = page_html(PAGE)
    assert '<tr class="strong">' in html
    assert html.count('class="number"') == 2


def test_a_page_is_written_whole(tmp_path: Path) -> None:
    target = tmp_path / "new" / "page.html"
    write_page(PAGE, target)
    assert target.read_text(encoding="utf-8") == page_html(PAGE)
    assert [path.name for path in target.parent.iterdir()] == ["page.html"]


def test_a_page_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError):
        write_page(PAGE, tmp_path / "taken")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
