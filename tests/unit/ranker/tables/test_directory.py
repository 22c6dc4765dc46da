"""Rows → one artist, market or content."""

from pathlib import Path

import pytest

from ranker import artist_of, content_of, market_of
from tests.unit.ranker.builders import load

CATALOG = (
    "artist_id,name,genre,artwork,labels,name_ar,name_ar_EG,name_pt-BR\n"
    "a1,Layla,pop,a.jpg,clean; live,ليلى,ليلى مصر,\n"
)


def test_names_by_locale(tmp_path: Path) -> None:
    artist = artist_of(load(tmp_path, catalog=CATALOG), "a1")
    assert dict(artist.names) == {"ar": "ليلى", "ar-EG": "ليلى مصر"}
    assert artist.name_in("ar-EG") == "ليلى مصر"
    assert artist.name_in("ar-SA") == "ليلى"
    assert artist.name_in("AR_eg") == "ليلى مصر"
    assert artist.name_in("pt-BR") == "Layla"
    assert artist.labels == ("clean", "live")


def test_a_market(tmp_path: Path) -> None:
    market = market_of(load(tmp_path), "EG")
    assert market.locales == ("ar-EG", "en")
    assert market.cost_per_mille is None


def test_content_falls_back_to_the_language(tmp_path: Path) -> None:
    tables = load(
        tmp_path,
        catalog=CATALOG,
        content="artist_id,locale,slot,value\na1,ar,tagline,ع\na1,en,tagline,e\na1,en,quote,q\n",
    )
    assert content_of(tables, "a1", locale="ar-EG") == {"tagline": "ع"}
    assert content_of(tables, "a1", locale="en") == {"tagline": "e", "quote": "q"}
    assert content_of(tables, "a9", locale="en") == {}


def test_content_for_every_locale(tmp_path: Path) -> None:
    rows = "a1,und,sound,a.wav\na1,und,tagline,?\na1,ar,tagline,ع\n"
    tables = load(tmp_path, catalog=CATALOG, content=f"artist_id,locale,slot,value\n{rows}")
    assert tables.problems == ()
    assert content_of(tables, "a1", locale="ar-EG") == {"sound": "a.wav", "tagline": "ع"}
    assert content_of(tables, "a1", locale="ja") == {"sound": "a.wav", "tagline": "?"}


def test_an_unknown_id_is_a_key_error(tmp_path: Path) -> None:
    tables = load(tmp_path)
    with pytest.raises(KeyError, match="a9"):
        artist_of(tables, "a9")
    with pytest.raises(KeyError, match="XX"):
        market_of(tables, "XX")
