"""Every packaged template passes its own dry run: all ratios, all its locales, hard names."""

import pytest

from templates import check_template, open_library
from templates.text import FontLibrary

# Each ratio with the scripts that strain it most; the whole matrix is `handbill templates check`.
LOCALES = ("en", "ar", "ur", "hi", "fr")


@pytest.mark.parametrize("template_id", ["billboard", "pulse", "spotlight"])
def test_nothing_worse_than_a_note(template_id: str) -> None:
    template = open_library().get(template_id)
    report = check_template(template, fonts=FontLibrary.packaged(), locales=LOCALES)
    assert report.cells == 5 * 5 * 6
    assert report.passed, [found for found in report.findings if found.severity != "note"][:5]


@pytest.mark.parametrize("template_id", ["billboard", "pulse", "spotlight"])
def test_copy_is_complete_and_fits_its_limits(template_id: str) -> None:
    template = open_library().get(template_id)
    wanted = {"en", "ar", "he", "fa", "ur", "es", "pt-BR", "de", "fr", "hi", "ja"}
    assert set(template.locales) == wanted
    keys = {slot.key: slot for slot in template.slots.values() if slot.source == "copy"}
    for locale, words in template.copy.items():
        assert set(words.texts) == set(keys), locale
        for key, text in words.texts.items():
            assert len(text) <= keys[key].max_chars
            assert not set(text) & set("\"'"), f"{locale}: straight quotes in {text}"
