"""Invented names read right in each script."""

import unicodedata

import numpy as np
import pytest

from ranker.sample.names import LOCALES, REGIONS, invent_names, read_words

SCRIPTS = {"ar": "ARABIC", "he": "HEBREW", "fa": "ARABIC", "ur": "ARABIC", "hi": "DEVANAGARI"}


def test_three_hundred_different_names_of_all_regions() -> None:
    names = invent_names(np.random.default_rng(0), count=300)
    assert len({name.latin for name in names}) == 300
    assert {name.region for name in names} == set(REGIONS)
    assert min(len(name.latin) for name in names) <= 4
    assert max(len(name.latin) for name in names) >= 35
    assert any("&" in name.latin for name in names)
    assert any(any(c.isdigit() for c in name.latin) for name in names)


def test_the_same_seed_gives_the_same_names() -> None:
    first, second, other = (
        invent_names(np.random.default_rng(seed), count=50) for seed in (3, 3, 4)
    )
    assert first == second
    assert first != other


def test_more_names_than_words_are_refused() -> None:
    with pytest.raises(ValueError, match="allowed: up to"):
        invent_names(np.random.default_rng(0), count=10_000)


def test_each_spelling_is_in_its_script() -> None:
    for name in invent_names(np.random.default_rng(0), count=300):
        spelt = dict(name.localised)
        assert set(spelt) == set(LOCALES)
        for locale, script in SCRIPTS.items():
            letters = [c for c in spelt[locale] if c.isalpha()]
            assert letters, (name.latin, locale)
            assert all(unicodedata.name(c).startswith(script) for c in letters), spelt[locale]


def test_all_words_are_in_normal_form_c() -> None:
    for table in ("first_names", "last_names", "bands", "copy"):
        for row in read_words(table):
            for value in row.values():
                assert unicodedata.is_normalized("NFC", value)
                assert value == value.strip()
                assert value


def test_copy_has_as_many_lines_in_every_language() -> None:
    rows = read_words("copy")
    locales = {row["locale"] for row in rows}
    assert locales == {"ar", "he", "fa", "ur", "ja", "hi", "pt", "de", "fr", "en", "es"}
    for slot in ("tagline", "quote", "track"):
        counts = {
            locale: sum(row["slot"] == slot and row["locale"] == locale for row in rows)
            for locale in locales
        }
        assert len(set(counts.values())) == 1
