from typing import Any

import pytest

from templates.content import PictureRef, SlotValue, SoundRef, bind_content, check_value
from templates.errors import InvalidLocale, InvalidValue
from templates.template import Template
from tests.unit.templates.samples import SHA, make_template, plain_template

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


def with_slot(**slot: Any) -> Template:
    plain = plain_template()
    return make_template(
        slots={
            **plain["slots"],
            "x": {"bind": "content.tracks", "required": slot["type"] == "colour", **slot},
        }
    )


TRACKS = with_slot(type="list", of="text", min_items=2, max_items=3)
PICTURES = with_slot(type="list", of="image", max_items=3)


def bound_list(template: Template, locale: str = "ar-EG", **content: SlotValue) -> SlotValue | None:
    return bind_content(template, catalog={}, content=content, locale=locale).get("x")


def test_a_list_of_numbered_rows_or_one_array_or_a_tuple() -> None:
    assert bound_list(TRACKS, tracks_1="a", tracks_2="b") == ("a", "b")
    assert bound_list(TRACKS, tracks='["a", 2, 2.5]') == ("a", "2", "2.5")
    assert bound_list(TRACKS, tracks=("a", "b")) == ("a", "b")
    assert bound_list(PICTURES, tracks_1=ART, tracks_2=ART) == (ART, ART)


def test_a_row_that_is_missing_keeps_its_place() -> None:
    assert bound_list(TRACKS, tracks_1="a", tracks_3="c") == ("a", "", "c")


def test_of_too_many_items_the_first_and_of_too_few_none() -> None:
    assert bound_list(TRACKS, **{f"tracks_{n}": str(n) for n in range(1, 21)}) == ("1", "2", "3")
    assert bound_list(TRACKS, tracks_1="a") is None
    assert bound_list(TRACKS, tracks="[]") is None
    assert bound_list(TRACKS) is None


@pytest.mark.parametrize(
    "text",
    ["a", "{}", '[["a"]]', "[null]", "[true]", '["a"', "[" * 100_000, f"[{'1' * 5000}]"],
)
def test_no_array(text: str) -> None:
    with pytest.raises(InvalidValue, match="JSON array") as caught:
        bound_list(TRACKS, tracks=text)
    assert caught.value.where == "content.tracks"


def test_numbers_that_json_cannot_hold_are_refused_by_type() -> None:
    template = with_slot(type="list", of="number")
    for text in ("[1e400]", "[NaN]"):
        found = bound_list(template, tracks=text)
        with pytest.raises(InvalidValue, match="plain decimal") as caught:
            check_value(template.slots["x"], found)
        assert caught.value.where == "content.x[0]"


@pytest.mark.parametrize(
    ("slot", "value", "checked"),
    [
        ({"type": "number"}, " 12.50 ", "12.50"),
        ({"type": "number", "format": "currency", "currency": "EUR"}, "9.99", "9.99 EUR"),
        ({"type": "date"}, "2026-11-28", "2026-11-28"),
        ({"type": "colour"}, "#FF8800", "#ff8800"),
        ({"type": "list", "of": "text"}, ("a  b", "", "c", ""), ("a b", "", "c")),
        ({"type": "list", "of": "date"}, ["2026-11-28"], ("2026-11-28",)),
        ({"type": "list", "of": "image"}, (ART, "", ART), (ART, "", ART)),
        ({"type": "list", "of": "text"}, (), ()),
        ({"type": "text"}, "10\u202f000\n€", "10\u202f000 €"),
    ],
)
def test_good_values(slot: dict[str, Any], value: object, checked: SlotValue) -> None:
    assert check_value(with_slot(**slot).slots["x"], value) == checked


@pytest.mark.parametrize(
    ("slot", "value", "where", "allowed"),
    [
        ({"type": "number"}, 12.5, "content.x", "a number"),
        ({"type": "number"}, "1e400", "content.x", "plain decimal"),
        ({"type": "number", "format": "currency"}, "9.99", "content.x", "9.99 EUR"),
        ({"type": "date"}, "2026-02-30", "content.x", "exists"),
        ({"type": "date", "format": "Hm"}, "2026-11-28", "content.x", "hh:mm"),
        ({"type": "colour"}, "#12", "content.x", "#rrggbb"),
        ({"type": "text"}, ("a",), "content.x", "a text"),
        ({"type": "list", "of": "text"}, "a", "content.x", "a list of texts"),
        ({"type": "list", "of": "text"}, ("a",) * 10_000, "content.x", "at most 20"),
        ({"type": "list", "of": "text", "min_items": 2}, ("a", ""), "content.x", "at least 2"),
        ({"type": "list", "of": "text"}, ("a", ("b",)), "content.x[1]", "a text"),
        ({"type": "list", "of": "text", "max_chars": 3}, ("abcd",), "content.x[0]", "at most 3"),
        ({"type": "list", "of": "number"}, ("1", "x"), "content.x[1]", "plain decimal"),
        ({"type": "list", "of": "image"}, ("a.jpg",), "content.x[0]", "a picture"),
        ({"type": "list", "of": "image"}, (SoundRef(sha256=SHA),), "content.x[0]", "a picture"),
    ],
)
def test_bad_values(slot: dict[str, Any], value: object, where: str, allowed: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        check_value(with_slot(**slot).slots["x"], value)
    assert caught.value.where == where
    assert allowed in caught.value.allowed
    assert len(str(caught.value)) < 300
