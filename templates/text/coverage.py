"""Text of one script → the font of each character, one font for all of it if any will do."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence

from templates.text.emoji import emoji_spans
from templates.text.font_file import FontFile
from templates.text.script import character_script, is_invisible, is_mark

Covers = Callable[[FontFile, str], bool]
# HarfBuzz draws these from others when a font lacks them.
_STAND_INS = {"\u2011": "\u2010", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u3000": " "}


def choose_fonts(
    text: str, spans: Sequence[tuple[int, int]], *, stack: Sequence[FontFile], covers: Covers
) -> tuple[dict[int, FontFile], tuple[str, ...]]:
    """Fonts for the characters of `spans`, which share a script, and the uncovered characters.

    The first font of the stack that covers all letters sets them all, so that no word mixes
    fonts; else the first per word, else per cluster. Shared signs (digits, punctuation, symbols)
    that it lacks come from the first font that has them.
    """
    clusters = [cluster for span in spans for cluster in split_clusters(text, *span)]
    lettered = [text[a:b] for a, b in clusters if character_script(text[a]) is not None]
    whole = _first(stack, lettered, covers)
    fonts: dict[int, FontFile] = {}
    uncovered: list[str] = []
    for word in _words(text, clusters):
        parts = [text[a:b] for a, b in word]
        letters = [part for part in parts if character_script(part[0]) is not None]
        main = whole or _first(stack, letters, covers)
        for (start, end), part in zip(word, parts, strict=True):
            font = _font_of(part, main, stack, covers)
            for i in range(start, end):
                # A base and a mark that no font has together are drawn apart.
                own = font or _first(stack, [text[i]], covers)
                fonts[i] = own or stack[0]
                uncovered += [] if own else [text[i]]
    return fonts, tuple(dict.fromkeys(uncovered))


def split_clusters(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Base characters with the marks, joiners and selectors that follow them; emoji whole."""
    first = start
    inside = {i for a, b in emoji_spans(text) for i in range(a + 1, b)}
    for i in range(start + 1, end + 1):
        if i == end or not (i in inside or is_mark(text[i]) or is_invisible(text[i])):
            yield first, i
            first = i


def _words(text: str, clusters: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    word: list[tuple[int, int]] = []
    for cluster in clusters:
        if word and (text[cluster[0]].isspace() or word[-1][1] != cluster[0]):
            yield word
            word = []
        word.append(cluster)
    if word:
        yield word


def _first(stack: Sequence[FontFile], parts: Sequence[str], covers: Covers) -> FontFile | None:
    return next((f for f in stack if all(_covers_part(f, p, covers) for p in parts)), None)


def _font_of(
    part: str, main: FontFile | None, stack: Sequence[FontFile], covers: Covers
) -> FontFile | None:
    if main is not None and _covers_part(main, part, covers):
        return main
    return _first(stack, [part], covers)


def _covers_part(file: FontFile, part: str, covers: Covers) -> bool:
    if _covers_all(file, part, covers):
        return True
    # HarfBuzz composes and decomposes as the font needs.
    forms = {unicodedata.normalize("NFC", part), unicodedata.normalize("NFD", part)} - {part}
    return any(_covers_all(file, form, covers) for form in forms)


def _covers_all(file: FontFile, part: str, covers: Covers) -> bool:
    return all(
        covers(file, c) or covers(file, _STAND_INS.get(c, c)) or is_invisible(c) for c in part
    )
