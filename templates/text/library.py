"""Font files → a library of families; the fonts of the system are never looked at."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import uharfbuzz as hb

from templates.text.errors import UnknownFont
from templates.text.font_file import FontFile, open_face, read_font_file

# One em of a shaping font; sizes are factors on it, so that one shaping serves every size.
UNITS_PER_EM = 65536

# Named one by one: what else is installed on a worker must not change what an ad looks like.
_PACKAGES = (
    "fontpkg_almarai",
    "fontpkg_amiri",
    "fontpkg_anton",
    "fontpkg_archivo",
    "fontpkg_assistant",
    "fontpkg_bricolage_grotesque",
    "fontpkg_cairo",
    "fontpkg_frank_ruhl_libre",
    "fontpkg_fraunces",
    "fontpkg_heebo",
    "fontpkg_ibm_plex_sans_arabic",
    "fontpkg_mukta",
    "fontpkg_noto_kufi_arabic",
    "fontpkg_noto_sans",
    "fontpkg_noto_sans_arabic",
    "fontpkg_noto_sans_devanagari",
    "fontpkg_noto_sans_khmer",
    "fontpkg_noto_sans_tamil",
    "fontpkg_noto_sans_telugu",
    "fontpkg_noto_sans_thai",
    "fontpkg_outfit",
    "fontpkg_rubik",
    "fontpkg_space_grotesk",
    "fontpkg_unbounded",
    "noto_cjk_sans_jp_bold",
    "noto_cjk_sans_jp_regular",
)
# One package holds many families; those that the others above bring are left alone.
_MANY_SCRIPTS = "manimgx_fonts"
_OF_MANY_SCRIPTS = (
    "Armenian",
    "Bengali",
    "Ethiopic",
    "Georgian",
    "Gujarati",
    "Gurmukhi",
    "Kannada",
    "Lao",
    "Malayalam",
    "Myanmar",
    "Oriya",
    "Sinhala",
    "Symbols",
)
_SUFFIXES = (".ttf", ".otf")


class FontLibrary:
    """The fonts that text may be set in, by family and by hash.

    Opens fonts and keeps them while it lives; hashes files on first need, once per process.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._files = tuple(read_font_file(path) for path in paths)
        self._faces = lru_cache(maxsize=None)(open_face)
        self._by_hash = lru_cache(maxsize=256)(self._find_hash)
        self._coverage = lru_cache(maxsize=None)(self._read_coverage)
        self._fonts = lru_cache(maxsize=256)(self._make_font)
        self._families = tuple(sorted({file.family for file in self._files}))
        self._best = lru_cache(maxsize=256)(self._find_best)

    @classmethod
    def packaged(cls, *, folders: Sequence[Path] = ()) -> "FontLibrary":
        """The packaged fonts and those below `folders` (a brand's), which win by family name.

        Raises UnknownFont for a folder that does not exist, FontUnreadable for a broken file.
        """
        for folder in folders:
            if not folder.is_dir():
                raise UnknownFont("is no folder", where=str(folder), allowed="a folder of fonts")
        roots = (*folders, *(Path(str(files(package))) for package in _PACKAGES))
        found = [path for root in roots for path in _font_paths(root)]
        return cls((*found, *_many_scripts()))

    def families(self) -> tuple[str, ...]:
        """Names of all families, sorted."""
        return self._families

    def color_families(self) -> tuple[str, ...]:
        """Families whose glyphs bring their own colours, a brand's first."""
        return tuple(dict.fromkeys(file.family for file in self._files if file.color))

    def file(self, sha256: str) -> FontFile:
        """The font file of that hash. Raises UnknownFont."""
        return self._by_hash(sha256)

    def find(self, family: str, *, weight: float = 400.0) -> FontFile:
        """The upright file of a family that draws `weight` best. Raises UnknownFont."""
        return self._best(family, weight)

    def covers(self, file: FontFile, character: str) -> bool:
        """Whether the font has a glyph of its own for the character."""
        return ord(character) in self._coverage(file.path)

    def font(self, file: FontFile, axes: tuple[tuple[str, float], ...]) -> hb.Font:
        """The font with its axes set, UNITS_PER_EM to the em, made once. Do not change it."""
        return self._fonts(file.path, axes)

    def digest(self) -> str:
        """SHA-256 over the hashes of all files: equal digests, equal glyphs."""
        hashes = sorted(file.sha256 for file in self._files)
        return hashlib.sha256("\n".join(hashes).encode()).hexdigest()

    def _find_best(self, family: str, weight: float) -> FontFile:
        found = [f for f in self._files if f.family == family and not f.italic]
        if not found:
            raise UnknownFont(f"no family {family!r}", allowed=", ".join(self._families))
        return min(found, key=lambda file: _weight_gap(file, weight))

    def _find_hash(self, sha256: str) -> FontFile:
        for file in self._files:
            if file.sha256 == sha256:
                return file
        raise UnknownFont(
            f"no font file with the hash {sha256}", allowed=f"the {len(self._files)} files held"
        )

    def _read_coverage(self, path: Path) -> hb.Set:
        return self._faces(path).unicodes

    def _make_font(self, path: Path, axes: tuple[tuple[str, float], ...]) -> hb.Font:
        font = hb.Font(self._faces(path))
        font.scale = (UNITS_PER_EM, UNITS_PER_EM)
        font.set_variations(dict(axes))
        return font


def _many_scripts() -> Iterator[Path]:
    root = Path(str(files(_MANY_SCRIPTS)))
    yield root / "NotoEmoji[wght].ttf"
    for script in _OF_MANY_SCRIPTS:
        yield root / f"NotoSans{script}[wght].ttf"


def _font_paths(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.suffix.lower() in _SUFFIXES)


def _weight_gap(file: FontFile, weight: float) -> float:
    for axis in file.axes:
        if axis.tag == "wght":
            return max(axis.min - weight, weight - axis.max, 0.0)
    return abs(file.weight - weight)
