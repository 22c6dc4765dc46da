"""Manifest + its files → one self-contained HTML page to look at."""

from render_farm.contact_sheet.sheet import contact_sheet
from render_farm.contact_sheet.thumbnail import thumbnail

__all__ = ["contact_sheet", "thumbnail"]
