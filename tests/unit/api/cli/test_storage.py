"""`handbill storage …` on a house of memory twins."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.cli.main import main
from api.cli.storage import seconds
from api.errors import UsageError
from api.house import House
from api.settings import Settings
from render_farm.storage import MemoryStore
from tests.unit.api.rest.farm import memory_house
from tests.unit.render_farm.housekeeping.samples import AGE_S, Clock, asset, digest, picture, put

Run = Callable[..., Any]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """The house that each command opens."""
    monkeypatch.setenv("HANDBILL_CONFIG", str(tmp_path / "none.toml"))
    made = memory_house(tmp_path)

    @contextmanager
    def opened(_: Settings) -> Iterator[House]:
        yield made

    monkeypatch.setattr("api.composition.open_or_join_house", opened)
    return made


@pytest.fixture
def store(house: House) -> MemoryStore:
    """Its store, with files that are five weeks old."""
    assert isinstance(house.store, MemoryStore)
    clock = Clock()
    house.store._clock = clock
    put(house.store, asset("one"), asset("two"), picture("p"), body=b"12345")
    clock.advance(AGE_S + 5)
    return house.store


def test_a_dry_run_tells_what_would_go(
    store: MemoryStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["storage", "gc", "--dry-run", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["dry_run"], said["deleted"]) == (True, 0)
    assert said["keys"] == sorted([asset("one"), asset("two"), picture("p")])
    assert {kind["kind"]: kind["goes_bytes"] for kind in said["kinds"] if kind["goes"]} == {
        "asset": 10,
        "input": 5,
    }
    assert len(list(store.list_keys(""))) == 3


def test_the_clean_up_says_what_it_deleted(
    store: MemoryStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["storage", "gc", "--older-than", "8w"]) == 0
    assert list(store.list_keys("")) == []
    assert "3 objects deleted" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("age", "expected_s"), [("12h", 43_200.0), ("30d", 2_592_000.0), ("8w", 4_838_400.0)]
)
def test_ages(age: str, expected_s: float) -> None:
    assert seconds(age) == expected_s


@pytest.mark.parametrize("age", ["", "30", "d", "-1d", "1.5d", "30 days"])
def test_what_is_no_age_is_refused(age: str) -> None:
    with pytest.raises(UsageError, match="such as 12h"):
        seconds(age)


def test_a_picture_is_taken_down_listed_and_lifted(
    store: MemoryStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "art.jpg"
    file.write_bytes(b"p")
    sha256 = digest("p")
    assert main(["storage", "takedown", "--picture", str(file), "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pictures"] == [sha256]
    assert store.head(picture("p")) is not None
    assert main(["storage", "takedown", "--picture", f"inputs/{sha256}"]) == 0
    assert f"picture {sha256}: 0 files, 1 inputs" in capsys.readouterr().out
    assert store.head(picture("p")) is None
    assert main(["storage", "takedown", "list", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["kind"], row["id"], row["because"]) == ("picture", sha256, None)
    assert main(["storage", "takedown", "lift", "--picture", sha256]) == 0
    assert main(["storage", "takedown", "list"]) == 0
    assert sha256 not in capsys.readouterr().out.splitlines()[-1]
    assert main(["storage", "takedown", "lift", "--picture", sha256]) == 2


@pytest.mark.parametrize(
    "arguments", [[], ["--artist", "a", "--picture", "b"], ["--picture", "no-such-file"]]
)
def test_a_takedown_names_one_thing(
    house: House, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["storage", "takedown", *arguments]) == 2
    assert "allowed" in capsys.readouterr().err
