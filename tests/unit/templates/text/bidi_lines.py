"""Rule L1 of UAX #9, which the engine leaves out: its lines have no trailing spaces."""

from unicodedata import bidirectional

from templates.text.bidi import bidi_levels

_TRAILING = ("WS", "LRI", "RLI", "FSI", "PDI", "BN")


def line_levels(text: str, base: int) -> list[int]:
    """The levels of a paragraph that is one line, its trailing spaces at the paragraph's level."""
    levels = bidi_levels(text, base_level=base)
    trailing = True
    for i in range(len(text) - 1, -1, -1):
        kind = bidirectional(text[i])
        trailing = kind in ("B", "S") or (trailing and kind in _TRAILING)
        levels[i] = base if trailing else levels[i]
    return levels
