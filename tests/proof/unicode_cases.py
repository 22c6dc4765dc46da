"""Unicode's two test files of UAX #9 → cases with the levels and the order that it wants."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Bidi_Class → a character of it. B ends a paragraph: it never arrives inside one.
_SAMPLE_OF = {
    "L": "a",
    "R": "א",
    "AL": "ب",
    "EN": "1",
    "ES": "+",
    "ET": "%",
    "AN": "\u0661",
    "CS": ",",
    "S": "\t",
    "WS": " ",
    "ON": "!",
    "NSM": "\u0300",
    "BN": "\u200b",
    "LRI": "\u2066",
    "RLI": "\u2067",
    "FSI": "\u2068",
    "PDI": "\u2069",
}
# Bits of BidiTest.txt → the paragraph's level; None: by the text (rules P2, P3).
_LEVELS: tuple[tuple[int, int | None], ...] = ((1, None), (2, 0), (4, 1))


@dataclass(frozen=True, slots=True)
class BidiCase:
    """base: the paragraph's level, None by the text. levels: None = removed. order: visual."""

    text: str
    base: int | None
    levels: tuple[int | None, ...]
    order: tuple[int, ...]


def character_cases(path: Path) -> Iterator[BidiCase]:
    """The cases of BidiCharacterTest.txt."""
    for line in _lines(path):
        points, way, _, levels, order = line.split(";")
        yield BidiCase(
            "".join(chr(int(point, 16)) for point in points.split()),
            None if way == "2" else int(way),
            _read_levels(levels),
            tuple(map(int, order.split())),
        )


def class_cases(path: Path) -> Iterator[BidiCase | None]:
    """The cases of BidiTest.txt; None for those with embeddings, overrides or paragraph ends."""
    levels: tuple[int | None, ...] = ()
    order: tuple[int, ...] = ()
    for line in _lines(path):
        key, _, value = line.partition(":")
        if key == "@Levels":
            levels = _read_levels(value)
        elif key == "@Reorder":
            order = tuple(map(int, value.split()))
        else:
            classes, bits = line.split(";")
            text = [_SAMPLE_OF.get(kind) for kind in classes.split()]
            for bit, base in _LEVELS:
                if int(bits) & bit:
                    known = "".join(c for c in text if c)
                    yield None if None in text else BidiCase(known, base, levels, order)


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        yield from (line for line in map(str.strip, file) if line and not line.startswith("#"))


def _read_levels(text: str) -> tuple[int | None, ...]:
    return tuple(None if level == "x" else int(level) for level in text.split())
