"""Names of layers → slots."""

import pytest

from templates.lottie.naming import picture_slot, text_slot, unused


@pytest.mark.parametrize(
    ("layer", "name", "bind"),
    [
        ("headline", "headline", "copy.headline"),
        ("copy.cta", "cta", "copy.cta"),
        ("catalog.name", "name", "catalog.name"),
        (" Content.Tagline ", "tagline", "content.tagline"),
        ("Listen free!", "listen_free", "copy.listen_free"),
        ("Ünïcode 2", "unicode_2", "copy.unicode_2"),
        ("2024", "text", "copy.text"),
        ("استمع", "text", "copy.text"),
        ("catalog.", "catalog", "copy.catalog"),
        ("x" * 99, "x" * 30, "copy." + "x" * 30),
    ],
)
def test_texts(layer: str, name: str, bind: str) -> None:
    found = text_slot(layer)
    assert (found.name, found.bind) == (name, bind)


@pytest.mark.parametrize(
    ("layer", "bind"),
    [
        ("catalog.artwork", "catalog.artwork"),
        ("Artwork", "catalog.artwork"),
        ("content.cover", "content.cover"),
        ("logo", None),
        ("copy.logo", None),
        ("artwork.png", None),
    ],
)
def test_pictures(layer: str, bind: str | None) -> None:
    found = picture_slot(layer)
    assert (found.bind if found else None) == bind


def test_names_are_numbered_when_taken() -> None:
    taken: set[str] = set()
    assert [unused("cta", taken, joint="-") for _ in range(3)] == ["cta", "cta-2", "cta-3"]
