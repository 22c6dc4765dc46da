from pathlib import Path
from typing import Any

import pytest

from ranker.errors import RequestInvalidError
from ranker.simulator.dials import read_dials


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "dials.yaml"
    file.write_text("beta: 0\ndelay: [0.5, 0.5]\n", encoding="utf-8")
    dials, plain = read_dials(file), read_dials()
    assert (dials.beta, dials.delay) == (0, (0.5, 0.5))
    assert dials.artists == plain.artists


def test_changes_win_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "dials.yaml"
    file.write_text("beta: 0\n", encoding="utf-8")
    assert read_dials(file, {"beta": 0.4}).beta == 0.4


@pytest.mark.parametrize(
    ("dial", "value", "allowed"),
    [
        ("beta", "high", "a number from 0 to 5"),
        ("beta", float("nan"), "a number from 0 to 5"),
        ("beta", True, "a number from 0 to 5"),
        ("ads", 9, "a whole number from 4 to 8"),
        ("days", 2.5, "a whole number from 1 to 400"),
        ("promotions", 1, "true or false"),
        ("delay", [0.5, 0.4], "parts from 0 to 1 that sum to 1"),
        ("delay", 0.5, "a list of parts from 0 to 1 that sum to 1"),
        ("channels", ["meta"], "channel: part, with parts that sum to 1"),
        ("channels", {}, "parts from 0.001 to 1 that sum to 1"),
        ("provider_switch_day", "tomorrow", "a whole number from -400 to 400"),
        ("fatige", 0.1, "fatigue"),
    ],
)
def test_a_wrong_value_names_the_dial_and_what_is_allowed(
    dial: str, value: Any, allowed: str
) -> None:
    with pytest.raises(RequestInvalidError) as caught:
        read_dials(changes={dial: value})
    assert dial in str(caught.value)
    assert allowed in caught.value.allowed


@pytest.mark.parametrize("text", ["- beta\n", "beta: [\n", "\x00"])
def test_a_file_that_is_no_mapping_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RequestInvalidError, match=r"odd\.yaml"):
        read_dials(file)


def test_a_world_that_would_not_fit_is_refused() -> None:
    with pytest.raises(RequestInvalidError, match="4000000 at most"):
        read_dials(changes={"markets": 100, "artists": 5000, "templates": 40})
