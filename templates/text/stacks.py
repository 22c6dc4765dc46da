"""Script → font families to try after the wanted ones."""

# Per script, best first. Cairo and both Noto Arabic families cover Urdu; Rubik does not.
_FALLBACKS = {
    "Arab": ("Cairo", "Noto Sans Arabic", "Noto Kufi Arabic"),
    "Hebr": ("Heebo", "Rubik"),
    "Deva": ("Noto Sans Devanagari", "Noto Sans"),
    "Khmr": ("Noto Sans Khmer",),
    "Taml": ("Noto Sans Tamil",),
    "Telu": ("Noto Sans Telugu",),
    "Thai": ("Noto Sans Thai",),
    "Hani": ("Noto Sans CJK JP",),
    "Hang": ("Noto Sans CJK JP",),
    "Laoo": ("Noto Sans Lao",),
    "Beng": ("Noto Sans Bengali",),
    "Gujr": ("Noto Sans Gujarati",),
    "Guru": ("Noto Sans Gurmukhi",),
    "Knda": ("Noto Sans Kannada",),
    "Mlym": ("Noto Sans Malayalam",),
    "Orya": ("Noto Sans Oriya",),
    "Sinh": ("Noto Sans Sinhala",),
    "Mymr": ("Noto Sans Myanmar",),
    "Ethi": ("Noto Sans Ethiopic",),
    "Geor": ("Noto Sans Georgian",),
    "Armn": ("Noto Sans Armenian",),
}
# Languages whose letters the general choice draws poorly (heh goal, yeh barree).
_OF_LANGUAGE = dict.fromkeys(
    ("ur", "pnb", "ks", "sd", "ckb", "ug"), ("Noto Sans Arabic", "Noto Kufi Arabic")
)
# The last draw symbols; Noto Emoji draws emoji in the text's own colour.
_IN_TEXT_COLOR = "Noto Emoji"
_LAST = ("Noto Sans", "Noto Sans Arabic", "Noto Sans CJK JP", "Noto Sans Symbols", _IN_TEXT_COLOR)


def font_stack(wanted: tuple[str, ...], *, script: str, locale: str) -> tuple[str, ...]:
    """The wanted families, then the script's fall-backs, then what covers most symbols."""
    language = locale.split("-", maxsplit=1)[0].lower()
    own = _OF_LANGUAGE.get(language, ()) if script == "Arab" else ()
    return tuple(dict.fromkeys((*wanted, *own, *_FALLBACKS.get(script, ()), *_LAST)))


def emoji_stack(wanted: tuple[str, ...], *, in_color: tuple[str, ...]) -> tuple[str, ...]:
    """The wanted families that draw in colour, then all that do, then what draws in one."""
    first = tuple(family for family in wanted if family in in_color)
    return tuple(dict.fromkeys((*first, *in_color, _IN_TEXT_COLOR, *wanted, *_LAST)))
