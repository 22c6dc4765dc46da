from typing import get_args

import pytest

from templates.easing import EASINGS
from templates.format.model import PresetName
from templates.format.presets import PRESETS, Change, departure, entrance

REST = {"offset": (0, 0), "scale": (1,), "rotation": (0,), "clip": (0, 0, 0, 0), "opacity": (1,)}


@pytest.mark.parametrize("name", PRESETS)
def test_what_enters_comes_from_where_nothing_is_seen_to_rest(name: str) -> None:
    found = entrance(Change(preset=name, t_s=1, for_s=0.5))
    for track, keys in found.items():
        assert keys[0].t_s == 1
        assert keys[-1].value == REST[track]
        assert keys[-1].t_s <= 1.5
    assert found.get("opacity", found.get("clip", ()))[0].value in (
        (0,),
        (0, 0, 1, 0),
        (0, 0, 0, 1),
    )


@pytest.mark.parametrize("name", PRESETS)
def test_what_leaves_goes_from_rest_to_where_nothing_is_seen(name: str) -> None:
    found = departure(Change(preset=name, t_s=1, for_s=0.5))
    for track, keys in found.items():
        assert keys[0].value == REST[track]
        assert keys[-1].t_s == 1.5
    last = found.get("opacity", found.get("clip", ()))[-1].value
    assert last in ((0,), (1, 0, 0, 0), (0, 1, 0, 0))


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_says_what_it_moves(name: str) -> None:
    preset = PRESETS[name]
    written = set(entrance(Change(preset=name, t_s=0, for_s=1)))
    assert set(preset.tracks) == written | ({"offset"} if preset.masked else set())


def test_what_comes_from_one_side_goes_on_to_the_other() -> None:
    change = Change(preset="slide", t_s=0, for_s=1, amount=12)
    assert entrance(change)["offset"][0].value == (-12, 0)
    assert departure(change)["offset"][-1].value == (12, 0)


def test_amounts() -> None:
    pop = entrance(Change(preset="pop", t_s=0, for_s=1, amount=0.2))
    assert pop["scale"][0].value == (0.2,)
    spin = entrance(Change(preset="spin", t_s=0, for_s=1, amount=30))
    assert (spin["rotation"][0].value, spin["scale"][0].value) == ((-30,), (0.6,))


def test_an_ease_of_one_s_own() -> None:
    fade = entrance(Change(preset="fade", t_s=0, for_s=1, ease=EASINGS["linear"]))
    assert fade["opacity"][0].ease == EASINGS["linear"]


def test_the_schema_names_them_all() -> None:
    assert set(get_args(PresetName)) == set(PRESETS)
