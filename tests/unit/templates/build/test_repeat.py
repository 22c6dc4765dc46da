from collections.abc import Mapping
from typing import Any

import pytest

from templates.build.make import SceneReport, make_scene
from templates.content import PictureRef
from templates.motion import Track
from templates.pictures.facts import PictureFacts
from templates.resolved import resolve
from templates.scene import AnyLayer, PictureLayer
from templates.template import Template
from templates.text import FontLibrary
from tests.unit.templates.samples import SHA, facts, make_template, plain_template

OTHER = "cd" * 32
MOVING = {"kind": "animated", "duration_s": 6, "fps": 30}
OFFSET = [{"t": 0.1, "y": 3}, {"t": 0.5, "y": 0}]


def listing(row: Mapping[str, Any] | None = None, **changes: Any) -> Template:
    """A template with a row for each track: its number, title and duration."""
    plain = plain_template()
    plain["slots"] |= {
        "tracks": {"type": "list", "of": "text", "bind": "content.tracks", "max_items": 5},
        "times": {
            "type": "list", "of": "text", "bind": "content.times", "max_items": 5,
            "required": False,
        },
        "covers": {
            "type": "list", "of": "image", "bind": "content.covers", "max_items": 9,
            "required": False,
        },
    }  # fmt: skip
    children = [
        {"id": "no", "kind": "text", "index": True, "style": "small"},
        {"id": "title", "kind": "text", "slot": "tracks", "style": "small"},
        {"id": "time", "kind": "text", "slot": "times", "style": "small"},
    ]
    plain["layout"]["children"].append(
        {"id": "row", "kind": "box", "repeat": "tracks", "children": children, **(row or {})}
    )
    return make_template(**{**plain, **changes})


def wall(**row: Any) -> Template:
    cover = {"id": "cover", "kind": "picture", "slot": "covers", "width": 4, "height": 4}
    return listing({"repeat": "covers", "cycle": 5, "children": [cover], **row})


def made(fonts: FontLibrary, template: Template, locale: str = "en", **content: Any) -> SceneReport:
    values = {
        "name": "Nour",
        "artwork": PictureRef(sha256=SHA),
        "tracks": ("Alba", "Sol y mar", "Río"),
        **content,
    }
    resolved = resolve(template, content=values, locale=locale, ratio="1:1")
    pictures: dict[str, PictureFacts] = {SHA: facts(), OTHER: facts((10, 90, 200))}
    return make_scene(resolved, pictures=pictures, fonts=fonts)


def rows(report: SceneReport) -> dict[str, str]:
    return {box.node: box.text for box in report.text_boxes if "-" in box.node}


def layers(report: SceneReport, stem: str) -> list[AnyLayer]:
    return [layer for layer in report.scene.layers if layer.name.startswith(f"{stem}-")]


def test_a_row_for_each_item_and_no_more(fonts: FontLibrary) -> None:
    assert rows(made(fonts, listing())) == {
        "no-1": "1", "title-1": "Alba",
        "no-2": "2", "title-2": "Sol y mar",
        "no-3": "3", "title-3": "Río",
    }  # fmt: skip


def test_lists_run_in_parallel_and_what_has_no_item_is_left_out(fonts: FontLibrary) -> None:
    found = rows(made(fonts, listing(), times=("3:20", "", "4:01")))
    assert [found.get(f"time-{n}") for n in (1, 2, 3)] == ["3:20", None, "4:01"]


def test_the_number_has_the_digits_of_the_locale(fonts: FontLibrary) -> None:
    for locale, digit in (("ar-EG", "٢"), ("ar-AE", "2"), ("fa", "۲")):
        assert rows(made(fonts, listing(), locale=locale))["no-2"] == digit


def test_one_template_serves_lists_of_every_length(fonts: FontLibrary) -> None:
    template = listing()
    for count in (5, 1, 3, 5):
        titles = tuple(f"Track {n}" for n in range(count))
        assert len(layers(made(fonts, template, tracks=titles), "title")) == count


def test_rows_stand_below_each_other(fonts: FontLibrary) -> None:
    tops = [layer.box.y for layer in layers(made(fonts, listing()), "title")]
    assert tops == sorted(tops)
    assert len(set(tops)) == 3


def test_a_wall_is_filled_by_starting_again(fonts: FontLibrary) -> None:
    pictures = (PictureRef(sha256=SHA), PictureRef(sha256=OTHER))
    found = layers(made(fonts, wall(), covers=pictures), "cover")
    shown = [layer.sha256 for layer in found if isinstance(layer, PictureLayer)]
    assert len(shown) == 5
    assert layers(made(fonts, wall()), "cover") == []


def test_conditions_inside_ask_for_the_item(fonts: FontLibrary) -> None:
    child = {"id": "title", "kind": "text", "slot": "tracks", "style": "small", "when": "times"}
    report = made(fonts, listing({"children": [child]}), times=("", "4:01"))
    assert list(rows(report)) == ["title-2"]


def test_copies_move_one_after_the_other(fonts: FontLibrary) -> None:
    motion = {"motion": {"offset": OFFSET, "shown": [0.2, 5]}, "repeat_stagger": 0.25}
    found = layers(made(fonts, listing(motion, **MOVING)), "title")
    tracks = [layer.tracks.offset for layer in found]
    starts = [track.keyframes[0].t_s for track in tracks if isinstance(track, Track)]
    assert starts == pytest.approx([0.1, 0.35, 0.6])
    assert {(layer.in_s, layer.out_s) for layer in found} == {(0.2, 5)}


def test_what_stands_still_does_not_begin_to_move(fonts: FontLibrary) -> None:
    found = layers(made(fonts, listing({"repeat_stagger": 0.1}, **MOVING)), "title")
    assert {(layer.in_s, layer.tracks.offset) for layer in found} == {(0.0, None)}
