from dataclasses import replace

import pytest

from render_farm.paint.company import companies
from render_farm.paint.schedule import schedule
from templates.scene import AnyLayer, Blend, Carrier, Tracks
from tests.unit.render_farm.paint.agreement import assert_like_the_reference
from tests.unit.render_farm.paint.scenes import WHITE, box, picture, rectangle, scene, track

SLIDE = Carrier(
    box=box(10, 10, 80, 80),
    pivot=(50.0, 50.0),
    tracks=Tracks(
        offset=track((0, (30.5, 0)), (1, (0, 0.25))), rotation=track((0, (0,)), (1, (9,)))
    ),
)
CARD = replace(rectangle(box(10, 10, 80, 80), radius_px=12), carrier=SLIDE)
PILL = replace(rectangle(box(20, 60, 40, 16), color=WHITE, radius_px=8), carrier=SLIDE)
COVER = replace(picture(box(20, 20, 40, 36)), carrier=SLIDE)


def found(*layers: AnyLayer) -> tuple[tuple[int, ...], ...]:
    what = scene(*layers, frames=11)
    return companies(what.layers, schedule(what))


def test_what_one_box_takes_along_is_painted_together() -> None:
    ground = rectangle(box(0, 0, 120, 160))
    assert found(ground, CARD, COVER, PILL) == ((0,), (1, 2, 3))
    assert_like_the_reference(scene(ground, CARD, COVER, PILL, frames=11))


@pytest.mark.parametrize(
    "other",
    [
        replace(PILL, opacity=0.5),
        replace(PILL, blend=Blend.SCREEN),
        replace(PILL, in_s=0.5),
        replace(PILL, frame=box(0, 0, 60, 160)),
        replace(PILL, tracks=Tracks(scale=track((0, (0.9,)), (1, (1,))))),
        replace(PILL, box=box(20, 120, 40, 16)),
        replace(PILL, carrier=None),
    ],
)
def test_who_does_otherwise_is_painted_alone(other: AnyLayer) -> None:
    assert found(CARD, other) == ((0,), (1,))


def test_what_is_never_resampled_is_painted_layer_by_layer() -> None:
    steps = replace(SLIDE, tracks=Tracks(offset=track((0, (0, 0)), (1, (10, 0)))))
    assert found(replace(CARD, carrier=steps), replace(PILL, carrier=steps)) == ((0,), (1,))
    stands = replace(SLIDE, tracks=Tracks(rotation=track((0, (9,)))))
    assert found(replace(CARD, carrier=stands), replace(PILL, carrier=stands)) == ((0,), (1,))
