"""A font file: what it is called, what it can vary, and its hash."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import uharfbuzz as hb

from templates.text.errors import FontUnreadable


@dataclass(frozen=True, kw_only=True, slots=True)
class Axis:
    """A variable font's axis, in design units."""

    tag: str
    min: float
    default: float
    max: float


@dataclass(frozen=True, kw_only=True, slots=True)
class FontFile:
    """One font file; `weight` is what it draws when no axis is set, `italic` if it slants.

    color: whether its glyphs bring their own colours (COLR, or bitmaps as PNG).
    """

    path: Path
    family: str
    weight: float
    italic: bool
    axes: tuple[Axis, ...]
    color: bool = False

    @property
    def sha256(self) -> str:
        """Hex hash of the file's bytes; read once in a process."""
        stat = self.path.stat()
        return _file_sha256(self.path, stat.st_size, stat.st_mtime_ns)

    def settings(self, **wanted: float) -> tuple[tuple[str, float], ...]:
        """The wanted axis values this font has, held to their ranges, sorted by tag."""
        found = ((axis, wanted[axis.tag]) for axis in self.axes if axis.tag in wanted)
        return tuple(sorted((a.tag, float(min(max(v, a.min), a.max))) for a, v in found))


def read_font_file(path: Path) -> FontFile:
    """Names and axes of the font at `path`. Raises FontUnreadable."""
    face = open_face(path)
    font = hb.Font(face)
    names = hb.OTNameIdPredefined
    family = face.get_name(names.TYPOGRAPHIC_FAMILY) or face.get_name(names.FONT_FAMILY)
    return FontFile(
        path=path,
        family=family or path.stem,
        weight=float(font.get_style_value(hb.StyleTag.WEIGHT)),
        italic=bool(font.get_style_value(hb.StyleTag.ITALIC)),
        axes=tuple(
            Axis(tag=a.tag, min=a.min_value, default=a.default_value, max=a.max_value)
            for a in face.axis_infos
        ),
        color=face.has_color_layers or face.has_color_paint or face.has_color_png,
    )


def open_face(path: Path) -> hb.Face:
    """The file, mapped into memory, as HarfBuzz sees it. Raises FontUnreadable."""
    try:
        face = hb.Face(hb.Blob.from_file_path(str(path)))
    except hb.HarfBuzzError as error:
        raise FontUnreadable("cannot be opened", where=str(path)) from error
    if face.glyph_count == 0:
        raise FontUnreadable("is not a font", where=str(path), allowed="TrueType or OpenType")
    return face


@lru_cache(maxsize=256)
def _file_sha256(path: Path, _size: int, _mtime_ns: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
