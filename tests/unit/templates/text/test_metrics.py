import pytest

from templates.text import FontLibrary
from templates.text.metrics import font_heights, script_leading, script_scale


def test_arabic_grows_in_size_and_line_height() -> None:
    assert (script_scale("Arab"), script_leading("Arab")) == (1.06, 1.20)
    assert (script_scale("Latn"), script_leading("Latn")) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("family", "script", "center"),
    [
        ("Archivo", "Latn", 0.343),
        ("Cairo", "Arab", 0.273),
        ("Heebo", "Hebr", 0.292),
        ("Noto Sans Devanagari", "Deva", 0.311),
        ("Noto Sans CJK JP", "Hani", 0.36),
    ],
)
def test_the_eye_s_middle(fonts: FontLibrary, family: str, script: str, center: float) -> None:
    file = fonts.find(family, weight=700)
    heights = font_heights(fonts.font(file, file.settings(wght=700)), script)
    assert heights.center == pytest.approx(center, abs=0.01)
    assert heights.ascent > heights.cap_height > heights.x_height > 0
    assert heights.descent > 0
    assert heights.scaled(2).center == pytest.approx(2 * heights.center)
