"""Text → its emoji, each a sequence that one glyph stands for (UTS #51)."""

import re
from functools import lru_cache

from uniseg.emoji import emoji, emoji_presentation

# Script of emoji in ISO 15924.
EMOJI_SCRIPT = "Zsye"
_TEXT_STYLE = "\ufe0e"
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_KEYCAP = "[0-9#*]\ufe0f?\u20e3"
# After the emoji: skin tone, emoji style, or the tags of a flag of a region.
_MODIFIERS = "(?:[\U0001f3fb-\U0001f3ff]|\ufe0f|[\U000e0020-\U000e007e]+\U000e007f)?"
_MAY_HOLD = re.compile("[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff\u20e3]")
# Blocks outside which no emoji lies, digits and letters of flags apart.
_BLOCKS = (range(0xA9, 0xAF), range(0x203C, 0x329A), range(0x1F000, 0x1F1E6))
_MORE_BLOCKS = (*_BLOCKS, range(0x1F200, 0x1FB00))


@lru_cache(maxsize=1024)
def emoji_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each sequence that wants colour: by itself, or by what follows it."""
    if not _MAY_HOLD.search(text):
        return ()
    return tuple(
        match.span()
        for match in _sequences().finditer(text)
        if _wants_color(match.group()) and text[match.end() : match.end() + 1] != _TEXT_STYLE
    )


def _wants_color(sequence: str) -> bool:
    return len(sequence) > 1 or bool(emoji_presentation(sequence))


@lru_cache(maxsize=1)
def _sequences() -> re.Pattern[str]:
    pictures = "".join(c for block in _MORE_BLOCKS for c in map(chr, block) if emoji(c))
    element = f"[{pictures}]{_MODIFIERS}"
    return re.compile(f"{_FLAG}|{_KEYCAP}|{element}(?:\u200d{element})*")
