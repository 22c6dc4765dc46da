"""Copy that quotes slots, "Listen to {name}" → its pieces, and the words with values put in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from templates.errors import InvalidValue

_BRACES = "the name of a slot in braces, {name}; {{ and }} for braces themselves"
# What the text engine takes: longer words cannot be set anyhow.
MAX_CHARS = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """The place in copy where the value of a slot goes."""

    slot: str


@lru_cache(maxsize=4096)
def parse_wording(text: str) -> tuple[str | Quote, ...]:
    """The words and the quotes of a text; InvalidValue where a brace has no partner."""
    pieces: list[str | Quote] = []
    words, rest = "", text
    while rest:
        if rest[:2] in ("{{", "}}"):
            words, rest = words + rest[0], rest[2:]
        elif rest[0] == "}":
            raise InvalidValue(f"a }} without its {{ in {text!r:.60}", allowed=_BRACES)
        elif rest[0] == "{":
            name, closed, rest = rest[1:].partition("}")
            if not closed or not name.strip() or "{" in name:
                raise InvalidValue(f"a {{ without its }} in {text!r:.60}", allowed=_BRACES)
            pieces += [words, Quote(slot=name.strip())]
            words = ""
        else:
            words, rest = words + rest[0], rest[1:]
    return tuple(piece for piece in (*pieces, words) if piece)


def quoted_slots(text: str) -> tuple[str, ...]:
    """The slots that a text quotes, each once."""
    names = (piece.slot for piece in parse_wording(text) if isinstance(piece, Quote))
    return tuple(dict.fromkeys(names))


def put_in(text: str, values: Mapping[str, str], *, isolate: Callable[[str], str]) -> str | None:
    """The text with values for its quotes, each isolated; None where one has no value.

    Raises InvalidValue for what grows beyond MAX_CHARS.
    """
    written = []
    for piece in parse_wording(text):
        if isinstance(piece, str):
            written.append(piece)
        elif value := values.get(piece.slot):
            written.append(isolate(value))
        else:
            return None
    words = "".join(written)
    if len(words) > MAX_CHARS:
        raise InvalidValue(
            f"{len(words)} characters with its values", allowed=f"at most {MAX_CHARS}"
        )
    return words
