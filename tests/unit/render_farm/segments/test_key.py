"""What a piece's key covers, and that equal keys are equal frames."""

from dataclasses import replace

import numpy as np
import pytest

from render_farm.encode import VideoSettings
from render_farm.keys import Toolchain
from render_farm.paint import VideoPainter
from render_farm.paint.schedule import schedule
from render_farm.segments.key import segment_key
from render_farm.segments.piece import Piece
from templates.scene import AnyLayer, PictureLayer, Scene, Tracks, VideoLayer
from tests.unit.render_farm.paint.scenes import (
    NO_FONTS,
    RED,
    WHITE,
    box,
    busy_scene,
    picture,
    pictures,
    rectangle,
    scene,
    track,
)

TOOLCHAIN = Toolchain(fonts="f" * 64, paint_epoch=1, versions={"x264": "1"})
FULL = box(0, 0, 120, 160)
LAST = Piece(first=20, stop=30)
SLIDE = track((2.0, (0, 40)), (2.5, (0, 0)))


def key(
    what: Scene, piece: Piece = LAST, *, crf: int = 21, epoch: int = 1, decoder: str = "1"
) -> str:
    return segment_key(
        what,
        piece,
        plan=schedule(what),
        settings=VideoSettings(crf=crf),
        toolchain=replace(TOOLCHAIN, paint_epoch=epoch, sound_versions={"imageio-ffmpeg": decoder}),
    )


def end_card(start_s: float = 2.0) -> tuple[AnyLayer, ...]:
    """A card that fills the picture, and a badge that slides in over it."""
    slide = track((start_s, (0, 40)), (start_s + 0.5, (0, 0)))
    badge = rectangle(box(20, 100, 50, 20), color=WHITE, radius_px=5)
    return (
        replace(rectangle(FULL), in_s=start_s),
        replace(badge, in_s=start_s, tracks=Tracks(offset=slide)),
    )


def film(*layers: AnyLayer, frames: int = 30) -> Scene:
    return scene(*layers, frames=frames)


ZOOMING = replace(picture(FULL), zoom=track((0, (1.0,)), (3, (1.2,))))
PLAIN = film(ZOOMING, *end_card())


def test_what_lies_below_a_full_card_does_not_count() -> None:
    other = replace(ZOOMING, crop=box(10, 10, 200, 300))
    assert key(PLAIN) == key(film(other, *end_card()))
    assert key(PLAIN) == key(film(*end_card()))
    assert key(PLAIN) == key(replace(PLAIN, background=WHITE))
    first = Piece(first=0, stop=20)
    assert key(PLAIN, first) != key(film(other, *end_card()), first)


def test_names_and_the_video_around_do_not_count() -> None:
    named = tuple(replace(layer, name="another") for layer in PLAIN.layers)
    assert key(PLAIN) == key(replace(PLAIN, layers=named, poster_s=1.0, loop=True))
    later = film(ZOOMING, *end_card(5.0), frames=60)
    assert key(PLAIN) == key(later, Piece(first=50, stop=60))


def test_a_zoom_counts_with_all_of_its_video() -> None:
    """A picture is kept with as many samples as the middle of its zoom needs."""
    first = Piece(first=0, stop=5)
    further = replace(ZOOMING, zoom=track((0, (1.0,)), (3, (1.2,)), (4, (2.0,))))
    assert key(film(ZOOMING), first) == key(film(ZOOMING), first)
    assert key(film(ZOOMING), first) != key(film(further, frames=50), first)


@pytest.mark.parametrize(
    "card",
    [
        rectangle(FULL, radius_px=4),
        rectangle(box(0, 0, 120, 159)),
        rectangle(FULL, color=replace(RED, alpha=0.9)),
        replace(rectangle(FULL), opacity=0.9),
        replace(rectangle(FULL), blur_px=2.0),
        replace(rectangle(FULL), tracks=Tracks(offset=SLIDE)),
        replace(rectangle(FULL), in_s=2.1),
        replace(rectangle(FULL), frame=box(0, 0, 60, 160)),
    ],
    ids=["round", "small", "thin", "faded", "blurred", "moving", "late", "framed"],
)
def test_a_card_that_lets_something_through_hides_nothing(card: AnyLayer) -> None:
    other = replace(ZOOMING, crop=box(10, 10, 200, 300))
    assert key(film(ZOOMING, card)) != key(film(other, card))


def test_all_that_shapes_pixels_counts() -> None:
    known = {key(PLAIN)}
    badge, *_ = reversed(PLAIN.layers)
    changed = [
        key(PLAIN, Piece(first=20, stop=29)),
        key(PLAIN, Piece(first=19, stop=29)),
        key(replace(PLAIN, fps=20, duration_s=1.5)),
        key(replace(PLAIN, height_px=158)),
        key(replace(PLAIN, layers=(*PLAIN.layers[:-1], replace(badge, opacity=0.5)))),
        key(film(*PLAIN.layers, rectangle(box(0, 0, 9, 9)))),
        key(PLAIN, crf=23),
        key(PLAIN, epoch=2),
    ]
    for one in changed:
        assert one not in known
        known.add(one)


def test_of_a_clip_the_frames_shown_count_and_what_decodes_it() -> None:
    whole = box(0, 0, 1, 1)
    clip = VideoLayer(name="clip", box=FULL, sha256="c" * 64, crop=whole, fps=10, first=0, last=29)
    later = film(replace(clip, start_s=5.0), frames=80)
    assert key(film(clip)) == key(later, Piece(first=70, stop=80))
    longer = film(replace(clip, last=99), frames=90)
    assert key(film(clip)) == key(longer)
    assert key(film(clip)) != key(film(clip), Piece(first=10, stop=20))
    assert key(film(clip)) != key(film(clip), decoder="2")
    assert key(PLAIN) == key(PLAIN, decoder="2")


@pytest.mark.parametrize("frames", [(0, 12), (12, 20), (20, 30)])
def test_equal_keys_are_equal_frames(frames: tuple[int, int]) -> None:
    """The same stretch in a video that goes on otherwise, and is painted from another start."""
    piece = Piece(first=frames[0], stop=frames[1])
    ground, *others = busy_scene().layers
    assert isinstance(ground, PictureLayer)
    # At rest before the shorter one ends: else the longer one would zoom further.
    zooming = replace(ground, zoom=track((0, (1.0,)), (2.9, (1.15,))))
    one = replace(busy_scene(), layers=(zooming, *others))
    two = replace(
        one,
        layers=(*one.layers, replace(rectangle(FULL, color=WHITE), in_s=3.0)),
        duration_s=4.0,
    )
    assert key(one, piece) == key(two, piece)
    whole = [frame.buffer.copy() for frame in painter(one).frames()]
    part = painter(two).frames(first=piece.first, stop=piece.stop)
    for number, frame in zip(range(*frames), part, strict=True):
        assert np.array_equal(frame.buffer, whole[number])


def test_an_end_card_is_the_same_over_any_picture() -> None:
    other = film(replace(ZOOMING, crop=box(50, 50, 100, 200)), *end_card())
    assert key(PLAIN) == key(other)
    pairs = zip(painter(PLAIN).frames(first=20), painter(other).frames(first=20), strict=True)
    assert all(np.array_equal(one.buffer, two.buffer) for one, two in pairs)


def painter(what: Scene) -> VideoPainter:
    return VideoPainter(what, pictures=pictures(), fonts=NO_FONTS)
