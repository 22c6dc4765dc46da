"""What is lifted, what is kept and why, and what each slice still draws."""

from typing import Any

import pytest

from templates.lottie.facts import read_animation
from templates.lottie.slices import slice_of
from templates.lottie.stack import Kept, Lifted, stack
from tests.unit.templates.lottie.samples import (
    animation,
    as_bytes,
    keys,
    layer,
    square,
    still,
    transform,
)


def text(name: str = "headline", words: str = "Words", **changes: Any) -> Any:
    document = {"s": 20, "f": "F", "t": words, "j": 0, "lh": 24, "fc": [1, 1, 1]}
    body = {"d": {"k": [{"s": document, "t": 0}]}, "p": {}, "m": {}, "a": []}
    return layer(5, **{"nm": name, "t": body, **changes})


def image(name: str = "catalog.artwork", **changes: Any) -> Any:
    return layer(2, **{"nm": name, "refId": "image_0", **changes})


def lifted(plain: Any) -> list[str]:
    return [item.place.name for item in stack(plain).items if isinstance(item, Lifted)]


def said(plain: Any, name: str) -> tuple[str, str]:
    found = [item for item in stack(plain).findings if item.layer == name]
    return found[0].outcome, found[0].detail


def test_from_back_to_front() -> None:
    plain = animation(square(nm="front"), text(), square(nm="back"))
    order = [item if isinstance(item, Lifted) else item.path for item in stack(plain).items]
    assert order[0] == (2,)
    assert isinstance(order[1], Lifted)
    assert order[2] == (0,)


def test_compositions_are_opened_for_what_they_hold() -> None:
    inner = {"id": "c", "layers": [square(nm="over"), text(), square(nm="under")]}
    plain = animation(layer(0, nm="card", refId="c"), assets=[inner])
    items = stack(plain).items
    assert [item.path for item in items] == [(0, 2), (0, 1), (0, 0)]
    assert said(plain, "card / over") == ("kept", "drawn by ThorVG")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"masksProperties": [{"mode": "a"}]}, "mask"),
        ({"tm": still(0)}, "remapped"),
        ({"ef": [{"nm": "Blur"}]}, "effects"),
        ({"bm": 3}, "blend"),
        ({"ddd": 1}, "3D"),
    ],
)
def test_a_composition_that_does_more_stays_closed(changes: Any, reason: str) -> None:
    plain = animation(
        layer(0, nm="card", refId="c", **changes), assets=[{"id": "c", "layers": [text()]}]
    )
    assert lifted(plain) == []
    assert reason in said(plain, "card")[1]


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (text("x", masksProperties=[{"mode": "a"}]), "mask"),
        (text("x", words=" "), "no words"),
        (text("x", ks=transform(s=still([-100, 100, 100]))), "mirrors"),
        (image("logo"), "no source"),
    ],
)
def test_what_cannot_be_lifted_is_kept_with_its_reason(found: Any, reason: str) -> None:
    plain = animation(found, assets=[{"id": "image_0", "w": 4, "h": 4}])
    assert lifted(plain) == []
    assert reason in stack(plain).findings[0].detail


def test_hidden_layers_are_not_there_and_sounds_are_dropped() -> None:
    plain = animation(text(hd=True), layer(6, nm="music"))
    assert stack(plain).items == ()
    assert said(plain, "music")[0] == "dropped"


def test_a_plain_matte_is_a_window_and_another_one_keeps_its_layer() -> None:
    window = square(80, nm="window", td=1)
    plain = animation(window, image(tt=1))
    (item,) = stack(plain).items
    assert isinstance(item, Lifted)
    assert item.matte is not None
    assert said(plain, "window")[0] == "lifted"
    moving = square(80, nm="window", td=1, ks=transform(p=keys((0, [0, 0, 0]), (9, [9, 0, 0]))))
    plain = animation(moving, text(tt=1))
    (kept,) = stack(plain).items
    assert kept == Kept(path=(1,), matte=(0,))
    assert said(plain, "headline") == ("kept", "its matte is no plain still shape")


def test_a_slice_keeps_what_moves_its_layers_and_nothing_else() -> None:
    plain = animation(
        square(nm="shown", ind=1, parent=3),
        text(ind=2),
        image(ind=3, parent=4),
        square(nm="grand", ind=4),
        square(nm="other", ind=5),
        assets=[{"id": "image_0", "w": 4, "h": 4, "p": "data:…"}],
        fonts={"list": []},
    )
    part = slice_of(plain, [Kept(path=(0,))])
    assert [(found["nm"], found["ty"]) for found in part["layers"]] == [
        ("shown", 4),
        ("catalog.artwork", 3),
        ("grand", 3),
    ]
    assert part["assets"] == []
    assert "fonts" not in part


def test_a_slice_of_a_composition_is_one_of_its_own() -> None:
    inner = {"id": "c", "layers": [square(nm="over"), text(), square(nm="under")]}
    twice = [layer(0, nm="one", refId="c"), layer(0, nm="two", refId="c")]
    plain = animation(*twice, assets=[inner])
    part = slice_of(plain, [Kept(path=(0, 2)), Kept(path=(1, 0))])
    by_id = {asset["id"]: asset["layers"] for asset in part["assets"]}
    assert [found["refId"] for found in part["layers"]] == ["c-0", "c-1"]
    assert [found["nm"] for found in by_id["c-0"]] == ["under"]
    assert [found["nm"] for found in by_id["c-1"]] == ["over"]
    read_animation(as_bytes(part), file="part")


def test_a_matte_goes_with_what_it_mattes() -> None:
    stripes = square(nm="stripes", tt=1, ks=transform(r=keys((0, [0]), (9, [9]))))
    plain = animation(square(nm="matte", td=1), stripes, text())
    (_, kept) = stack(plain).items
    assert isinstance(kept, Kept)
    part = slice_of(plain, [kept])
    assert [found["nm"] for found in part["layers"]] == ["matte", "stripes"]
