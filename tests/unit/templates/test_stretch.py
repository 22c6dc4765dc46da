from typing import Any

import pytest

from templates.catalogue import open_library
from templates.content import PictureRef, SlotValue
from templates.resolved import resolve
from templates.stretch import stretch_of
from templates.template import Template
from tests.unit.templates.samples import make_template, plain_template

FULL = {"position": "absolute", "inset": 0}


def film(*nodes: dict[str, Any], **changes: Any) -> Template:
    """Four seconds over which `nodes` are shown, the sample's slots and styles at hand."""
    return make_template(
        kind="animated",
        duration_s=4,
        fps=30,
        layout={"id": "page", "kind": "box", "children": list(nodes)},
        **{"colors": {"scheme": "dark"}, **changes},
    )


def words(slot: str, **changes: Any) -> dict[str, Any]:
    return {"id": slot, "kind": "text", "slot": slot, "style": "small", **changes}


def card(**changes: Any) -> dict[str, Any]:
    return {"id": "card", "kind": "shape", "fill": "#102030", **FULL, **changes}


def slots(template: Template, start_s: float, end_s: float, ratio: str = "1:1") -> set[str]:
    return set(stretch_of(template, ratio=ratio, start_s=start_s, end_s=end_s).slots)


def test_a_stretch_depends_on_what_is_shown_in_it() -> None:
    template = film(
        words("name", motion={"shown": [0, 2]}), words("cta", motion={"shown": [2, None]})
    )
    assert slots(template, 0, 2) == {"name"}
    assert slots(template, 2, 4) == {"cta"}
    assert slots(template, 0, 4) == {"name", "cta"}


def test_what_a_box_holds_is_shown_no_longer_than_the_box() -> None:
    box = {"id": "box", "kind": "box", "motion": {"shown": [0, 1]}, "children": [words("name")]}
    assert slots(film(box), 0, 1) == {"name"}
    assert slots(film(box), 1, 4) == set()


def test_what_lies_below_a_full_card_at_rest_does_not_count() -> None:
    below = {"id": "art", "kind": "picture", "slot": "artwork", **FULL}
    rising = {"clip": [{"t": 2, "top": 1}, {"t": 2.5, "top": 0}], "shown": [2, None]}
    template = film(below, card(motion=rising), words("cta"))
    assert slots(template, 0, 2) == {"artwork", "cta"}
    assert slots(template, 2, 4) == {"artwork", "cta"}
    assert slots(template, 2.5, 4) == {"cta"}


@pytest.mark.parametrize(
    "change",
    [
        {"fill": "#102030/90"},
        {"radius": 4},
        {"inset": [1, 0, 0, 0]},
        {"opacity": 0.9},
        {"shape": "ellipse"},
        {"blend": "multiply"},
        {"when": "tagline"},
        {"z": -1},
        {"motion": {"shown": [1, 3]}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_card_that_does_not_hide_all_hides_nothing(change: dict[str, Any]) -> None:
    template = film(words("name"), card(**change))
    assert "name" in slots(template, 0, 4)


def test_colours_come_from_the_artwork_or_from_a_slot() -> None:
    roles = card(fill="accent")
    colour = {"type": "colour", "bind": "content.paint"}
    plain = plain_template()["slots"]
    drawn = film(roles, colors={"scheme": "dark", "slot": "artwork"})
    assert slots(drawn, 0, 4) == {"artwork"}
    assert slots(film(roles), 0, 4) == set()
    given = film(card(fill="paint"), slots={**plain, "paint": colour})
    assert slots(given, 0, 4) == {"paint"}


def test_a_stretch_depends_on_the_clip_that_runs_in_it() -> None:
    plain = plain_template()["slots"]
    film_slot = {"type": "video", "bind": "content.film"}
    running = {"id": "film", "kind": "video", "slot": "film", **FULL, "motion": {"shown": [0, 2]}}
    template = film(running, words("cta"), slots={**plain, "film": film_slot})
    assert slots(template, 0, 2) == {"film", "cta"}
    assert slots(template, 2, 4) == {"cta"}


def test_contents_that_differ_elsewhere_have_one_signature() -> None:
    template = film(
        words("name", motion={"shown": [0, 2]}), words("cta", motion={"shown": [2, None]})
    )
    end = stretch_of(template, ratio="1:1", start_s=2, end_s=4)

    def signature(name: str, locale: str, ratio: str = "1:1") -> object:
        content: dict[str, SlotValue] = {"name": name, "artwork": PictureRef(sha256="a" * 64)}
        return end.signature(resolve(template, content=content, locale=locale, ratio=ratio))

    assert signature("Nour", "en") == signature("Adele", "en") == signature("Nour", "de")
    assert signature("Nour", "en") != signature("Nour", "ar")
    assert signature("Nour", "en") != signature("Nour", "en", "9:16")


def test_the_card_of_a_clip_is_no_artists() -> None:
    template = open_library().get("clip")
    (cut_s,) = template.cuts_s
    card = stretch_of(template, ratio="9:16", start_s=cut_s, end_s=9)
    assert card.slots == {"close", "cta"}
    film = stretch_of(template, ratio="9:16", start_s=0, end_s=cut_s)
    assert {"clip", "name", "artwork"} <= film.slots
