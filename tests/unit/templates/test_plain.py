import json
import sys
from datetime import date

import pytest

from templates.errors import InvalidValue
from templates.plain import plain_colour, plain_date, plain_number, plain_price, plain_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (9.9, "9.9"),
        (1e-7, "0.0000001"),
        (1e22, "10000000000000000000000"),
        (json.loads("1e400"), "Infinity"),
        (float("nan"), "NaN"),
        (date(2026, 11, 28), "2026-11-28"),
    ],
)
def test_values_of_documents_as_data_writes_them(value: float | date, text: str) -> None:
    assert plain_text(value) == text


def test_a_number_of_more_digits_than_python_writes() -> None:
    with pytest.raises(InvalidValue, match="digits"):
        plain_text(10 ** (sys.get_int_max_str_digits() + 1))


@pytest.mark.parametrize("text", ["0", "12", "-3.5", "0.25", "999999999999999.5"])
def test_numbers(text: str) -> None:
    assert plain_number(text) == text
    assert plain_number("+12") == "12"


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "NaN", "Infinity", "1e400", "1,5", "1_000", "0x10", "1.", ".5", "٣", "1 2"),
        *("9" * 16, "1." + "9" * 10, "9" * 10_000, "--1", "1\n"),
    ],
)
def test_no_numbers(text: str) -> None:
    with pytest.raises(InvalidValue, match="plain decimal"):
        plain_number(text)


def test_prices() -> None:
    assert plain_price("9.99 EUR") == plain_price("9.99 eur") == "9.99 EUR"
    assert plain_price("9.99", currency="USD") == "9.99 USD"
    assert plain_price("9.99 EUR", currency="USD") == "9.99 EUR"


@pytest.mark.parametrize(
    ("text", "what"),
    [("9.99", "9.99"), ("EUR 9.99", "EUR"), ("x EUR", "'x'"), ("9.99 XQX", "XQX"), ("", "''")],
)
def test_no_prices(text: str, what: str) -> None:
    with pytest.raises(InvalidValue, match="allowed") as caught:
        plain_price(text)
    assert what in caught.value.what


@pytest.mark.parametrize(
    "text", ["2026-11-28", "2028-02-29", "2026-11-28T20:30", "2026-11-28T20:30:00+02:00"]
)
def test_dates(text: str) -> None:
    assert plain_date(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("2026-02-30", "2026-13-01", "2026-2-3", "20261128", "2026-W05-1", "28.11.2026", ""),
        *("0000-01-01", "2026-11-28T25:00", "2026-11-28T20", "٢٠٢٦-١١-٢٨", "tomorrow"),
    ],
)
def test_no_dates(text: str) -> None:
    with pytest.raises(InvalidValue, match="a date that exists"):
        plain_date(text)


def test_a_date_whose_time_is_shown_has_one() -> None:
    assert plain_date("2026-11-28T20:30", with_time=True) == "2026-11-28T20:30"
    with pytest.raises(InvalidValue, match="hh:mm"):
        plain_date("2026-11-28", with_time=True)


def test_colours() -> None:
    assert plain_colour("#FF8800") == "#ff8800"
    for text in ("#12", "FF8800", "#ff88000", "red", "#ff880g", "#ff8800\n"):
        with pytest.raises(InvalidValue, match="#rrggbb"):
            plain_colour(text)
