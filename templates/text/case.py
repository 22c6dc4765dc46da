"""Letter case by the rules of a locale; scripts without case stay as they are."""

import re
import unicodedata

from templates.text.style import Case

_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]+")
_TONOS = "\u0301"


def apply_case(text: str, case: Case, locale: str) -> str:
    """The text in the wanted case: Turkish dots its capital i, Greek capitals drop the tonos."""
    if case is Case.NONE:
        return text
    language = locale.split("-", maxsplit=1)[0].lower()
    if language in ("tr", "az"):
        text = text.replace("i", "İ").replace("ı", "I")
    if language == "el":
        text = _GREEK.sub(lambda match: _without_tonos(match.group()), text)
    return "".join(_upper(character) for character in text)


def _upper(character: str) -> str:
    # Georgian capitals (Mtavruli) are for whole headlines in fonts that have them; ours do not.
    return character if "\u10d0" <= character <= "\u10ff" else character.upper()


def _without_tonos(text: str) -> str:
    parts = unicodedata.normalize("NFD", text).replace(_TONOS, "")
    return unicodedata.normalize("NFC", parts)
