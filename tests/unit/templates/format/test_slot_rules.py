from typing import Any

import pytest

from templates.errors import TemplateError
from templates.format.loader import parse_template
from templates.template import SlotType
from tests.unit.templates.samples import make_template, plain_template, template_bytes

TRACKS = {"type": "list", "of": "text", "bind": "content.tracks", "max_items": 5}


def with_slot(**slot: Any) -> dict[str, Any]:
    return plain_template(slots={**plain_template()["slots"], "extra": slot})


def row(more: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """A template with a repeated box of one text as its last child."""
    plain = plain_template(**changes)
    plain["slots"] |= {"tracks": TRACKS}
    text = {"id": "title", "kind": "text", "slot": "tracks", "style": "small"}
    box = {"id": "row", "kind": "box", "repeat": "tracks", "children": [text], **(more or {})}
    plain["layout"]["children"].append(box)
    return plain


def text(**node: Any) -> dict[str, Any]:
    return {"id": "title", "kind": "text", "style": "small", **node}


def copy(**en: str) -> dict[str, Any]:
    plain = plain_template()
    words = {"cta": "Listen", **en}
    bound = {name: {"type": "text", "bind": f"copy.{name}"} for name in en if name != "cta"}
    return plain_template(slots={**plain["slots"], **bound}, copy={"en": words})


ANIMATED = {"kind": "animated", "duration_s": 3, "fps": 30}
LATE = {"opacity": [{"t": 0, "value": 0}, {"t": 2, "value": 1}]}


@pytest.mark.parametrize(
    ("plain", "where", "what", "allowed"),
    [
        (with_slot(type="film", bind="content.x"), "slots.extra.type", "'film'", "'video'"),
        (
            with_slot(type="video", default="a.mp4", bind="content.x"),
            "slots.extra.default", "no file", "no default",
        ),
        (with_slot(type="list", bind="content.x"), "slots.extra", "of is missing", "text, number"),
        (
            with_slot(type="list", of="audio", bind="content.x"),
            "slots.extra.of", "'audio'", "'image'",
        ),
        (
            with_slot(type="list", of="text", max_items=21, bind="content.x"),
            "slots.extra.max_items", "21", "≤ 20",
        ),
        (
            with_slot(type="list", of="text", max_items=2, min_items=3, bind="content.x"),
            "slots.extra.min_items", "3", "≤ 2",
        ),
        (
            with_slot(type="date", max_chars=3, bind="content.x"),
            "slots.extra.max_chars", "nothing for a date", "format",
        ),
        (
            with_slot(type="list", of="date", digits=2, bind="content.x"),
            "slots.extra.digits", "a list of dates", "format, max_items",
        ),
        (
            with_slot(type="number", format="money", bind="content.x"),
            "slots.extra.format", "'money'", "currency",
        ),
        (
            with_slot(type="date", format="dd.MM", bind="content.x"),
            "slots.extra.format", "'dd.MM'", "MMMd",
        ),
        (
            with_slot(type="number", currency="EUR", bind="content.x"),
            "slots.extra.currency", "shows none", "format: currency",
        ),
        (
            with_slot(type="number", format="currency", currency="XQX", bind="content.x"),
            "slots.extra.currency", "'XQX'", "4217",
        ),
        (
            with_slot(type="colour", bind="copy.cta"),
            "slots.extra.bind", "copy is words", "content",
        ),
        (
            with_slot(type="colour", required=False, bind="content.x"),
            "slots.extra", "may be missing", "default",
        ),
        (
            with_slot(type="colour", default="#12", bind="content.x"),
            "slots.extra.default", "'#12'", "#rrggbb",
        ),
        (
            with_slot(type="number", default=float("nan"), bind="content.x"),
            "slots.extra.default", "nan", "a finite number",
        ),
        (
            with_slot(type="date", default="2026-02-30", bind="content.x"),
            "slots.extra.default", "2026-02-30", "exists",
        ),
        (
            with_slot(type="image", default="a.jpg", bind="content.x"),
            "slots.extra.default", "no file", "no default",
        ),
        (
            with_slot(type="text", default=["a"], bind="content.x"),
            "slots.extra.default", "['a']", "one value",
        ),
        (
            with_slot(type="list", of="text", default="a", bind="content.x"),
            "slots.extra.default", "'a'", "a list",
        ),
        (
            plain_template(slots={**plain_template()["slots"],
                "accent": {"type": "colour", "bind": "content.x"}}),
            "slots.accent", "a colour of the scheme", "none of",
        ),
        (row({"repeat": "name"}), "layout.children[4].repeat", "no list slot", "tracks"),
        (row({"repeat": None, "cycle": 3}), "layout.children[4].cycle", "nothing", "repeat"),
        (row({"cycle": 21}), "layout.children[4].cycle", "21", "≤ 20"),
        (row({"repeat_stagger": 0.1}), "layout.children[4].repeat_stagger", "static", "animated"),
        (
            row({"children": [text(id="row-2", slot="tracks"), {"id": "row", "kind": "box"}]}),
            "layout.children[4].children[1].id", "used twice", "unique",
        ),
        (
            row({"children": [{"id": "in", "kind": "box", "repeat": "tracks"}]}),
            "layout.children[4].children[0].repeat", "a repeat in a repeat", "one",
        ),
        (
            row({"repeat": None, "children": [text(slot="tracks")]}),
            "layout.children[4].children[0].slot", "is a list", "repeated",
        ),
        (
            row({"repeat": None, "children": [text(index=True)]}),
            "layout.children[4].children[0].index", "no item", "repeated",
        ),
        (
            row({"children": [text(index=True, text="x")]}),
            "layout.children[4].children[0]", "one of", "index",
        ),
        (
            row({"children": [text(id=f"n{n}", slot="tracks") for n in range(45)]}),
            "layout", "236 nodes", "200",
        ),
        (
            row({"children": [text(slot="tracks", motion=LATE)], "repeat_stagger": 1}, **ANIMATED),
            "layout.children[4].children[0].motion", "in the last copy it ends at 6", "0 to 3",
        ),
        (copy(cta="Hear {name"), "copy.en.cta", "without its }", "{name}"),
        (copy(cta="Hear name}"), "copy.en.cta", "without its {", "{name}"),
        (copy(cta="Hear {}"), "copy.en.cta", "without its }", "{name}"),
        (copy(cta="Hear {nmae}"), "copy.en.cta", "{nmae}", "name"),
        (copy(cta="See {artwork}"), "copy.en.cta", "{artwork}", "name"),
        (copy(cta="Hear {tagline}"), "copy.en.cta", "may have no value", "required: false for cta"),
        (copy(cta="Hear {cta}"), "copy.en.cta", "cta → cta", "an end"),
        (copy(cta="a {b}", b="b {c}", c="c {b}"), "copy.en.b", "b → c → b", "an end"),
    ],
)  # fmt: skip
def test_faults(plain: dict[str, Any], where: str, what: str, allowed: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parse_template({"template.yaml": template_bytes(plain)}, name="t")
    error = caught.value
    assert error.where.startswith("t/template.yaml:")
    assert error.where.endswith(f": {where}")
    assert what in error.what
    assert allowed in error.allowed


def test_the_id_of_a_copy_is_not_that_of_what_it_copies() -> None:
    parse_template({"template.yaml": template_bytes(row({"id": "art"}))}, name="t")


def test_a_cycle_that_only_a_fallback_closes() -> None:
    plain = copy(a="a {b}", b="b")
    plain["copy"]["ar"] = {"cta": "x", "b": "ب {a}"}
    with pytest.raises(TemplateError, match="quotes itself"):
        parse_template({"template.yaml": template_bytes(plain)}, name="t")


def test_many_quotes_are_no_work() -> None:
    words = {f"s{n}": "".join(f"{{s{k}}}" for k in range(n + 1, 36)) or "x" for n in range(36)}
    parse_template({"template.yaml": template_bytes(copy(**words))}, name="t")


def test_defaults_as_yaml_writes_them() -> None:
    slots = {
        **plain_template()["slots"],
        "day": {"type": "date", "bind": "content.day", "default": "2026-11-28"},
        "price": {"type": "number", "bind": "content.price", "default": 9.9, "format": "percent"},
        "seats": {"type": "list", "of": "number", "bind": "content.seats", "default": [1, 2.5]},
    }
    text = template_bytes(plain_template(slots=slots)).replace(b"'2026-11-28'", b"2026-11-28")
    assert b"default: 2026-11-28" in text
    found = parse_template({"template.yaml": text}, name="t").slots
    assert found["day"].default == "2026-11-28"
    assert found["price"].default == "9.9"
    assert found["seats"].default == ("1", "2.5")
    assert found["seats"].item is SlotType.NUMBER


def test_a_colour_slot_is_a_role_and_has_one_for_what_stands_on_it() -> None:
    slots = {**plain_template()["slots"], "tour": {"type": "colour", "bind": "content.tour"}}
    layout = plain_template()["layout"]
    layout["children"][3] |= {"fill": "tour/80"}
    layout["children"][3]["children"][0] |= {"color": "on_tour"}
    make_template(slots=slots, layout=layout)
    with pytest.raises(TemplateError, match="no colour"):
        make_template(layout=layout)
