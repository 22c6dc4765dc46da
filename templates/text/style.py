"""How a text wants to be set: the author's side of fitting."""

from dataclasses import dataclass
from enum import Enum


class Direction(Enum):
    """The way a paragraph runs."""

    LTR = "ltr"
    RTL = "rtl"


class Case(Enum):
    """What happens to the letters' case; scripts without case are left as they are."""

    NONE = "none"
    UPPER = "upper"


class Align(Enum):
    """The logical side a line leans on: START is left in LTR and right in RTL."""

    START = "start"
    CENTER = "center"
    END = "end"


class Overflow(Enum):
    """What happens to text that does not fit at the smallest size."""

    ELLIPSIS = "ellipsis"
    FAIL = "fail"


@dataclass(frozen=True, kw_only=True, slots=True)
class TextStyle:
    """Typography of one text.

    families: wanted families, best first; the engine appends fall-backs by script. weight and
    width: the wght and wdth axes, held to what the font has. size_px: the wanted em,
    min_size_px: the smallest allowed (None = never shrink). line_height: multiple of the size, to
    which some scripts add (see templates.text.metrics). letter_spacing: em, never between joined
    letters. balance: lines of like length instead of full ones.
    """

    families: tuple[str, ...]
    weight: float = 400.0
    width: float = 100.0
    size_px: float
    min_size_px: float | None = None
    line_height: float = 1.15
    letter_spacing: float = 0.0
    case: Case = Case.NONE
    max_lines: int = 2
    align: Align = Align.START
    overflow: Overflow = Overflow.ELLIPSIS
    balance: bool = False
