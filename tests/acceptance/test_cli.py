"""The installed program as a user runs it, without a farm: data, ranking, one render."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import pyarrow.parquet as pq
import pytest
from PIL import Image

from tests.environment import clean_environment

_HANDBILL = Path(sys.executable).with_name("handbill")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's folder with the sample data in `data`."""
    folder = tmp_path_factory.mktemp("user")
    assert _run(folder, "data", "sample", "data").returncode == 0
    return folder


def test_the_sample_data_has_no_problems(home: Path) -> None:
    checked = _run(home, "data", "check", "data", "--json")
    assert checked.returncode == 0, checked.stderr
    assert [row for row in _json(checked) if row["severity"] == "error"] == []


def test_a_bad_row_is_named_with_what_is_allowed(home: Path) -> None:
    bad = home / "bad"
    bad.mkdir()
    for file in (home / "data").iterdir():
        (bad / file.name).symlink_to(file)
    markets = (bad / "markets.csv").read_text(encoding="utf-8")
    (bad / "markets.csv").unlink()
    (bad / "markets.csv").write_text(markets.replace("de-DE", "not a locale"), encoding="utf-8")
    checked = _run(home, "data", "check", "bad", "--json")
    assert checked.returncode == 1
    (row,) = [row for row in _json(checked) if row["file"] == "markets.csv"]
    assert (row["severity"], row["column"], row["value"]) == ("error", "locales", "not a locale")
    assert row["row"] and row["allowed"]


def test_a_ranking_is_written_and_shown(home: Path) -> None:
    ranked = _run(
        home, "rank", "--data", "data", "--top", "2", "--ranker", "heuristic", "--out", "r.parquet",
        "--json",
    )  # fmt: skip
    assert ranked.returncode == 0, ranked.stderr
    picks = _json(ranked)
    assert len(picks) == 24
    assert {pick["rank"] for pick in picks} == {1, 2}
    assert all(pick["reasons"] for pick in picks)
    assert pq.read_table(home / "r.parquet").num_rows == 24


def test_a_video_is_rendered_here(home: Path) -> None:
    shown = _json(_run(home, "templates", "show", "pulse", "--json"))
    artwork = next((home / "data" / "artwork").glob("*.jpg"))
    slots = {slot["name"]: slot for slot in shown["slots"] if slot["required"]}
    content = {
        name: str(artwork) if slot["type"] == "image" else "أمل حداد"
        for name, slot in slots.items()
        if not slot["bind"].startswith("copy.")
    }
    content["sound"] = "data/sound/loop-1.wav"
    (home / "content.json").write_text(json.dumps(content), encoding="utf-8")
    rendered = _run(
        home, "render", "pulse", "--content", "content.json", "--ratio", "9:16",
        "--locale", "ar-EG", "--out", "ad.mp4", "--poster", "poster.jpg", "--json",
    )  # fmt: skip
    assert rendered.returncode == 0, rendered.stderr
    facts = _json(rendered)
    with av.open(str(home / "ad.mp4")) as file:
        stream = file.streams.video[0]
        frames = sum(1 for _ in file.decode(stream))
        assert (stream.codec_context.width, stream.codec_context.height) == (1080, 1920)
        assert [sound.codec_context.name for sound in file.streams.audio] == ["aac"]
    assert frames == facts["frames"] == round(shown["duration_s"] * shown["fps"])
    with Image.open(home / facts["poster"]) as poster:
        assert (poster.format, poster.size) == ("JPEG", (1080, 1920))


def test_a_gif_is_small_and_repeats(home: Path) -> None:
    rendered = _run(
        home, "render", "pulse", "--content", "content.json", "--ratio", "1:1", "--out", "ad.gif"
    )
    assert rendered.returncode == 0, rendered.stderr
    with Image.open(home / "ad.gif") as film:
        assert (film.size, film.info["loop"]) == ((540, 540), 0)


def test_a_moment_of_a_video_is_a_still(home: Path) -> None:
    rendered = _run(
        home, "render", "pulse", "--content", "content.json", "--ratio", "1:1",
        "--at", "2.5", "--out", "moment.png",
    )  # fmt: skip
    assert rendered.returncode == 0, rendered.stderr
    with Image.open(home / "moment.png") as picture:
        assert picture.size == (1080, 1080)


def test_a_reader_that_goes_away_is_no_traceback(home: Path) -> None:
    command = f"'{_HANDBILL}' rank --data data --json --ranker heuristic --top 9 | head -c 1"
    run = subprocess.run(
        ["bash", "-c", command],
        cwd=home, env=_environment(home), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert run.stdout == "["
    assert "Traceback" not in run.stderr
    assert "Exception ignored" not in run.stderr


def _run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [_HANDBILL, *arguments],
        cwd=home,
        env=_environment(home),
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def _environment(home: Path) -> dict[str, str]:
    return clean_environment(
        HANDBILL_DATA_HOME=str(home / "home"), HANDBILL_CONFIG=str(home / "none")
    )


def _json(run: subprocess.CompletedProcess[str]) -> Any:
    return json.loads(run.stdout)
