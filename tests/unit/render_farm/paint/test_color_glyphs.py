"""Emoji in text that moves, fades and changes colour: both painters agree, emoji keep theirs."""

from dataclasses import replace

import numpy as np
import pytest

from render_farm.paint import still
from templates.scene import Mask, ShapeKind, Solid, TextLayer, Tracks
from templates.text import FontLibrary, TextStyle, fit_text
from tests.unit.render_farm.paint.agreement import assert_like_the_reference
from tests.unit.render_farm.paint.scenes import RED, box, pictures, scene, track
from tests.unit.templates.text.color_font import BLUE, PAIR, gradients, write_color_font
from tests.unit.templates.text.color_font import RED as DISC


@pytest.fixture(scope="module", params=[0, 1])
def fonts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> FontLibrary:
    folder = tmp_path_factory.mktemp("brand")
    write_color_font(folder / "colour.ttf", layers=gradients() if request.param else None)
    return FontLibrary.packaged(folders=[folder])


def _layer(fonts: FontLibrary, tracks: Tracks) -> TextLayer:
    style = TextStyle(families=("Rubik",), size_px=30, min_size_px=12, max_lines=1)
    block = fit_text(f"A{DISC}{BLUE}{PAIR}", style=style, locale="en", width_px=110, fonts=fonts)
    return TextLayer(
        name="t",
        box=box(8.5, 20, block.width_px, block.height_px),
        runs=block.lines[0].runs,
        paint=Solid(color=RED),
        tracks=tracks,
    )


MOVES = Tracks(
    offset=track((0, (0, 0)), (1, (6.5, 9))),
    opacity=track((0, (0.2,)), (1, (1,))),
    scale=track((0, (0.8,)), (1, (1.1,))),
)
COLORS = Tracks(color=track((0, (220, 30, 50, 1.0)), (1, (20, 200, 250, 1.0))))


@pytest.mark.parametrize("tracks", [MOVES, COLORS], ids=["moves", "colours"])
def test_both_painters_agree(fonts: FontLibrary, tracks: Tracks) -> None:
    assert_like_the_reference(scene(_layer(fonts, tracks), frames=11), every=3, fonts=fonts)


def test_a_change_of_the_text_s_colour_leaves_emoji_alone(fonts: FontLibrary) -> None:
    what = scene(_layer(fonts, COLORS), frames=11)
    first, last = (
        np.asarray(still(what, pictures=pictures(), fonts=fonts, at_s=at_s)).astype(int)
        for at_s in (0.0, 1.0)
    )
    changed = np.abs(first - last).max(axis=2) > 8
    letter_end = what.layers[0].box.x + 22
    assert changed[:, : int(letter_end)].any()
    disc = slice(int(letter_end) + 6, int(letter_end) + 18)
    assert not changed[:, disc].any()


def test_a_mask_cuts_emoji_too(fonts: FontLibrary) -> None:
    layer = _layer(fonts, Tracks())
    nothing = Mask(box=box(300, 300, 4, 4), kind=ShapeKind.RECTANGLE)
    masked = scene(replace(layer, mask=nothing), frames=1)
    picture = np.asarray(still(masked, pictures=pictures(), fonts=fonts))
    empty = np.asarray(still(replace(masked, layers=()), pictures=pictures(), fonts=fonts))
    assert np.array_equal(picture, empty)
