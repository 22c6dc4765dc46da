"""Stand-ins for tests that need no real font."""

from pathlib import Path

from templates.text.font_file import FontFile


def font_file(family: str) -> FontFile:
    """A font file that is only a name."""
    return FontFile(path=Path(family), family=family, weight=400.0, italic=False, axes=())
