"""A campaign on data of which half is broken: each fault is told once, all else is delivered."""

import csv
import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.acceptance.program import handbill

# Who is heard where, best first: three picks a market. `outside` and XC are rejected rows.
CHARTS = {
    "XA": ("good", "corrupt", "bomb"),
    "XB": ("glyphs", "absent", "good"),
    "XC": ("good",),
}
ARTISTS = {
    "good": ("Noor Band", "good.jpg"),
    "corrupt": ("Broken Picture", "corrupt.jpg"),
    "bomb": ("Picture Bomb", "bomb.png"),
    "absent": ("No Picture", "absent.jpg"),
    "outside": ("Thief", "../secret.jpg"),
    "glyphs": ("Eye of \U00013080", "good.jpg"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    exit_code: int
    stderr: str
    report: Mapping[str, Any]
    manifest: Mapping[str, Any]
    out: Path

    def failures(self, **labels: str) -> list[str]:
        return [
            f"{row['code']}: {row['message']}"
            for row in self.manifest["failures"]
            if all(row[name] == value for name, value in labels.items())
        ]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("bad-input")
    data = folder / "data"
    data.mkdir()
    write_data(data)
    Image.new("RGB", (400, 400), "red").save(folder / "secret.jpg")
    done = handbill("demo", "--data", data, "--out", folder / "out", "--json", cwd=folder)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    return Run(
        exit_code=done.returncode,
        stderr=done.stderr,
        report=json.loads(done.stdout),
        manifest=json.loads((folder / "out" / "manifest.json").read_text()),
        out=folder / "out",
    )


def test_the_run_ends_with_1_since_something_failed(run: Run) -> None:
    assert run.exit_code == 1
    assert run.report["failures"] == len(run.manifest["failures"]) > 0


@pytest.mark.parametrize(
    ("artist_id", "told"),
    [
        ("corrupt", "corrupt.jpg"),
        ("bomb", "50000"),
        ("absent", "no such file"),
        ("glyphs", "U+13080"),
    ],
)
def test_each_fault_is_told_where_it_is(run: Run, artist_id: str, told: str) -> None:
    failures = run.failures(artist_id=artist_id)
    assert failures
    assert all(told in failure for failure in failures)
    assert not [row for row in run.manifest["assets"] if row["artist_id"] == artist_id]


def test_rejected_rows_are_told_and_a_lost_market_is_a_failure(run: Run) -> None:
    assert "rows set aside: 1 of catalog, 1 of markets" in run.stderr
    (lost,) = run.failures(code="rejected_market")
    assert "not_a_locale" in lost
    assert "../secret.jpg" in (run.out / "rejects" / "catalog.rejects.csv").read_text()


def test_all_else_is_delivered_whole(run: Run) -> None:
    rows = [row for row in run.manifest["assets"] if row["artist_id"] == "good"]
    assert {row["market"] for row in rows} == {"XA", "XB"}
    for row in rows:
        assert (run.out / row["key"]).stat().st_size == row["bytes"]
    assert not list((run.out / ".state" / "scratch").iterdir())


def test_unreachable_storage_is_one_clear_error(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    write_data(data)
    done = handbill(
        "demo",
        "--data",
        data,
        cwd=tmp_path,
        env={"HANDBILL_S3_ENDPOINT": "http://127.0.0.1:9", "HANDBILL_S3_ACCESS_KEY": "a",
             "HANDBILL_S3_SECRET_KEY": "b"},
    )  # fmt: skip
    assert done.returncode == 1
    assert "127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("table", "column", "told"),
    [("markets", None, "markets"), ("catalog", "artist_id", "artist_id")],
)
def test_a_missing_table_or_column_is_one_clear_error(
    tmp_path: Path, table: str, column: str | None, told: str
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    write_data(data)
    file = data / f"{table}.csv"
    if column is None:
        file.unlink()
    else:
        file.write_text(file.read_text().replace(column, "wrong", 1))
    done = handbill("demo", "--data", data, cwd=tmp_path)
    assert done.returncode == 1
    assert told in done.stderr.splitlines()[-1]
    assert done.stderr.splitlines()[-1].startswith("error: ")
    assert "Traceback" not in done.stderr


def test_a_second_run_renders_nothing_again(run: Run) -> None:
    folder = run.out.parent
    again = handbill("demo", "--data", "data", "--out", "out", "--json", cwd=folder)
    report = json.loads(again.stdout)
    assert again.returncode == 1
    assert report["rendered"] == 0
    assert report["assets"] == run.report["assets"]
    assert report["failures"] == run.report["failures"]


def write_data(data: Path) -> None:
    """Three markets, six artists of whom one is whole."""
    Image.linear_gradient("L").resize((600, 600)).convert("RGB").save(data / "good.jpg")
    (data / "corrupt.jpg").write_bytes((data / "good.jpg").read_bytes()[:700])
    (data / "bomb.png").write_bytes(picture_bomb(50_000, 50_000))
    catalog = [
        {"artist_id": key, "name": name, "genre": "pop", "artwork": artwork}
        for key, (name, artwork) in ARTISTS.items()
    ]
    markets = [
        {"market": "XA", "locales": "en", "currency": "EUR", "daily_budget": "100"},
        {"market": "XB", "locales": "ar-EG;en", "currency": "EUR", "daily_budget": "100"},
        {"market": "XC", "locales": "en;not_a_locale", "currency": "EUR", "daily_budget": "100"},
    ]
    popularity = [
        {"date": "2026-01-01", "market": market, "artist_id": key, "streams": 1000 - 100 * place}
        for market, chart in CHARTS.items()
        for place, key in enumerate(chart)
    ]
    for name, rows in (("catalog", catalog), ("markets", markets), ("popularity", popularity)):
        with (data / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)


def picture_bomb(width: int, height: int) -> bytes:
    """A small PNG that says it is huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )
