from collections.abc import Sequence

import pytest

from templates.locales import parse_locale
from templates.localised import DATE_LENGTHS, SKELETONS, localised, localised_count
from templates.template import Slot, SlotType
from templates.text import isolate
from templates.text.bidi import visual_order
from tests.unit.templates.text.bidi_lines import line_levels

NB, NNB, RLM, LRM, ALM = "\u00a0", "\u202f", "\u200f", "\u200e", "\u061c"


def slot(
    kind: SlotType, format: str = "", currency: str | None = None, digits: int | None = None
) -> Slot:
    return Slot(
        name="x", type=kind, title="", bind="content.x", required=True, max_chars=9,
        min_side_px=1, format=format, currency=currency, digits=digits,
    )  # fmt: skip


def tags(locale: str) -> Sequence[str]:
    return (*parse_locale(locale).fallbacks, "en")


def number(text: str, locale: str, format: str = "decimal", digits: int | None = None) -> str:
    found = slot(SlotType.NUMBER, format, digits=digits)
    return localised(found, text, tags=tuple(tags(locale)))


def date(text: str, locale: str, format: str = "") -> str:
    return localised(slot(SlotType.DATE, format), text, tags=tuple(tags(locale)))


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("en-US", "1,234,567.5"),
        ("de-DE", "1.234.567,5"),
        ("fr-FR", f"1{NNB}234{NNB}567,5"),
        ("hi-IN", "12,34,567.5"),
        ("ar-EG", "١٬٢٣٤٬٥٦٧٫٥"),
        ("ar-SA", "١٬٢٣٤٬٥٦٧٫٥"),
        ("ar-AE", "1,234,567.5"),
        ("fa-IR", "۱٬۲۳۴٬۵۶۷٫۵"),
        ("ur-PK", "1,234,567.5"),
        ("mr-IN", "१२,३४,५६७.५"),
        ("bn-BD", "১২,৩৪,৫৬৭.৫"),
    ],
)
def test_numbers_in_the_digits_of_the_locale(locale: str, written: str) -> None:
    assert number("1234567.5", locale) == written


@pytest.mark.parametrize(
    ("price", "locale", "written"),
    [
        ("9.99 EUR", "de-DE", f"9,99{NB}€"),
        ("9.99 EUR", "en-GB", "€9.99"),
        ("1500 JPY", "ja-JP", "￥1,500"),
        ("49.9 BRL", "pt-BR", f"R${NB}49,90"),
        ("49.99 EGP", "ar-EG", f"{RLM}٤٩٫٩٩{NB}{isolate(f'ج.م.{RLM}')}"),
        ("49.99 AED", "ar-AE", f"{RLM}49.99{NB}{isolate(f'د.إ.{RLM}')}"),
        ("19.9 ILS", "he-IL", f"{RLM}19.90{NB}{RLM}{isolate('₪')}"),
    ],
)
def test_the_sides_and_signs_of_prices(price: str, locale: str, written: str) -> None:
    assert number(price, locale, "currency") == written


def test_digits_after_the_point() -> None:
    assert number("10 EUR", "de", "currency", digits=0) == f"10{NB}€"
    assert number("2.5", "en", digits=2) == "2.50"
    assert number("1234567", "en", "compact", digits=0) == "1M"


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("en", "-25%"),
        ("de", f"-25{NB}%"),
        ("ar-EG", f"{ALM}-٢٥٪{ALM}"),
        ("fa", f"{LRM}−۲۵٪"),
    ],
)
def test_per_cent_and_minus_as_the_locale_writes_them(locale: str, written: str) -> None:
    assert number("-0.25", locale, "percent") == written


def test_large_numbers_in_short() -> None:
    found = [number("1234567", locale, "compact") for locale in ("en", "de", "ja", "hi", "ar-EG")]
    assert found == ["1.2M", f"1,2{NB}Mio.", "123.5万", f"12.3{NB}लाख", f"١٫٢{NB}مليون"]


@pytest.mark.parametrize(
    ("locale", "format", "written"),
    [
        ("en", "", "Nov 28, 2026"),
        ("en", "full", "Saturday, November 28, 2026"),
        ("en-GB", "MMMd", "28 Nov"),
        ("de", "MMMEd", "Sa., 28. Nov."),
        ("ja", "yMMMd", "2026年11月28日"),
        ("ar-EG", "MMMd", "٢٨ نوفمبر"),
        ("ar-AE", "MMMd", "28 نوفمبر"),
        ("fa", "MMMd", "۲۸ نوامبر"),
        ("he", "MMMd", "28 בנוב׳"),
        ("fr", "Hm", "20:30"),
        ("ar-EG", "Hm", "٢٠:٣٠"),
    ],
)
def test_dates(locale: str, format: str, written: str) -> None:
    assert date("2026-11-28T20:30", locale, format) == written


def test_the_time_on_the_clocks_there() -> None:
    assert date("2026-11-28T20:30:00+09:00", "de", "Hm") == "20:30"


def test_every_format_in_the_languages_of_the_markets() -> None:
    for locale in ("en", "ar", "he", "fa", "ur", "es", "pt-BR", "de", "fr", "hi", "ja"):
        for format in (*DATE_LENGTHS, *SKELETONS):
            assert date("2026-11-28T20:30", locale, format)


def test_one_locale_says_nothing_in_another_s_words() -> None:
    # Babel's locales share what they inherit: after Hebrew, Hindi months were Hebrew ones.
    assert date("2026-11-28", "he", "MMM") == "נוב׳"
    assert date("2026-11-28", "hi", "MMM") == "नव॰"
    assert date("2026-11-28", "ur", "E") == "ہفتہ"
    assert date("2026-11-28", "pt-BR", "E") == "sáb."


@pytest.mark.parametrize(
    "locale", ["en-BR", "ar-DE", "tlh", "qaa-Latn", "de-CH-1996", "zh-Hant-HK"]
)
def test_tags_that_cldr_does_not_know(locale: str) -> None:
    assert date("2026-11-28", locale, "y").endswith(("2026", "٢٠٢٦", "年"))
    assert localised_count(12, tags=tuple(tags(locale))) in ("12", "١٢")


def test_no_language_fails() -> None:
    from templates.locales import _LANGUAGES  # noqa: PLC0415 - a list of this test alone

    for language in _LANGUAGES.split():
        assert number("1234.5", language)
        assert date("2026-11-28", language, "MMMd")


def _seen(text: str, base: int = 1) -> str:
    hidden = "\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
    order = visual_order(line_levels(text, base))
    return "".join(text[i] for i in order if text[i] not in hidden).replace(NB, " ")


def test_a_quoted_price_stays_one_unit_in_a_sentence_from_right_to_left() -> None:
    price = number("9.99 USD", "ar-EG", "currency")
    assert _seen(f"الآن {isolate(price)} فقط") == "طقف US$ ٩٫٩٩ نآلا"
    price = number("49 EGP", "ar-EG", "currency", digits=0)
    assert _seen(f"الآن {isolate(price)} فقط") == "طقف .م.ج ٤٩ نآلا"
    price = number("9.99 USD", "ur-PK", "currency")
    assert _seen(f"صرف {isolate(price)} میں") == "ںیم $9.99 فرص"
    percent = number("0.25", "ar-AE", "percent")
    assert _seen(f"خصم {isolate(percent)} الآن") == "نآلا 25% مصخ"


def test_a_quoted_name_turns_nothing_around() -> None:
    assert _seen(f"استمع إلى {isolate('Foo (Bar) 100%')} الآن") == "نآلا Foo (Bar) 100% ىلإ عمتسا"
