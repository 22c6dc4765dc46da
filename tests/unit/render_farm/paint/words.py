"""Words as layers, for tests that paint letters."""

from templates.scene import Paint, Solid, TextLayer
from templates.text import FontLibrary, TextStyle, fit_text
from tests.unit.render_farm.paint.scenes import WHITE, box


def words(
    text: str,
    fonts: FontLibrary,
    *,
    size_px: float,
    at: tuple[float, float] = (10, 10),
    family: str = "Rubik",
    locale: str = "en",
    paint: Paint | None = None,
) -> TextLayer:
    """One line in a box as wide as its words."""
    style = TextStyle(
        families=(family,), weight=800, size_px=size_px, min_size_px=size_px, max_lines=1
    )
    block = fit_text(text, style=style, locale=locale, width_px=4000, height_px=None, fonts=fonts)
    return TextLayer(
        name="words",
        box=box(*at, block.width_px, block.height_px),
        runs=block.lines[0].runs,
        paint=paint or Solid(color=WHITE),
    )
