"""How long a text must stand to be read."""

from functools import lru_cache

from templates.text.script import character_script

# Adults who glance at an advertisement read three words a second, and find it in half a second.
WORDS_PER_S = 3.0
FOUND_S = 0.5
# Letters that count as a word in scripts that write no spaces. Chinese words have two characters
# (six a second; subtitles allow nine), kana spell sounds and need three; words of Thai, Lao, Khmer
# and Burmese have about five letters.
_LETTERS = {"Hani": 2, "Thai": 5, "Laoo": 5, "Khmr": 5, "Mymr": 5}
_KANA, _KANA_LETTERS = range(0x3040, 0x3100), 3


def reading_s(text: str) -> float:
    """Seconds that a text must stand still and visible; 0 for one without letters or digits."""
    words = _words(text)
    return words / WORDS_PER_S + FOUND_S if words else 0.0


@lru_cache(maxsize=1024)
def _words(text: str) -> float:
    count = 0.0
    for word in text.split():
        shares = [_share(letter) for letter in word if letter.isalnum()]
        count += sum(shares) + (0.0 in shares)
    return count


def _share(letter: str) -> float:
    """The part of a word that a letter is; 0 where spaces part words."""
    if ord(letter) in _KANA:
        return 1 / _KANA_LETTERS
    letters = _LETTERS.get(character_script(letter) or "")
    return 1 / letters if letters else 0.0
