"""A plain number, price or date → as a locale writes it, by Babel (Unicode CLDR).

Digits are those of the locale's default numbering system (ar-EG ٣, ar-AE 3); Babel writes Latin
ones in all, so they are exchanged here. Calendars are Gregorian: Babel has no other.
"""

from __future__ import annotations

import copy
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from templates.template import Slot, SlotType

if TYPE_CHECKING:
    from babel import Locale
    from babel.numbers import NumberPattern

NUMBER_FORMATS = ("decimal", "percent", "currency", "compact")
DATE_LENGTHS = ("short", "medium", "long", "full")
# CLDR's names for selections of fields that Babel has patterns for in every locale.
TIME_SKELETONS = ("H", "Hm", "h", "hm")
SKELETONS = (
    *("d", "E", "Ed", "EEEd", "M", "Md", "MEd", "MMM", "MMMd", "MMMEd", "MMMMd", "y", "yM", "yMd"),
    *("yMEd", "yMMM", "yMMMd", "yMMMEd", "yMMMM"),
    *TIME_SKELETONS,
)

# The zero of each numbering system that is some locale's default (CLDR numberingSystems.xml).
_ZEROS = {
    "arab": 0x660,
    "arabext": 0x6F0,
    "nkoo": 0x7C0,
    "deva": 0x966,
    "beng": 0x9E6,
    "tibt": 0xF20,
    "mymr": 0x1040,
    "olck": 0x1C50,
    "mtei": 0xABF0,
    "cakm": 0x11136,
    "hmnp": 0x1E140,
    "adlm": 0x1E950,
}


def localised(slot: Slot, text: str, *, tags: tuple[str, ...]) -> str:
    """A checked value as the first of `tags` that CLDR knows writes it; texts stay as they are."""
    if slot.item is SlotType.NUMBER:
        return _number(slot, text, _locale(tags))
    if slot.item is SlotType.DATE:
        return _date(slot, text, _locale(tags))
    return text


def localised_count(count: int, *, tags: tuple[str, ...]) -> str:
    """A whole number, such as the place of an item in its list."""
    locale = _locale(tags)
    return _in_digits(locale, str(count))


@lru_cache(maxsize=1024)
def _number(slot: Slot, text: str, locale: Locale) -> str:
    from babel import numbers  # noqa: PLC0415 - costs time, and few templates have numbers

    number, _, currency = text.partition(" ")
    value = Decimal(number)
    if slot.format == "compact":
        written = numbers.format_compact_decimal(
            value,
            locale=locale,
            fraction_digits=1 if slot.digits is None else slot.digits,
            numbering_system="default",
        )
        return _in_digits(locale, written)
    pattern = _pattern(locale, slot.format, slot.digits)
    written = pattern.apply(
        value,
        locale,
        currency=currency or None,
        currency_digits=slot.digits is None,
        decimal_quantization=True,
        numbering_system="default",
    )
    # Babel sets these signs as the pattern spells them, not as the locale writes them.
    symbols = locale.number_symbols[locale.default_numbering_system]
    for sign, name in (("%", "percentSign"), ("-", "minusSign")):
        written = written.replace(sign, symbols.get(name, sign))
    if currency and "\u200f" in written:
        # Where a price runs from right to left, "US$" would be seen as "$US".
        symbol = numbers.get_currency_symbol(currency, locale=locale)
        written = written.replace(symbol, f"\u2068{symbol}\u2069")
    return _in_digits(locale, written)


def _pattern(locale: Locale, format: str, digits: int | None) -> NumberPattern:
    pattern: NumberPattern
    if format == "currency":
        pattern = locale.currency_formats["standard"]
    else:
        pattern = (locale.percent_formats if format == "percent" else locale.decimal_formats)[None]
    if digits is not None:
        pattern = copy.copy(pattern)
        pattern.frac_prec = (digits, digits)
    return pattern


@lru_cache(maxsize=1024)
def _date(slot: Slot, text: str, locale: Locale) -> str:
    from babel import dates  # noqa: PLC0415 - costs time, and few templates have dates

    # The time is that on the clocks there: an offset says which, and moves nothing.
    moment = datetime.fromisoformat(text).replace(tzinfo=None)
    if slot.format in SKELETONS:
        written = dates.format_skeleton(slot.format, moment, fuzzy=True, locale=locale)
    else:
        written = dates.format_date(moment, slot.format or "medium", locale=locale)
    return _in_digits(locale, written)


def _in_digits(locale: Locale, text: str) -> str:
    zero = _ZEROS.get(locale.default_numbering_system)
    return text if zero is None else text.translate({48 + n: zero + n for n in range(10)})


@lru_cache(maxsize=256)
def _locale(tags: tuple[str, ...]) -> Locale:
    """Babel's locale for the first tag that it knows, English where it knows none."""
    from babel import Locale, UnknownLocaleError, localedata  # noqa: PLC0415 - see above

    class OwnLocale(Locale):
        """A locale whose data is its own.

        Babel's locales share what they inherit, and what one resolves in it (a stand-alone
        month, say) the next one finds: Hindi ads with Hebrew months (Babel's issue 1234).
        """

        _own: localedata.LocaleDataDict | None = None

        @property
        def _data(self) -> localedata.LocaleDataDict:
            if self._own is None:
                data: dict[Any, Any] = copy.deepcopy(localedata.load(str(self)))
                self._own = localedata.LocaleDataDict(data)
            return self._own

    for tag in (*tags, "en"):
        try:
            return OwnLocale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("CLDR has English")
