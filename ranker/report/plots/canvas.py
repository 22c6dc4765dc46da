"""A Matplotlib figure → inline SVG in the colours and the type of the page around it.

Text stays text: the browser shapes and orders it, Arabic, Hebrew, Devanagari and CJK alike, with
fonts that Matplotlib does not have, and it can be searched and read aloud. Colours become the
page's variables, so that they follow its light and dark scheme.
"""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# What is drawn in a colour of the left column is shown in the page's variable of the right.
INK, SOFT, LINE, PAPER = "#17181c", "#62656e", "#e3e1db", "#ffffff"
ACCENT, GOOD, BAD = "#3d4eea", "#0f8a6d", "#c2502f"
# The width of a page's sections.
WIDE_IN = 9.6
SERIES = (ACCENT, GOOD, "#b8860b", "#a13f8f", BAD, "#4a7fa7", "#7a6a58")
_VARIABLES = {
    INK: "--ink",
    SOFT: "--soft",
    LINE: "--line",
    PAPER: "--card",
    **{colour: f"--series-{i}" for i, colour in enumerate(SERIES, start=1)},
}
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "handbill",
    "font.size": 9.5,
    "axes.edgecolor": LINE,
    "axes.labelcolor": SOFT,
    "axes.linewidth": 0.8,
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "grid.color": LINE,
    "grid.linewidth": 0.8,
    "axes.axisbelow": True,
}


class Canvas:
    """A figure being drawn: `figure` and its one `axes`; `svg` once the block has ended."""

    def __init__(self, figure: "Figure") -> None:
        self.figure = figure
        self.axes: Axes = figure.add_subplot()
        self.svg = ""


@contextmanager
def canvas(*, width_in: float, height_in: float, title: str) -> Iterator[Canvas]:
    """A canvas of that size; `title` is what a screen reader says of the drawing."""
    import matplotlib as mpl  # noqa: PLC0415  # slow to import, and reports alone need it
    from matplotlib.figure import Figure  # noqa: PLC0415  # as above

    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        # The browser has the glyphs; Matplotlib only estimates how wide the text may be.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=(width_in, height_in), layout="constrained")
        figure.patch.set_alpha(0)
        drawn = Canvas(figure)
        drawn.axes.patch.set_alpha(0)
        yield drawn
        file = io.StringIO()
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    drawn.svg = _inline(file.getvalue(), title)


def _inline(svg: str, title: str) -> str:
    """The drawing without what a file of its own needs: prolog, size, ids that nothing names."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r'<g id="[^"]*"', "<g", body)
    for colour, variable in _VARIABLES.items():
        body = body.replace(colour, f"var({variable})")
    width, height = re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', body)[0]
    return (
        f'<svg viewBox="0 0 {width} {height}" style="width: {float(width) * 4 / 3:.0f}px" '
        f'role="img" aria-label="{escape(title)}" xmlns="http://www.w3.org/2000/svg" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink">{body[body.index(">") + 1 :]}'
    )
