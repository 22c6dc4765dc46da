"""Numbers, dates and colours as data writes them → the same, checked and in one spelling."""

import re
from datetime import date, datetime
from decimal import Decimal

from templates.errors import InvalidValue

# All white space but U+00A0, U+2007 and U+202F, which forbid a break (Unicode's class GL).
_SPACES = re.compile(r"[^\S\u00a0\u2007\u202f]+")
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,9})?", re.ASCII)
_PRICE = re.compile(r"(?P<number>\S+)(?: (?P<currency>[A-Za-z]{3}))?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?", re.ASCII)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def one_line(text: str) -> str:
    """The text with its white space as single spaces; spaces that hold words together stay."""
    return _SPACES.sub(" ", text).strip()


def plain_text(value: float | date) -> str:
    """A number or a date of YAML or JSON as data writes it; never with an exponent."""
    if isinstance(value, date):
        return value.isoformat()
    try:
        return str(value) if isinstance(value, int) else format(Decimal(repr(value)), "f")
    except ValueError as error:
        raise InvalidValue("a number of thousands of digits", allowed="at most 15") from error


def plain_number(text: str) -> str:
    """A decimal number; InvalidValue for words, exponents, NaN and more than 15.9 digits."""
    if _NUMBER.fullmatch(text) is None:
        raise InvalidValue(
            f"{text!r:.60}", allowed="a plain decimal number of at most 15 digits, such as 1250.5"
        )
    return text.removeprefix("+")


def plain_price(text: str, *, currency: str | None = None) -> str:
    """A number and its currency (ISO 4217), "9.99 EUR"; `currency` where the text names none."""
    match = _PRICE.fullmatch(text)
    code = match["currency"].upper() if match is not None and match["currency"] else currency
    if match is None or code is None:
        raise InvalidValue(f"{text!r:.60}", allowed="a number and its currency, such as 9.99 EUR")
    number = plain_number(match["number"])
    check_currency(code)
    return f"{number} {code}"


def check_currency(code: str) -> None:
    """InvalidValue unless ISO 4217 has that code."""
    # Babel costs time to import and only prices need it.
    from babel.numbers import is_currency  # noqa: PLC0415

    if not is_currency(code):
        raise InvalidValue(f"no currency {code!r}", allowed="a code of ISO 4217, such as EUR")


def plain_date(text: str, *, with_time: bool = False) -> str:
    """A date, or a date and the time on the clocks there, in ISO 8601's long form."""
    allowed = "YYYY-MM-DDThh:mm" if with_time else "YYYY-MM-DD or YYYY-MM-DDThh:mm"
    try:
        if _DATE.fullmatch(text) is None or (with_time and len(text) < len("YYYY-MM-DDThh:mm")):
            raise ValueError
        datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidValue(f"{text!r:.60}", allowed=f"a date that exists, as {allowed}") from error
    return text


def plain_colour(text: str) -> str:
    """A colour as six hexadecimal digits."""
    if _COLOUR.fullmatch(text) is None:
        raise InvalidValue(f"{text!r:.60}", allowed="#rrggbb")
    return text.lower()
