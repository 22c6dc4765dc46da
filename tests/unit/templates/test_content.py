import pytest

from templates.content import PictureRef, SlotValue, SoundRef, bind_content
from templates.errors import InvalidLocale, InvalidValue
from tests.unit.templates.samples import SHA, make_template

ART = PictureRef(sha256=SHA)


def bound(locale: str, **catalog: SlotValue) -> dict[str, SlotValue]:
    return bind_content(
        make_template(),
        catalog={"artwork": ART, **catalog},
        content={"tagline": "New album"},
        locale=locale,
    )


def test_slots_are_filled_from_their_sources_and_copy_is_left_out() -> None:
    assert bound("en", name="Nour") == {"name": "Nour", "artwork": ART, "tagline": "New album"}


@pytest.mark.parametrize(("locale", "name"), [("ar-EG", "نور"), ("ar", "نور"), ("he", "Nour")])
def test_the_nearest_localised_name_wins(locale: str, name: str) -> None:
    assert bound(locale, name="Nour", name_ar="نور")["name"] == name


def test_region_before_language() -> None:
    found = bound("pt-BR", name="A", name_pt="B", name_pt_BR="C")
    assert found["name"] == "C"


def test_empty_cells_count_as_absent() -> None:
    assert bound("ar", name="Nour", name_ar="  ")["name"] == "Nour"


def test_a_locale_that_does_not_exist() -> None:
    with pytest.raises(InvalidLocale):
        bound("xx", name="Nour")


@pytest.mark.parametrize("sha256", ["", "12", "Z" * 64])
def test_a_picture_needs_a_hash(sha256: str) -> None:
    with pytest.raises(InvalidValue, match="64"):
        PictureRef(sha256=sha256)
    with pytest.raises(InvalidValue, match="64 hexadecimal"):
        SoundRef(sha256=sha256)
