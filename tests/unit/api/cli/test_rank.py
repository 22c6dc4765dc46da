"""`handbill rank` is a command and a noun: what stands alone ranks, `evaluate` looks back."""

import json
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from api.cli.main import main
from tests.unit.ranker.builders import AS_OF, BEST, planted, planted_frames


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HANDBILL_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HANDBILL_CONFIG", str(tmp_path / "none.toml"))


def test_evaluate_is_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    planted(tmp_path / "data")
    command = ["rank", "evaluate", "--data", str(tmp_path / "data"), "--policy", "heuristic"]
    assert main([*command, "--days", "3", "--cold-share", "0", "--json"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert [row["policy"] for row in found["policies"]] == ["random", "heuristic", "oracle"]
    assert found["days"] == 3
    assert "day 3 of 3" in said.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "--data is missing; allowed: a folder of tables"),
        (["--top", "2", "evaluate", "--data", "x"], "--top stands before evaluate"),
        (["evaluate"], "Missing option '--data'"),
        (["evaluate", "--data", "x", "--budget-share", "2"], "--budget-share"),
        (["train", "--data", "x", "--models", "y", "--search", "1"], "--search"),
    ],
)
def test_wrong_use_is_exit_2(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rank", *arguments]) == 2
    error = capsys.readouterr().err
    assert says in error and error.count("\n") == 1


def test_an_unknown_policy_names_those_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planted(tmp_path / "data")
    command = ["rank", "evaluate", "--data", str(tmp_path / "data"), "--policy", "magic"]
    assert main(command) == 1
    assert "random, popularity, heuristic" in capsys.readouterr().err


def _upside_down(folder: Path) -> None:
    number = pl.col("artist_id").str.slice(1).cast(pl.Int64)
    frames = planted_frames()
    planted(
        folder,
        popularity=frames["popularity"].with_columns(streams=(20 - number) ** 2 * 100),
        performance=frames["performance"].with_columns(registrations=(20 - number) ** 2),
    )


def test_a_wild_ranking_waits_until_it_is_approved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planted(tmp_path / "before")
    _upside_down(tmp_path / "after")
    kept = ["--rankings", str(tmp_path / "kept")]
    call = ["rank", "--ranker", "heuristic", "--top", "2", *kept, "--json", "--data"]
    assert main([*call, str(tmp_path / "before")]) == 0
    first = json.loads(capsys.readouterr().out)
    later = ["--as-of", str(AS_OF + timedelta(days=1))]
    assert main([*call, str(tmp_path / "after"), *later]) == 0
    said = capsys.readouterr()
    artists = [(pick["market"], pick["artist_id"]) for pick in json.loads(said.out)]
    assert artists == [(pick["market"], pick["artist_id"]) for pick in first]
    assert "fall-back: held back in BR: 0 of 2 artists" in said.err
    assert main(["rank", "approve", *kept, "--market", "BR", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["released"] == ["BR"]
    assert main([*call, str(tmp_path / "after"), *later]) == 0
    again = {pick["market"]: pick["artist_id"] for pick in json.loads(capsys.readouterr().out)}
    assert again["BR"] != dict(artists)["BR"]
    assert again["JP"] == dict(artists)["JP"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 2, "one of --rankings DIR and --campaign NAME"),
        (["--rankings", "nowhere"], 1, "no such folder"),
        (["--rankings", "."], 1, "nothing of meta-registrations is held back"),
    ],
)
def test_an_approval_of_nothing_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["rank", "approve", *arguments]) == code
    said = capsys.readouterr()
    assert says in said.err
    assert said.out == ""


def test_the_rules_beside_the_data_hold_until_others_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planted(tmp_path / "data")
    (tmp_path / "data" / "selection.yaml").write_text("brand_safety: {artists: [a11]}")
    (tmp_path / "none.yaml").write_text("")
    command = ["rank", "--data", str(tmp_path / "data"), "--ranker", "heuristic", "--json"]
    found = []
    for options in ([], ["--rules", str(tmp_path / "none.yaml"), "--top", "4", "--explore", "0.5"]):
        assert main([*command, *options]) == 0
        found.append(json.loads(capsys.readouterr().out))
    assert "a11" not in {pick["artist_id"] for pick in found[0]}
    assert "a11" in {pick["artist_id"] for pick in found[1]}
    assert [pick["explored"] for pick in found[1]][:4] == [False, False, True, True]
    assert all(pick["moves"] for pick in found[0])


def test_rules_that_cannot_be_followed_end_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planted(tmp_path / "data")
    (tmp_path / "data" / "selection.yaml").write_text("newcomers: {least: 2}")
    assert main(["rank", "--data", str(tmp_path / "data")]) == 1
    error = capsys.readouterr().err
    assert "selection.yaml: newcomers.least is 2; allowed: less than or equal to 1" in error


def test_a_model_is_trained_once_and_asked_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planted(tmp_path / "data")
    data = ["--data", str(tmp_path / "data")]
    kept = ["--models", str(tmp_path / "kept")]
    trained = ["rank", "train", *data, *kept, "--ranker", "bayes", "--as-of", str(AS_OF), "--json"]
    assert main(trained) == 0
    card = json.loads(capsys.readouterr().out)
    assert card["as_of"] == str(AS_OF)
    later = str(AS_OF + timedelta(days=7))
    call = ["rank", *data, *kept, "--as-of", later, "--json"]
    assert main([*call, "--model", card["version"]]) == 0
    said = capsys.readouterr()
    assert f"model {card['version']} ranking as of {later}" in said.err
    assert {pick["artist_id"] for pick in json.loads(said.out) if pick["rank"] == 1} == {BEST}
    file = tmp_path / "kept" / "models" / card["version"] / "strengths.json"
    file.write_bytes(b"\x80\x04K\x01.")
    assert main(call) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "strengths.json: is not the file that was stored" in said.err
    assert main([*call, "--model", "other"]) == 1
    assert f"no such model; allowed: {card['version']}" in capsys.readouterr().err
