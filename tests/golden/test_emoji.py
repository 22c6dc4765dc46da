"""Emoji as they are painted: in the text's colour, from bitmaps, from layers and gradients."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from render_farm.paint import still
from templates.scene import Box, Color, Scene, Shadow, Solid, TextLayer
from templates.text import FontLibrary, TextStyle, fit_text
from tests.golden.compare import PICTURE, check_golden
from tests.proof.needs import need_emoji_font
from tests.unit.templates.text.color_font import BLUE, PAIR, RED, gradients, write_color_font

WIDTH_PX, HEIGHT_PX, MARGIN_PX = 760, 90, 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """A golden: its name, the text and its locale."""

    name: str
    text: str
    locale: str


SAMPLES = [
    Sample(name="emoji", text="Hot 🔥 🎧 👨‍👩‍👧‍👦 🇪🇬 🏳️‍🌈 👍🏽 1️⃣ ❤️ ☀︎ ™", locale="en"),
    Sample(name="emoji_rtl", text="استمع 🔥 الآن 👩🏽‍🎤 مصر 🇪🇬 👍🏽 2️⃣!", locale="ar"),
]


def _painted(text: str, locale: str, fonts: FontLibrary) -> Image.Image:
    style = TextStyle(families=("Archivo",), weight=700, size_px=36, max_lines=1)
    room_px = WIDTH_PX - 2 * MARGIN_PX
    block = fit_text(text, style=style, locale=locale, width_px=room_px, fonts=fonts)
    assert not block.ellipsized
    layer = TextLayer(
        name="text",
        box=Box(
            x=MARGIN_PX + block.x_in(room_px), y=24, width=block.width_px, height=block.height_px
        ),
        runs=block.lines[0].runs,
        paint=Solid(color=Color(red=120, green=20, blue=60)),
        shadow=Shadow(dx=2, dy=3, sigma_px=2, color=Color(red=0, green=0, blue=0, alpha=0.4)),
    )
    scene = Scene(
        width_px=WIDTH_PX,
        height_px=HEIGHT_PX,
        background=Color(red=240, green=236, blue=225),
        layers=(layer,),
    )
    return still(scene, pictures=_no_picture, fonts=fonts)


def _no_picture(sha256: str) -> Image.Image:
    raise AssertionError(f"no picture {sha256}")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_in_the_text_s_colour(sample: Sample) -> None:
    picture = _painted(sample.text, sample.locale, FontLibrary.packaged())
    check_golden(picture, f"text/{sample.name}", tolerance=PICTURE)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_in_colour_from_bitmaps(sample: Sample, tmp_path: Path) -> None:
    shutil.copy(need_emoji_font(), tmp_path)
    picture = _painted(sample.text, sample.locale, FontLibrary.packaged(folders=[tmp_path]))
    check_golden(picture, f"text/{sample.name}_color", tolerance=PICTURE)


@pytest.mark.parametrize("version", [0, 1])
def test_in_colour_from_layers(version: int, tmp_path: Path) -> None:
    write_color_font(tmp_path / "colour.ttf", layers=gradients() if version else None)
    text = f"Red {RED} blue {BLUE} both {PAIR}"
    picture = _painted(text, "en", FontLibrary.packaged(folders=[tmp_path]))
    check_golden(picture, f"text/emoji_colr{version}", tolerance=PICTURE)
