import pytest

from templates.errors import InvalidLocale
from templates.locales import parse_locale


@pytest.mark.parametrize(
    ("tag", "canonical", "script"),
    [
        ("en", "en", "Latn"),
        ("AR-eg", "ar-EG", "Arab"),
        ("zh-tw", "zh-TW", "Hant"),
        ("zh", "zh", "Hans"),
        ("sr-latn-RS", "sr-Latn-RS", "Latn"),
        ("pa-PK", "pa-PK", "Arab"),
        ("es-419", "es-419", "Latn"),
        ("de-1901", "de-1901", "Latn"),
    ],
)
def test_tags_are_made_canonical(tag: str, canonical: str, script: str) -> None:
    locale = parse_locale(tag)
    assert (locale.tag, locale.script) == (canonical, script)


@pytest.mark.parametrize("tag", ["ar", "he", "fa-IR", "ur-PK", "ckb", "dv"])
def test_right_to_left(tag: str) -> None:
    assert parse_locale(tag).right_to_left


def test_fallbacks_grow_shorter() -> None:
    assert parse_locale("zh-Hant-TW").fallbacks == ("zh-Hant-TW", "zh-Hant", "zh")


@pytest.mark.parametrize("tag", ["", "a", "english", "en_US", "xx", "en-UK", "en-", "ar--EG", "1"])
def test_what_does_not_exist_is_refused(tag: str) -> None:
    with pytest.raises(InvalidLocale) as caught:
        parse_locale(tag)
    assert caught.value.where == "locale"
    assert caught.value.allowed
