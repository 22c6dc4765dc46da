"""Keyframes as Bodymovin writes them → values at a frame."""

import pytest

from templates.lottie.property import read_property


def key(t: float, s: float | list[float], **more: object) -> dict[str, object]:
    straight = {"o": {"x": 0, "y": 0}, "i": {"x": 1, "y": 1}}
    return {"t": t, "s": s if isinstance(s, list) else [s], **straight, **more}


def at(k: object, frame: float) -> tuple[float, ...]:
    return read_property({"a": 1, "k": k}, (0.0,)).at(frame)


def test_a_still_value_stands_in_any_spelling() -> None:
    assert read_property({"a": 0, "k": 7}, (0.0,)).at(9) == (7.0,)
    assert read_property({"a": 0, "k": [1, 2, 3]}, (0.0,)).at(9) == (1.0, 2.0, 3.0)


@pytest.mark.parametrize("value", [None, 5, "x", {}, {"k": None}, {"k": []}, {"k": ["x"]}])
def test_what_makes_no_sense_stands_at_its_default(value: object) -> None:
    assert read_property(value, (100.0,)).at(0) == (100.0,)


def test_keys_hold_before_and_after_and_go_between() -> None:
    keys = [key(10, 0), key(20, 100)]
    assert [at(keys, frame)[0] for frame in (0, 10, 15, 20, 99)] == pytest.approx(
        [0, 0, 50, 100, 100], abs=1e-6
    )


def test_an_easing_is_the_css_one_of_the_same_numbers() -> None:
    eased = [key(0, 0, o={"x": [0.42], "y": [0]}, i={"x": [0.58], "y": [1]}), key(10, 1)]
    assert at(eased, 5)[0] == pytest.approx(0.5, abs=1e-6)
    assert at(eased, 2)[0] == pytest.approx(0.0817, abs=1e-3)


def test_each_number_may_have_an_easing_of_its_own() -> None:
    apart = key(0, [0, 0], o={"x": [0, 1], "y": [0, 0]}, i={"x": [1, 1], "y": [1, 0]})
    x, y = at([apart, key(10, [10, 10])], 5)
    assert x == pytest.approx(5, abs=1e-3)
    assert y < 4
    assert not read_property({"k": [apart, key(10, [10, 10])]}, (0.0,)).plain


def test_a_held_key_jumps() -> None:
    keys = [key(0, 1, h=1), key(10, 2)]
    assert [at(keys, frame)[0] for frame in (0, 9.9, 10)] == [1, 1, 2]


def test_old_exports_say_where_a_stretch_ends() -> None:
    keys = [key(0, 0, e=[10]), {"t": 10}]
    assert [at(keys, frame)[0] for frame in (0, 5, 10, 20)] == pytest.approx([0, 5, 10, 10])


def test_a_bent_path_is_walked_by_its_length() -> None:
    bent = key(0, [0, 0], to=[0, 100], ti=[0, 100])
    keys = [bent, key(10, [100, 0])]
    assert at(keys, 5) == pytest.approx((50, 75), abs=0.5)
    start, near = at(keys, 0), at(keys, 0.5)
    far = at(keys, 9.5)
    steps = (near[1] - start[1], far[1])
    assert steps[0] == pytest.approx(steps[1], rel=0.02)


def test_x_and_y_may_be_keyed_apart() -> None:
    one = {"s": True, "x": {"a": 1, "k": [key(0, 0), key(10, 10)]}, "y": {"a": 0, "k": 7}}
    assert read_property(one, (0.0, 0.0)).at(5) == pytest.approx((5, 7), abs=1e-6)
    both = {**one, "y": {"a": 1, "k": [key(5, 0), key(15, 20)]}}
    assert read_property(both, (0.0, 0.0)).at(10) == pytest.approx((10, 10), abs=1e-6)
