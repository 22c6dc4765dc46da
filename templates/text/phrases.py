"""Paragraph → where a careful setter would end its lines, in scripts that write no spaces.

UAX #14 lets Japanese and Chinese break between almost any two characters and Korean between its
syllables. What is left out here stays allowed (`templates.text.breaks`) for text that would not
fit otherwise.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from templates.text.breaks import line_ends, syllable_ends
from templates.text.chunks import chunk_ends, thai_word_ends

_HAN_SCRIPTS = ("Jpan", "Hans", "Hant")
_KANA = re.compile("[\u3041-\u30ff]")
# Unbroken by spaces, with the Latin names and numbers in it.
_STRETCH = re.compile(
    "[A-Za-z0-9]*[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
    "[A-Za-z0-9\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]*"
)
_HANGUL = re.compile("(?<=[\uac00-\ud7a3])(?=[\uac00-\ud7a3])")
# Before a Khmer consonant with a subscript, after a bare one: mostly inside a word.
_KHMER_JOINTS = re.compile("(?<=[\u1780-\u17b3])(?=[\u1780-\u17b3]\u17d2)")


@lru_cache(maxsize=1024)
def phrase_ends(text: str, *, script: str = "") -> tuple[int, ...]:
    """Indices after which a line ends best: a part of line_ends, the text's end last.

    script: of the text's locale (Jpan, Hans or Hant), which tells how Han without kana is read.
    """
    ends = line_ends(text)
    inside = frozenset() if text.isascii() else frozenset(_insides(text, script))
    return tuple(end for end in ends if end not in inside)


def _insides(text: str, script: str) -> Iterator[int]:
    """Where a line would part what belongs together."""
    yield from thai_word_ends(text) - syllable_ends(text)
    yield from (match.start() for match in _HANGUL.finditer(text))
    yield from (match.start() for match in _KHMER_JOINTS.finditer(text))
    model = "Jpan" if _KANA.search(text) else script if script in _HAN_SCRIPTS else "Hans"
    for match in _STRETCH.finditer(text):
        ends = chunk_ends(match.group(), model)
        yield from (match.start() + i for i in range(1, len(match.group())) if i not in ends)
