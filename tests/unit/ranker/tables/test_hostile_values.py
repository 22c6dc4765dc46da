"""Whatever stands in a cell: it is used untouched, or it is one clear problem."""

from pathlib import Path

import pytest

from ranker import Severity, Tables
from tests.unit.ranker.builders import CATALOG, load

NAMES = [
    "14 Casper, Bon Nghiêm, buitruonglinh",
    'ANH TRAI "SAY HI", Dương Domic',
    "-M-",
    "\u200fعلي الديك",
    "اُردُو نام",
    "שָׁלוֹם חנוך",
    "宇多田ヒカル",
    "नेहा कक्कड़",
    "ไบร์ท วชิรวิชญ์",
    "Zoe\u0308 & e\u0301clat",
    "  spaced  ",
    "NULL",
    "nan",
    "007",
    "👩‍🎤 $$$",
    "O'Hara; DROP TABLE artists",
]


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def test_names_pass_through_untouched(tmp_path: Path) -> None:
    rows = [f"n{i},{quoted(name)},,a.jpg" for i, name in enumerate(NAMES)]
    tables = load(tmp_path, catalog="artist_id,name,genre,artwork\n" + "\n".join(rows) + "\n")
    assert tables.catalog["name"].to_list() == NAMES
    assert tables.problems == ()


def catalog_with(folder: Path, **cells: str) -> Tables:
    row = {"artist_id": "x", "name": "Name", "genre": "", "artwork": "a.jpg", **cells}
    header = ",".join(row)
    values = ",".join(quoted(value) for value in row.values())
    pads = "," * (len(row) - 4)
    return load(folder, catalog=f"{header}\na1,Layla,pop,art/1.jpg{pads}\n{values}\n")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "\u200b\u200f"),
        ("name", "a\nb"),
        ("name", "bell\x07"),
        ("name", "lost \ufffd byte"),
        ("name", "x" * 2001),
        ("artist_id", ""),
        ("artist_id", "i" * 301),
        ("artwork", ""),
        ("artwork", "/etc/passwd"),
        ("artwork", "../secret.jpg"),
        ("artwork", "art/../../secret.jpg"),
        ("artwork", "art\\..\\..\\secret.jpg"),
        ("artwork", "..\\secret.jpg"),
        ("artwork", "\\\\server\\share.jpg"),
        ("artwork", "C:\\art.jpg"),
        ("artwork", "~/art.jpg"),
        ("artwork", "file:///etc/passwd"),
        ("artwork", "http://plain.example/a.jpg"),
        ("artwork", "s3://bucket/a/../../b.jpg"),
        ("available_from", "2025-02-30"),
        ("available_from", "01/02/2025"),
        ("available_from", "1066-10-14"),
    ],
)
def test_a_bad_cell_of_the_catalogue_is_one_problem(
    column: str, value: str, tmp_path: Path
) -> None:
    tables = catalog_with(tmp_path, **{column: value})
    assert tables.catalog["artist_id"].to_list() == ["a1"]
    (problem,) = tables.problems
    assert (problem.file, problem.row, problem.column) == ("catalog.csv", 3, column)
    assert problem.allowed
    assert problem.severity is Severity.ERROR


@pytest.mark.parametrize(
    "artwork", ["art/ü b.jpg", "a..b.jpg", ".hidden/a.jpg", "s3://b/k.jpg", "https://e.example/a"]
)
def test_good_artwork_is_kept_as_it_is(artwork: str, tmp_path: Path) -> None:
    tables = catalog_with(tmp_path, artwork=artwork)
    assert tables.catalog["artwork"].to_list() == ["art/1.jpg", artwork]


@pytest.mark.parametrize(
    ("value", "bad"),
    [
        ("12", False),
        ("12.0", False),
        (" 12 ", False),
        ("1e3", False),
        ("12.5", True),
        ("-1", True),
        ("NaN", True),
        ("inf", True),
        ("1e300", True),
        ("1e999", True),
        ("99999999999999999999999999", True),
        ("1,000", True),
        ("ten", True),
        ("=1+1", True),
        ("0x10", True),
        ("", True),
        ("١٢", True),
    ],
)
def test_numbers(value: str, bad: bool, tmp_path: Path) -> None:
    text = f'date,market,artist_id,streams\n2025-06-01,EG,a1,"{value}"\n'
    tables = load(tmp_path, popularity=text)
    assert len(tables.problems) == int(bad)
    assert tables.popularity.height == int(not bad)
    for problem in tables.problems:
        assert (problem.row, problem.column) == (2, "streams")
        assert "whole number from 0" in problem.allowed


@pytest.mark.parametrize(
    ("value", "bad"),
    [
        ("2025-06-01", False),
        ("2025-07-02", False),
        ("2025-07-03", True),
        ("9999-12-31", True),
        ("1999-12-31", True),
        ("2025-13-01", True),
        ("yesterday", True),
        ("20250601", True),
        ("", True),
    ],
)
def test_dates(value: str, bad: bool, tmp_path: Path) -> None:
    tables = load(tmp_path, popularity=f"date,market,artist_id,streams\n{value},EG,a1,1\n")
    assert len(tables.problems) == int(bad)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("locales", "ar_EG"),
        ("locales", "ar-EG,en"),
        ("locales", "arabic-EG"),
        ("locales", "en;"),
        ("currency", "euro"),
        ("daily_budget", "-5"),
        ("daily_budget", "NaN"),
        ("market", ""),
    ],
)
def test_a_bad_market_is_set_aside(column: str, value: str, tmp_path: Path) -> None:
    row = {"market": "DE", "locales": "de", "currency": "EUR", "daily_budget": "5", column: value}
    text = ",".join(row) + "\n" + ",".join(quoted(cell) for cell in row.values()) + "\n"
    tables = load(tmp_path, markets=text + "EG,ar-EG,EGP,10\n")
    assert tables.markets["market"].to_list() == ["EG"]
    assert [(p.row, p.column) for p in tables.problems] == [(2, column)]


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "=cmd", "+cmd|' /C calc'!A0", "@SUM(A1)"])
def test_a_formula_is_kept_and_pointed_out(name: str, tmp_path: Path) -> None:
    tables = catalog_with(tmp_path, name=name)
    assert tables.catalog["name"].to_list() == ["Layla", name]
    (problem,) = tables.problems
    assert problem.severity is Severity.WARNING
    assert "formula" in problem.allowed


def test_bytes_of_another_encoding_cost_their_row(tmp_path: Path) -> None:
    text = CATALOG.encode() + "a3,Zoé,pop,art/3.jpg\n".encode("latin-1")
    tables = load(tmp_path, catalog=text)
    assert tables.catalog["artist_id"].to_list() == ["a1", "a2"]
    (problem,) = tables.problems
    assert (problem.row, problem.column) == (4, "name")
    assert "UTF-8" in problem.allowed


def test_one_row_may_have_several_problems(tmp_path: Path) -> None:
    text = "date,market,artist_id,streams\n2025-99-01,EG,a1,-3\n"
    tables = load(tmp_path, popularity=text)
    assert [p.column for p in tables.problems] == ["date"]
    assert tables.rejects["popularity"].height == 1
