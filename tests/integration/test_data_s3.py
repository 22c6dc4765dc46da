"""A data folder on S3, for real: read as a folder on this machine is."""

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
    write_folder(tmp_path / "popularity", {"p1": days[0], "p2": days[1]})
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
    assert tables.digest == load_tables(tmp_path, today=TODAY).digest

    stranger = {**storage, "aws_secret_access_key": "f" * 40}
    (denied,) = examine_tables(place, today=TODAY, storage=stranger).problems
    assert "ACCESS_DENIED" in (denied.value or "")

    for name, value in storage.items():
        monkeypatch.setenv(name.upper(), value)
    assert main(["data", "check", place]) == 0
    assert "no problems" in capsys.readouterr().out
