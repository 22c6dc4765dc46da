"""`handbill bench render`, once, on as little as there is to measure."""

import json
from pathlib import Path

import pytest

from api.cli.main import main
from bench.memory import Film, film_peak_mb
from bench.peers import moviepy_film, remotion_film
from bench.peers.node import lacking
from bench.processes import alone
from ranker.sample.sounds import plan_loops, write_sounds
from templates.scene import Box, Color, LinearGradient, Scene, ShapeKind, ShapeLayer, Stop
from tests.unit.bench.subjects import run_of


def test_a_tenth_of_a_second_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    command = [
        "bench",
        "render",
        "--only",
        "films",
        "--template",
        "pulse",
        "--seconds",
        "0.1",
        "--rounds",
        "1",
    ]
    assert main([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["name"].split(": ")[0] for row in told["rows"]] == ["pulse"] * 4
    assert all(row["value"] > 0 for row in told["rows"])
    assert told["rows"][1]["ratio"] == pytest.approx(
        told["rows"][1]["value"] / told["rows"][1]["reference_value"]
    )


def test_a_process_of_its_own_tells_its_peak(tmp_path: Path) -> None:
    write_sounds(tmp_path, seed=0)
    red, blue = Color(red=200, green=80, blue=40), Color(red=0, green=0, blue=90)
    sunset = LinearGradient(
        x0=0, y0=0, x1=0, y1=1, stops=(Stop(at=0, color=red), Stop(at=1, color=blue))
    )
    box = Box(x=0, y=0, width=64, height=64)
    scene = Scene(
        width_px=64,
        height_px=64,
        background=red,
        layers=(ShapeLayer(name="sky", box=box, kind=ShapeKind.RECTANGLE, fill=sunset),),
        duration_s=1.0,
        fps=10,
    )
    sound = (tmp_path / plan_loops(0)[0].path).read_bytes()
    film = Film(scene=scene, pictures=(), sound=sound, animations={})
    assert 100 < alone(film_peak_mb, film) < 450


@pytest.mark.skipif(
    lacking("@remotion/renderer", browser=True) is not None, reason="make bench-peers was not run"
)
def test_remotion_draws_the_same_film() -> None:
    speed, likeness = remotion_film.rows(run_of("kinetic", seconds=0.1))
    assert speed.skipped is None and (speed.reference_value or 0) > 0
    assert likeness.met


def test_moviepy_draws_the_same_film() -> None:
    speed, likeness = moviepy_film.rows(run_of("kinetic", seconds=0.1))
    assert speed.skipped is None and (speed.reference_value or 0) > 0
    assert likeness.met
