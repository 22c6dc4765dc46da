"""A data folder on S3, for real: read as a folder on this machine is."""

import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from api.cli.main import main
from ranker import examine_tables, load_tables
from render_farm.storage import S3Store, SeaweedServer
from render_farm.storage.store import sha256_of
from tests.unit.ranker.builders import CATALOG, MARKETS_CSV, TODAY, write_folder


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeaweedServer]:
    with SeaweedServer(tmp_path_factory.mktemp("seaweed")) as started:
        yield started


def test_a_prefix_is_read_like_a_folder(
    server: SeaweedServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    days = [
        pl.DataFrame(
            {"date": [date(2025, 6, day)], "market": "EG", "artist_id": "a1", "plays": 10 * day}
        )
        for day in (1, 2)
    ]
    mapping = "popularity: {streams: plays}\n"
    write_folder(tmp_path, {"catalog": CATALOG, "markets": MARKETS_CSV, "mapping": mapping})
    for day, rows in zip(("01", "02"), days, strict=True):
        write_folder(tmp_path / "popularity" / f"date=2025-06-{day}", {"p": rows.drop("date")})
    promotions = (
        b"date,market,artist_id,impressions,clicks,streams,likes,follows\n2025-06-01,EG,a1,9,1,,,\n"
    )
    (tmp_path / "promotions.csv.gz").write_bytes(gzip.compress(promotions))
    (tmp_path / "selection.yaml").write_text("brand_safety: {artists: [a1]}\n")
    store = S3Store(server.settings)
    for path in sorted(tmp_path.rglob("*.*")):
        body, key = path.read_bytes(), f"day/{path.relative_to(tmp_path)}"
        store.put_new(key, body, sha256=sha256_of(body), content_type="text/plain")
    store.close()
    place = f"s3://{server.settings.bucket}/day"
    storage = {
        "aws_access_key_id": server.settings.access_key or "",
        "aws_secret_access_key": server.settings.secret_key or "",
        "aws_endpoint_url": server.settings.endpoint_url or "",
        "aws_region": "us-east-1",
    }
    tables = load_tables(place, today=TODAY, storage=storage)
    assert tables.popularity["streams"].to_list() == [10, 20]
    assert tables.promotions["clicks"].to_list() == [1]
    assert tables.digest == load_tables(tmp_path, today=TODAY).digest

    stranger = {**storage, "aws_secret_access_key": "f" * 40}
    (denied,) = examine_tables(place, today=TODAY, storage=stranger).problems
    assert "ACCESS_DENIED" in (denied.value or "")

    for name, value in storage.items():
        monkeypatch.setenv(name.upper(), value)
    assert main(["data", "check", place]) == 0
    assert "no problems" in capsys.readouterr().out
    assert main(["rank", "--data", place, "--ranker", "heuristic", "--json"]) == 0
    assert {pick["artist_id"] for pick in json.loads(capsys.readouterr().out)} == {"a2"}
