"""Paragraph → where its lines may end (UAX #14), in logical order."""

import re
from functools import lru_cache

from uniseg.linebreak import line_break_boundaries

# Words of letters, digits and closing dots need no table: such words part at spaces alone
# (LB18), so uniseg is asked only about the rest.
_PLAIN_WORD = re.compile(r"[^\W_]+[.,!?:;…]{0,3}", re.UNICODE)
_NEEDS_TABLE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff00-\uffef\U0001f000-\U0003ffff]"
)
# Thai and Lao write no spaces; a vowel written before its consonant always starts a syllable.
_LEADING_VOWELS = re.compile("(?<=[\u0e00-\u0eff])(?=[เแโใไເແໂໃໄ])")


@lru_cache(maxsize=1024)
def line_ends(text: str) -> tuple[int, ...]:
    """Indices after which a line may end, the text's end last; empty for empty text."""
    ends: list[int] = []
    for start, end in _chunks(text):
        chunk = text[start:end]
        if _is_plain(chunk):
            ends.append(end)
            continue
        found = set(line_break_boundaries(chunk))
        found.update(match.start() for match in _LEADING_VOWELS.finditer(chunk))
        ends += [start + boundary for boundary in sorted(found) if boundary]
    return tuple(ends)


def _chunks(text: str) -> list[tuple[int, int]]:
    """Stretches that break independently: cut after the spaces between two plain words."""
    words = [(m.start(), m.end(), _is_plain(m.group())) for m in re.finditer("[^ ]+ *", text)]
    chunks: list[tuple[int, int]] = []
    for i, (start, end, plain) in enumerate(words):
        if chunks and not (plain and words[i - 1][2]):
            chunks[-1] = (chunks[-1][0], end)
        else:
            chunks.append((start, end))
    return chunks


def _is_plain(chunk: str) -> bool:
    word = chunk.rstrip(" ")
    return bool(_PLAIN_WORD.fullmatch(word)) and not _NEEDS_TABLE.search(word)
