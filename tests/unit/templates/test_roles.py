"""What colours a picture gives; that words on them can be read: tests/property."""

from templates.color import to_oklch
from templates.pictures.facts import Swatch
from templates.roles import color_roles
from templates.scene import Color

BRAND = Color(red=122, green=92, blue=255)


def test_the_picture_gives_the_hue() -> None:
    red = [Swatch(color=Color(red=200, green=30, blue=30), share=1)]
    blue = [Swatch(color=Color(red=30, green=60, blue=200), share=1)]
    field = {
        name: color_roles("vivid", palette=palette, brand=BRAND)["background"]
        for name, palette in (("red", red), ("blue", blue))
    }
    assert field["red"].red > field["red"].blue
    assert field["blue"].blue > field["blue"].red


def test_a_picture_without_colour_stays_without() -> None:
    gray = [Swatch(color=Color(red=120, green=120, blue=120), share=1)]
    background = color_roles("dark", palette=gray, brand=BRAND)["background"]
    channels = (background.red, background.green, background.blue)
    assert max(channels) - min(channels) <= 12


def test_a_light_scheme_takes_its_accent_from_the_other_hue() -> None:
    teal = Swatch(color=Color(red=20, green=150, blue=150), share=0.9)
    pink = Swatch(color=Color(red=240, green=40, blue=130), share=0.06)
    roles = color_roles("light", palette=[teal, pink], brand=BRAND)
    assert roles["accent"].red > roles["accent"].green
    assert roles["background"].green > roles["background"].red


def test_a_light_scheme_takes_the_brand_where_the_picture_is_gray() -> None:
    gray = [Swatch(color=Color(red=120, green=120, blue=120), share=1)]
    accent = to_oklch(color_roles("light", palette=gray, brand=BRAND)["accent"])
    assert abs(accent.hue - to_oklch(BRAND).hue) < 12
    assert accent.chroma > 0.12


def test_a_dark_yellow_turns_to_orange_and_not_to_mud() -> None:
    yellow = [Swatch(color=Color(red=240, green=200, blue=40), share=1)]
    accent = color_roles("light", palette=yellow, brand=BRAND)["accent"]
    assert accent.red > 1.7 * accent.green
