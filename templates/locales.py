"""A locale tag (BCP 47, RFC 5646) → its parts, its script and where copy falls back to."""

import re
from dataclasses import dataclass

from templates.errors import InvalidLocale

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<rest>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)",
    re.IGNORECASE,
)

# Languages that are not written in Latin letters by default (CLDR likely subtags).
_SCRIPTS = {
    **dict.fromkeys(
        ("ar", "fa", "ur", "ps", "sd", "ug", "ckb", "arz", "ary", "pnb", "azb"), "Arab"
    ),
    **dict.fromkeys(("he", "iw", "yi"), "Hebr"),
    **dict.fromkeys(("hi", "mr", "ne", "sa", "bho", "mai"), "Deva"),
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg", "tt"), "Cyrl"),
    **dict.fromkeys(("dv",), "Thaa"),
    "ja": "Jpan",
    "zh": "Hans",
    "yue": "Hant",
    "ko": "Kore",
    "th": "Thai",
    "el": "Grek",
    "bn": "Beng",
    "ta": "Taml",
    "te": "Telu",
    "km": "Khmr",
    "ka": "Geor",
    "hy": "Armn",
    "am": "Ethi",
}
_TRADITIONAL = frozenset({"TW", "HK", "MO"})
_RIGHT_TO_LEFT = frozenset({"Arab", "Hebr", "Thaa", "Syrc", "Nkoo"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Locale:
    """A locale in canonical spelling: `tag`, its language and script (ISO 15924)."""

    tag: str
    language: str
    script: str

    @property
    def right_to_left(self) -> bool:
        """Whether its script runs from right to left."""
        return self.script in _RIGHT_TO_LEFT

    @property
    def fallbacks(self) -> tuple[str, ...]:
        """The tag, then shorter ones: `ar-EG`, `ar` (RFC 4647 lookup)."""
        parts = self.tag.split("-")
        return tuple("-".join(parts[:count]) for count in range(len(parts), 0, -1))


def parse_locale(tag: str) -> Locale:
    """The locale of a tag in any letter case; InvalidLocale when it is not well-formed."""
    match = _TAG.fullmatch(tag)
    if match is None:
        raise InvalidLocale(
            f"{tag!r} is not a locale", where="locale", allowed="a BCP 47 tag such as ar-EG"
        )
    language = match["language"].lower()
    script = (match["script"] or "").title()
    region = (match["region"] or "").upper()
    rest = [part.lower() for part in match["rest"].split("-") if part]
    canonical = "-".join([part for part in (language, script, region) if part] + rest)
    return Locale(
        tag=canonical, language=language, script=script or _likely_script(language, region)
    )


def _likely_script(language: str, region: str) -> str:
    if language == "zh" and region in _TRADITIONAL:
        return "Hant"
    if language == "pa" and region == "PK":
        return "Arab"
    return _SCRIPTS.get(language, "Latn")
