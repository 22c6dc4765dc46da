"""The figures of a plan: the packaged ones, and what a file of one's own may say."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench.farm import read_inputs
from bench.farm.errors import InvalidPlanInputs
from templates import open_library


def _file(folder: Path, change: Callable[[Any], object]) -> Path:
    figures = yaml.safe_load(files("bench.farm").joinpath("plan.yaml").read_text("utf-8"))
    change(figures)
    file = folder / "figures.yaml"
    file.write_text(yaml.safe_dump(figures), encoding="utf-8")
    return file


def test_the_packaged_figures_have_a_day_and_a_source() -> None:
    inputs = read_inputs()
    for part in (inputs.measured, inputs.assumed, inputs.prices):
        assert part.day.year >= 2026
        assert len(part.source) > 10


def test_they_know_every_template_of_the_library_that_the_bench_can_fill() -> None:
    known = {figure.template for figure in read_inputs().measured.assets}
    assert known == set(open_library().ids()) - {"clip"}


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    file = _file(tmp_path, lambda figures: figures["prices"].update(currency="EUR"))
    assert read_inputs(file).prices.currency == "EUR"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda f: f["assumed"].update(use=0), "assumed.use"),
        (lambda f: f["assumed"].update(window_h=25), "assumed.window_h"),
        (lambda f: f["prices"].update(machin={}), "prices.machin"),
        (lambda f: f["prices"].pop("day"), "prices.day"),
        (lambda f: f["measured"].update(assets=[]), "measured.assets"),
        (lambda f: f["measured"]["assets"][0].update(seconds="fast"), "measured.assets.0.seconds"),
        (lambda f: f["assumed"].update(mix={"jpg": 0.5}), "assumed.mix"),
        (lambda f: f["assumed"].update(mix={"jpg": 0.5, "gif": 0.5}), "assumed.mix"),
    ],
)
def test_errors_say_where(tmp_path: Path, change: Callable[[Any], object], where: str) -> None:
    file = _file(tmp_path, change)
    with pytest.raises(InvalidPlanInputs) as caught:
        read_inputs(file)
    assert caught.value.where == f"{file}: {where}"


def test_what_is_no_yaml_is_told(tmp_path: Path) -> None:
    file = tmp_path / "figures.yaml"
    file.write_text("measured: [", encoding="utf-8")
    with pytest.raises(InvalidPlanInputs, match="no valid YAML"):
        read_inputs(file)
