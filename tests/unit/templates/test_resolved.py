from itertools import pairwise
from typing import Any

import pytest

from templates.content import PictureRef, SoundRef
from templates.errors import (
    InvalidLocale,
    InvalidRatio,
    InvalidValue,
    MissingSlot,
    TemplatesError,
    UnknownPlacement,
    UnknownSlot,
)
from templates.resolved import ResolvedTemplate, resolve
from tests.unit.templates.samples import SHA, make_template, plain_template

CONTENT: dict[str, Any] = {"name": "Nour", "artwork": PictureRef(sha256=SHA)}


def resolved(
    content: dict[str, Any] | None = None, locale: str = "en", ratio: str = "1:1", **more: Any
) -> ResolvedTemplate:
    return resolve(
        make_template(), content=CONTENT if content is None else content, locale=locale,
        ratio=ratio, **more,
    )  # fmt: skip


def test_copy_falls_back_from_region_to_language_silently() -> None:
    found = resolved(locale="ar-EG")
    assert found.values["cta"] == "استمع"
    assert found.warnings == ()
    assert found.unsigned


def test_copy_falls_back_to_the_default_with_a_warning() -> None:
    found = resolved(locale="th")
    assert found.values["cta"] == "Listen"
    assert found.text_locales["cta"] == "en"
    assert found.warnings == ("copy_fallback:cta",)
    assert not found.unsigned


def test_content_may_replace_copy() -> None:
    found = resolved({**CONTENT, "cta": "  Hear\n it "}, locale="th")
    assert found.values["cta"] == "Hear it"
    assert found.warnings == ()


def test_optional_slots_may_be_empty() -> None:
    assert "tagline" not in resolved().values
    assert "tagline" not in resolved({**CONTENT, "tagline": "  "}).values


def test_ratios_beyond_the_declared_take_their_shape() -> None:
    found = resolved(ratio="1:2")
    assert (found.width_px, found.height_px) == (1080, 2160)
    assert found.look.tree.children[0].flex.height.value == 60


def test_safe_zone_by_placement() -> None:
    assert resolved(ratio="9:16").safe_zone.bottom == 0.35
    assert resolved(ratio="9:16", placement="snap.ads").safe_zone.bottom < 0.1
    assert resolved(ratio="1:1").safe_zone.bottom == 0


@pytest.mark.parametrize(
    ("change", "error", "where"),
    [
        ({"locale": "xx"}, InvalidLocale, "locale"),
        ({"ratio": "9x16"}, InvalidRatio, "ratio"),
        ({"placement": "meta.moon"}, UnknownPlacement, "placement"),
        ({"content": {"artwork": CONTENT["artwork"]}}, MissingSlot, "content.name"),
        ({"content": {**CONTENT, "nmae": "x"}}, UnknownSlot, "content.nmae"),
        ({"content": {**CONTENT, "name": ""}}, MissingSlot, "content.name"),
        ({"content": {**CONTENT, "name": "x" * 61}}, InvalidValue, "content.name"),
        ({"content": {**CONTENT, "name": CONTENT["artwork"]}}, InvalidValue, "content.name"),
        ({"content": {**CONTENT, "artwork": "a.jpg"}}, InvalidValue, "content.artwork"),
        (
            {"content": {**CONTENT, "artwork": SoundRef(sha256=SHA)}},
            InvalidValue,
            "content.artwork",
        ),
    ],
)
def test_bad_input_says_where_and_what_is_allowed(
    change: dict[str, Any], error: type[TemplatesError], where: str
) -> None:
    with pytest.raises(error) as caught:
        resolved(**change)
    assert caught.value.where == where
    assert caught.value.allowed


def quoting(**en: str) -> dict[str, Any]:
    plain = plain_template()
    slots = {
        **plain["slots"],
        "price": {"type": "number", "format": "currency", "bind": "content.p", "default": "5 EUR"},
        "day": {"type": "date", "format": "MMMd", "bind": "content.day", "required": False},
        "cta": {"type": "text", "bind": "copy.cta", "required": False, "max_chars": 30},
    }
    words = {"en": {"cta": "Listen", **en}, "ar": {"cta": "استمع إلى {name}"}}
    return {**plain, "slots": slots, "copy": words}


def words(locale: str = "en", *, cta: str = "Listen", **content: Any) -> Any:
    template = make_template(**quoting(cta=cta))
    found = resolve(template, content={**CONTENT, **content}, locale=locale, ratio="1:1")
    return found.values.get("cta")


def test_copy_quotes_values_as_units_of_their_own_direction() -> None:
    assert words("ar", name="Foo (100%)") == "استمع إلى \u2068Foo (100%)\u2069"


def test_copy_quotes_values_as_the_locale_writes_them() -> None:
    assert words("de", cta="Only {price}") == "Only \u20685,00\u00a0€\u2069"
    assert words("en", cta="On {day}", day="2026-11-28") == "On \u2068Nov 28\u2069"


def test_copy_without_what_it_quotes_is_left_out() -> None:
    assert words(cta="On {day}") is None


def test_a_value_cannot_end_its_isolate() -> None:
    assert words(cta="{name}!", name="a\u2069\u2068b\u202ec") == (
        "\u2068a\u2068b\u2068c\u2069\u2069\u2069!"
    )


def test_a_value_in_braces_is_no_quote() -> None:
    assert words(cta="Hear {name}", name="{price}") == "Hear \u2068{price}\u2069"
    given = resolved({**CONTENT, "cta": "{name} {"})
    assert given.values["cta"] == "{name} {"


def test_a_long_name_is_no_reason_to_refuse_copy() -> None:
    assert len(words(cta="Hear {name}", name="x" * 60)) > 60


def test_copy_in_copy() -> None:
    plain = quoting(cta="Hear {name}", line="{cta}: {price}")
    plain["slots"]["line"] = {"type": "text", "bind": "copy.line", "required": False}
    found = resolve(make_template(**plain), content=CONTENT, locale="en", ratio="1:1")
    assert found.values["line"] == ("\u2068Hear \u2068Nour\u2069\u2069: \u2068€5.00\u2069")


def test_copy_that_grows_without_end() -> None:
    names = [f"s{n}" for n in range(12)]
    doubled = {a: f"{{{b}}} {{{b}}}" for a, b in pairwise(names)}
    plain = quoting(**doubled, s11="x" * 200)
    plain["slots"] |= {
        name: {"type": "text", "bind": f"copy.{name}", "required": False} for name in names
    }
    with pytest.raises(InvalidValue, match="at most 2000") as caught:
        resolve(make_template(**plain), content=CONTENT, locale="en", ratio="1:1")
    assert caught.value.where.startswith("copy.s")


def test_a_default_stands_in_and_a_value_wins() -> None:
    template = make_template(**quoting())
    for content, price in (({}, "€5.00"), ({"price": ""}, "€5.00"), ({"price": "9 USD"}, "$9.00")):
        found = resolve(template, content={**CONTENT, **content}, locale="en-US", ratio="1:1")
        assert found.values["price"] == price
