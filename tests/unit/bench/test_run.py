"""A run fills its templates, cuts their videos, and measures the groups that are wanted."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest

import bench
from api.workbench.content import invented
from bench import Group, Row, Run, groups, measured
from bench.run import unfilled
from bench.subject import shortened
from render_farm.errors import PaintError
from templates.scene import Color, Scene
from tests.unit.bench.subjects import FONTS, run_of

BLACK = Color(red=0, green=0, blue=0)


def test_a_subject_has_all_that_it_is_painted_with() -> None:
    run = run_of("spotlight", "pulse", seconds=0.5)
    (animated,) = run.animated
    subject = run.subject(animated)
    scene = subject.scene
    assert (subject.name, scene.width_px, scene.height_px) == ("pulse", 1080, 1920)
    assert (scene.frames, scene.sound) == (15, None)
    assert subject.pictures.keys() == subject.files.keys() == subject.sample.pictures.keys()


def test_artists_differ() -> None:
    run = run_of("spotlight")
    spotlight = run.templates[0]
    assert run.subject(spotlight).files != run.subject(spotlight, turn=1).files


@pytest.mark.parametrize(("seconds", "frames"), [(None, 60), (1.0, 30), (9.0, 60), (0.001, 1)])
def test_a_video_is_cut_but_never_to_nothing(seconds: float | None, frames: int) -> None:
    scene = Scene(
        width_px=2, height_px=2, background=BLACK, layers=(), duration_s=2.0, fps=30, poster_s=0
    )
    assert shortened(scene, seconds).frames == frames


def test_a_still_is_not_cut() -> None:
    scene = Scene(width_px=2, height_px=2, background=BLACK, layers=())
    assert shortened(scene, 1.0) is scene


def test_only_the_wanted_groups_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    def rows(_run: Run) -> Iterator[Row]:
        yield Row(name="one", value=1.0, unit="ms")

    monkeypatch.setattr(groups, "import_module", lambda _: SimpleNamespace(rows=rows))
    monkeypatch.setattr(
        groups,
        "GROUPS",
        {name: Group(title=name, module=f"bench.{name}") for name in ("films", "stills")},
    )
    run = Run(templates=(), contents=invented, fonts=FONTS)
    assert [(group, row.name) for group, row in measured(run)] == [
        ("films", "one"),
        ("stills", "one"),
    ]
    assert [group for group, _ in measured(run, only=["stills"])] == ["stills"]


def test_a_group_that_breaks_off_is_told_and_keeps_its_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def rows(_run: Run) -> Iterator[Row]:
        yield Row(name="one", value=1.0, unit="ms")
        raise PaintError("no picture", where="cover", allowed="one")

    monkeypatch.setattr(groups, "import_module", lambda _: SimpleNamespace(rows=rows))
    found = [row for _, row in measured(run_of("spotlight"), only=["stills", "films"])]
    assert [row.name for row in found] == ["one", "stills: the rest", "one", "films: the rest"]
    assert "cover" in (found[1].skipped or "")


def test_what_cannot_be_filled_is_told() -> None:
    template = run_of("pulse").templates[0]
    slot = template.slots["artwork"]
    filmed = replace(slot, type=SimpleNamespace(value="video"))  # type: ignore[arg-type]  # to come
    assert unfilled(template) is None
    assert unfilled(replace(template, slots={"clip": filmed})) == "video"
    spared = replace(filmed, required=False)
    assert unfilled(replace(template, slots={"clip": spared})) is None


def test_public_names() -> None:
    names = "Contents Filled GROUPS Group Row Run Subject document measured"
    assert sorted(bench.__all__) == sorted(names.split())
    assert all(hasattr(bench, name) for name in bench.__all__)
