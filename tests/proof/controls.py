"""Sample → texts that are wrong on purpose, which a proof that is worth anything catches."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from arabic_reshaper import ArabicReshaper
from bidi import get_display

from templates.text.script import is_invisible
from tests.proof.corpus import Sample

ZWNJ = "\u200c"
# The same letter with fewer dots or without its hamza.
_LOST_DOTS = str.maketrans("جخذزشضظغةيتثأإؤئقفبنچپژڕێۆڵ", "ححدرسصطعهبنتااوىفڡٮںجبزریول")
# Letters that look alike in each script, and teh for theh.
_WRONG_LETTERS = (
    str.maketrans("تبنردسفعح", "ثتتورشقغج")
    | str.maketrans("והדבסר", "זחרכםד")
    | str.maketrans("घबकम", "धवफभ")
    | str.maketrans("กดม", "ถตน")
    | str.maketrans("はツ今曲", "ばシ令由")
    | str.maketrans("eoOn", "ccQh")
    | str.maketrans("инα", "нпσ")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Control:
    """A wrong text to set in place of a sample's; kind: what is wrong with it."""

    kind: str
    sample: Sample


def small_controls(sample: Sample) -> Iterator[Control]:
    """One dropped mark, one lost dot or one wrong letter at each place that has such a thing.

    In one line only: where lines wrap, a letter may move a word, which is easily seen.
    """
    text = sample.text if sample.width_px is None else ""
    for i, character in enumerate(text):
        before, after = text[:i], text[i + 1 :]
        if _is_seen(text, i):
            yield _control("dropped mark", sample, before + after)
        if ord(character) in _LOST_DOTS:
            yield _control("lost dot", sample, before + character.translate(_LOST_DOTS) + after)
        elif len(parts := unicodedata.normalize("NFD", character)) > 1:
            yield _control("dropped mark", sample, before + parts[:-1] + after)
        if ord(character) in _WRONG_LETTERS:
            wrong = character.translate(_WRONG_LETTERS)
            yield _control("wrong letter", sample, before + wrong + after)


def _is_seen(text: str, i: int) -> bool:
    """Whether a mark stands there whose loss changes the picture.

    U+034F itself draws nothing, and the fonts here lay the mark behind it over the one before it.
    """
    behind_joiner = text[i - 1 : i] == "\u034f"
    is_mark = unicodedata.category(text[i]) == "Mn"
    return is_mark and not behind_joiner and not is_invisible(text[i])


def gross_controls(sample: Sample) -> Iterator[Control]:
    """Right-to-left text as broken pipelines draw it.

    Shaped twice, unshaped, in stored order, or put in order before its lines are broken.
    """
    text = sample.text
    if sample.width_px is not None:
        yield _control("broken after ordering", sample, " ".join(reversed(text.split(" "))))
        return
    joins = any("\u0620" <= c <= "\u06d3" and c.isalpha() for c in text)
    if joins and sample.family == "Noto Sans Arabic":  # the family with presentation forms
        shaped = ArabicReshaper({"delete_harakat": False}).reshape(text)
        yield _control("shaped twice", sample, str(get_display(shaped)))
    if joins and sample.group != "mixed":  # where Latin may be most of the picture
        yield _control("unshaped", sample, "".join(c + ZWNJ if c.isalpha() else c for c in text))
    if sample.group == "mixed":
        yield _control("reversed", sample, text[::-1])


def _control(kind: str, sample: Sample, text: str) -> Control:
    return Control(kind=kind, sample=replace(sample, text=text))
