"""What text can do wrong.

TemplatesError
└── TextError
    ├── UnknownFont     a family, or a font file's hash, that no folder holds
    ├── FontUnreadable  a file that is not a font
    ├── TextRefused     not Unicode text, or too much of it
    ├── TextUncovered   characters that no font of the library draws
    └── TextOverflow    does not fit its box at the smallest size allowed
"""

import unicodedata
from collections.abc import Iterable

from templates.errors import TemplatesError


class TextError(TemplatesError):
    """Text that cannot be drawn as asked."""

    code = "text_error"


class UnknownFont(TextError):
    """A font family or a font file's hash that the library does not hold."""

    code = "unknown_font"


class FontUnreadable(TextError):
    """A file in a font folder that is not a font, or is broken."""

    code = "font_unreadable"


class TextRefused(TextError):
    """A string that is not Unicode text (lone surrogates) or is far too long for an ad."""

    code = "text_refused"


class TextUncovered(TextError):
    """Characters that no font of the library covers; they would be drawn as boxes.

    characters: the uncovered characters, each once, in the order of the text.
    """

    code = "text_uncovered"

    def __init__(self, characters: Iterable[str], *, where: str = "") -> None:
        self.characters = tuple(dict.fromkeys(characters))
        names = ", ".join(_name(character) for character in self.characters[:8])
        more = f" and {len(self.characters) - 8} more" if len(self.characters) > 8 else ""
        super().__init__(
            f"no font covers {names}{more}",
            where=where,
            allowed="characters of the packaged fonts, or a font folder that covers them",
        )


class TextOverflow(TextError):
    """Text that does not fit its box at the smallest size that the style allows."""

    code = "text_overflow"


def _name(character: str) -> str:
    name = unicodedata.name(character, "unnamed")
    shown = f" {character}" if character.isprintable() else ""
    return f"U+{ord(character):04X}{shown} ({name})"
