"""Japanese, Chinese or Thai → where its phrases end (BudouX's models)."""

import re
from functools import lru_cache

from budoux import (
    Parser,
    load_default_japanese_parser,
    load_default_simplified_chinese_parser,
    load_default_thai_parser,
    load_default_traditional_chinese_parser,
)

# By script, as a locale names it (ISO 15924).
_LOADERS = {
    "Jpan": load_default_japanese_parser,
    "Hans": load_default_simplified_chinese_parser,
    "Hant": load_default_traditional_chinese_parser,
    "Thai": load_default_thai_parser,
}
_THAI = re.compile("[\u0e01-\u0e5b]{2,}")
# Never between a Thai consonant and what is written before, above, below or after it.
_THAI_INSIDE = re.compile("(?<=[เแโใไ])|(?=[\u0e2f-\u0e3a\u0e45-\u0e4e])")


def chunk_ends(stretch: str, script: str) -> frozenset[int]:
    """Where the phrases inside a stretch without spaces end; its own end is left out."""
    ends: set[int] = set()
    position = 0
    for chunk in _parser(script).parse(stretch)[:-1]:
        position += len(chunk)
        ends.add(position)
    return frozenset(ends)


def thai_word_ends(text: str) -> frozenset[int]:
    """Where words of Thai seem to end; a word may still be cut between its syllables."""
    return frozenset(
        match.start() + end
        for match in _THAI.finditer(text)
        for end in chunk_ends(match.group(), "Thai")
        if not _THAI_INSIDE.match(text, match.start() + end)
    )


@lru_cache(maxsize=len(_LOADERS))
def _parser(script: str) -> Parser:
    return _LOADERS[script]()
