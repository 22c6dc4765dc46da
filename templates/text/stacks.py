"""Script → font families to try after the wanted ones."""

# Per script, best first. Cairo and both Noto Arabic families cover Urdu; Rubik does not.
_FALLBACKS = {
    "Arab": ("Cairo", "Noto Sans Arabic", "Noto Kufi Arabic"),
    "Hebr": ("Heebo", "Rubik"),
    "Deva": ("Noto Sans Devanagari", "Noto Sans"),
    "Thai": ("Noto Sans Thai",),
    "Hani": ("Noto Sans CJK JP",),
    "Hang": ("Noto Sans CJK JP",),
}
_LAST = ("Noto Sans", "Noto Sans Arabic", "Noto Sans CJK JP")


def font_stack(wanted: tuple[str, ...], script: str) -> tuple[str, ...]:
    """The wanted families, then the script's fall-backs, then what covers most symbols."""
    return tuple(dict.fromkeys((*wanted, *_FALLBACKS.get(script, ()), *_LAST)))
