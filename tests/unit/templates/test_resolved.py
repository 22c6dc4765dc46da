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
from tests.unit.templates.samples import SHA, make_template

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
