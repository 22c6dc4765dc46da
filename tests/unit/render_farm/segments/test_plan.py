from dataclasses import replace
from typing import Any

import pytest

from render_farm.compile import compile_tasks
from render_farm.job import Creative, RenderJob, RenderTask
from render_farm.keys import Toolchain
from templates import PictureRef, SlotValue, SoundRef, Template
from tests.unit.templates.samples import make_template, plain_template

TOOLCHAIN = Toolchain(fonts="f" * 64, paint_epoch=1, versions={"x264": "1"})


def film(**changes: Any) -> Template:
    """A name over an artwork until second 3; then a card with the copy's words on it."""
    shown = {
        "id": "shown",
        "kind": "box",
        "motion": {"shown": [0, 3]},
        "children": [
            {"id": "art", "kind": "picture", "slot": "artwork", "width": 40, "height": 40},
            {"id": "name", "kind": "text", "slot": "name", "style": "name"},
        ],
    }
    words = {"id": "cta", "kind": "text", "slot": "cta", "style": "small"}
    end = {"id": "end", "kind": "box", "motion": {"shown": [3, None]}, "children": [words]}
    plain = {
        "kind": "animated",
        "duration_s": 4,
        "fps": 30,
        "cuts_s": [1, 3],
        "colors": {"scheme": "dark"},
        "layout": {"id": "page", "kind": "box", "children": [shown, end]},
    }
    return make_template(**{**plain, **changes})


def creative(template: Template, name: str, *, format: str = "mp4", **words: str) -> Creative:
    content: dict[str, SlotValue] = {"name": name, "artwork": PictureRef(sha256="a" * 64), **words}
    return Creative(
        template=template.sha256,
        template_id=template.id,
        template_version=template.version,
        ratios=("1:1", "9:16"),
        content={"en": content, "ar": content},
        format=format,
    )


def compiled(template: Template, *creatives: Creative) -> tuple[RenderTask, ...]:
    return compile_tasks(
        RenderJob(id="j", name="j", creatives=creatives),
        toolchain=TOOLCHAIN,
        templates={template.sha256: template},
    )


def cuts(template: Template, *creatives: Creative) -> set[tuple[float, ...]]:
    return {task.cuts_s for task in compiled(template, *creatives)}


def test_a_cut_is_made_where_an_end_card_is_shared() -> None:
    template = film()
    artists = [creative(template, name) for name in ("Nour", "Adele")]
    # Not at second 1: whoever shares what lies before it shares what follows, too.
    assert cuts(template, *artists) == {(3.0,)}


def test_a_video_that_shares_nothing_is_not_cut() -> None:
    template = film()
    alone = creative(template, "Nour")
    assert cuts(template, alone) == {()}
    assert cuts(template, alone, creative(template, "Adele", cta="Hear Adele")) == {()}


def test_only_the_videos_that_share_are_cut() -> None:
    template = film()
    creatives = [creative(template, name) for name in ("Nour", "Adele")]
    other = creative(template, "Sia", cta="Hear Sia")
    tasks = compiled(template, *creatives, other)
    assert {(task.content["name"], task.cuts_s) for task in tasks} == {
        ("Nour", (3.0,)), ("Adele", (3.0,)), ("Sia", ()),
    }  # fmt: skip


def test_videos_that_differ_in_their_sound_alone_share_all_pieces() -> None:
    slots = {
        **plain_template()["slots"],
        "music": {"type": "audio", "bind": "content.music", "required": False},
    }
    template = film(slots=slots, sound={"slot": "music"})
    silent = creative(template, "Nour")
    songs = [
        replace(
            silent,
            content={
                locale: {**told, "music": SoundRef(sha256=music * 64)}
                for locale, told in silent.content.items()
            },
        )
        for music in "12"
    ]
    assert cuts(template, *songs) == {(1.0,)}
    assert cuts(template, songs[0]) == {()}


def test_stills_and_unknown_templates_are_not_cut() -> None:
    template = film()
    artists = [creative(template, name, format="jpg") for name in ("Nour", "Adele")]
    assert cuts(template, *artists) == {()}
    videos = [creative(template, name) for name in ("Nour", "Adele")]
    job = RenderJob(id="j", name="j", creatives=tuple(videos))
    assert {task.cuts_s for task in compile_tasks(job, toolchain=TOOLCHAIN)} == {()}


def test_content_that_cannot_be_resolved_is_left_to_the_worker() -> None:
    template = film()
    assert cuts(template, creative(template, ""), creative(template, "")) == {()}


def test_cuts_change_no_request() -> None:
    template, whole = film(), film(cuts_s=[])
    artists = [creative(template, name) for name in ("Nour", "Adele")]
    uncut = compile_tasks(
        RenderJob(id="j", name="j", creatives=tuple(artists)),
        toolchain=TOOLCHAIN,
        templates={template.sha256: whole},
    )
    cut = compiled(template, *artists)
    # In another order: what shares a piece with one that is made gets cheap.
    assert {task.request_key for task in cut} == {task.request_key for task in uncut}
    assert len(cut) == len(uncut)
    assert [task.pieces for task in cut] == [2] * 8


@pytest.mark.parametrize(
    ("duration_s", "expected"),
    [
        (20, ()),
        (24, (10.0,)),
        (25, (10.0, 20.0)),
        (60, (10.0, 20.0, 30.0, 40.0, 50.0)),
    ],
)
def test_long_videos_are_cut_every_ten_seconds(
    duration_s: int, expected: tuple[float, ...]
) -> None:
    template = film(duration_s=duration_s, cuts_s=[3])
    assert cuts(template, creative(template, "Nour")) == {expected}


def test_a_long_video_is_cut_where_it_is_shared_and_from_there_on() -> None:
    template = film(duration_s=30, cuts_s=[3])
    artists = [creative(template, name) for name in ("Nour", "Adele")]
    assert cuts(template, *artists) == {(3.0, 13.0, 23.0)}


def test_variants_of_what_was_chosen_come_right_after_it() -> None:
    """The card at the end is the same for both: with the best film, its variant gets cheap."""
    template, other = film(), film(id="other")
    best = replace(creative(template, "Aya", format="mp4"), value=3.0, cost_s=2.0)
    variant = replace(creative(template, "Nour"), value=0.9, cost_s=2.0)
    between = replace(creative(other, "Layla"), value=1.0, cost_s=2.0)
    tasks = compile_tasks(
        RenderJob(id="j", name="j", creatives=(between, variant, best)),
        toolchain=TOOLCHAIN,
        templates={template.sha256: template, other.sha256: other},
    )
    order = list(dict.fromkeys(task.content["name"] for task in tasks))
    assert order == ["Aya", "Nour", "Layla"]
