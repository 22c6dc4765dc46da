import math
from typing import get_args

import pytest

from templates.easing import EASINGS, REST, CubicBezier, Spring, easing, still_from
from templates.format.model import EaseName

SHARES = [n / 500 for n in range(501)]


def bisected(curve: CubicBezier, share: float) -> float:
    def at(first: float, second: float, u: float) -> float:
        return 3 * (1 - u) ** 2 * u * first + 3 * (1 - u) * u * u * second + u**3

    low, high = 0.0, 1.0
    for _ in range(70):
        middle = (low + high) / 2
        if at(curve.x1, curve.x2, middle) < share:
            low = middle
        else:
            high = middle
    return at(curve.y1, curve.y2, high)


@pytest.mark.parametrize("name", EASINGS)
def test_each_goes_from_nothing_to_all(name: str) -> None:
    ease = EASINGS[name]
    assert (ease.progress(0), ease.progress(1)) == (0, 1)
    assert ease.progress(1e-10) == pytest.approx(0, abs=1e-4)
    assert ease.progress(1 - 1e-10) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    "name", [n for n in EASINGS if n.split("-")[0] not in ("back", "bounce", "elastic", "spring")]
)
def test_those_that_never_turn_back_rise_all_the_way(name: str) -> None:
    way = [EASINGS[name].progress(share) for share in SHARES]
    assert way == sorted(way)


@pytest.mark.parametrize("name", [n for n, e in EASINGS.items() if isinstance(e, CubicBezier)])
def test_curves_are_exact(name: str) -> None:
    curve = EASINGS[name]
    assert isinstance(curve, CubicBezier)
    for share in SHARES[1:-1]:
        assert curve.progress(share) == pytest.approx(bisected(curve, share), abs=1e-9)


@pytest.mark.parametrize("damping", [4, 14, 26.0, 2 * math.sqrt(170), 60])
def test_a_spring_moves_as_its_equation_says(damping: float) -> None:
    """x'' = k(1 - x) - c·x', by small steps (semi-implicit Euler)."""
    spring = Spring(stiffness=170, damping=damping)
    place, speed, step = 0.0, 0.0, 1e-5
    for n in range(1, 40_001):
        speed += step * (170 * (1 - place) - damping * speed)
        place += step * speed
        if n % 8_000 == 0 and n * step < spring.rest_s:
            found = spring.progress(n * step / spring.rest_s)
            assert found == pytest.approx(place, abs=1.5 * REST)


def test_a_spring_rests_when_it_says() -> None:
    for name in ("spring", "spring-soft", "spring-stiff", "spring-bouncy"):
        spring = EASINGS[name]
        assert isinstance(spring, Spring)
        assert 0.4 < spring.rest_s < 1.1
        assert abs(1 - spring.progress(0.97)) < 3 * REST


def test_the_bouncier_spring_goes_further() -> None:
    most = {
        name: max(EASINGS[name].progress(share) for share in SHARES)
        for name in ("spring", "spring-soft", "spring-stiff", "spring-bouncy")
    }
    assert most["spring-soft"] < most["spring"] < 1.05 < most["spring-bouncy"] < 1.25


def test_the_ball_touches_the_floor_four_times() -> None:
    way = [EASINGS["bounce-out"].progress(share) for share in SHARES]
    assert max(way) == 1
    for touch in (4 / 11, 8 / 11, 10 / 11):
        assert EASINGS["bounce-out"].progress(touch) == pytest.approx(1)


def test_the_schema_names_them_all() -> None:
    assert get_args(EaseName) == tuple(EASINGS)


def test_curves_and_springs_of_one_s_own() -> None:
    assert easing("cubic-bezier(.2, 0, 1, -0.5)") == CubicBezier(x1=0.2, y1=0, x2=1, y2=-0.5)
    assert easing("spring(120,8.5)") == Spring(stiffness=120, damping=8.5)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("eas-in", "linear, ease"),
        ("cubic-bezier(1.2, 0, 1, 1)", "x1 and x2 from 0 to 1"),
        ("spring(0, 10)", "a stiffness from 1"),
    ],
)
def test_what_is_no_easing(text: str, allowed: str) -> None:
    with pytest.raises(ValueError, match=allowed.replace("(", r"\(")):
        easing(text)


def test_when_the_eye_sees_it_stand() -> None:
    assert still_from(EASINGS["expo-out"]) < 0.6 < still_from(EASINGS["cubic-out"])
    assert still_from(EASINGS["linear"]) > 0.97
