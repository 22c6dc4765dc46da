"""A locale tag (BCP 47, RFC 5646) → its parts, its script and where copy falls back to."""

import re
from dataclasses import dataclass
from functools import lru_cache

from templates.errors import InvalidLocale

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<rest>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)",
    re.IGNORECASE,
)

# ISO 639-1, and ISO 3166-1 as of 2026: a slip such as `arr-EG` or `en-UK` must not pass for a
# language of its own. Languages of three letters are taken as they are.
_LANGUAGES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da "
    "de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy "
    "hz ia id ie ig ii ik io is it iu iw ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb "
    "lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om "
    "or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw "
    "ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
_REGIONS = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR "
    "BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ "
    "EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW "
    "GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY "
    "KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV "
    "MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY "
    "QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG "
    "TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA "
    "ZM ZW"
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


@lru_cache(maxsize=1024)
def parse_locale(tag: str) -> Locale:
    """The locale of a tag in any letter case; InvalidLocale when there is no such one."""
    match = _TAG.fullmatch(tag)
    if match is None:
        raise InvalidLocale(
            f"{tag[:40]!r} is not a locale", where="locale", allowed="a BCP 47 tag such as ar-EG"
        )
    language = match["language"].lower()
    script = (match["script"] or "").title()
    region = (match["region"] or "").upper()
    if len(language) == 2 and language not in frozenset(_LANGUAGES.split()):
        raise InvalidLocale(
            f"{tag!r}: no language {language!r}", where="locale", allowed="a code of ISO 639"
        )
    if region.isalpha() and region not in frozenset(_REGIONS.split()):
        raise InvalidLocale(
            f"{tag!r}: no region {region!r}", where="locale", allowed="a code of ISO 3166-1"
        )
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
