from render_farm.paint.i420 import I420
from render_farm.paint.raster import NOWHERE, PixelRect
from render_farm.paint.stage import changed, repaint, stepped
from render_farm.paint.state import LayerState
from tests.unit.render_farm.paint.scenes import BLACK

RESTING = LayerState()
FAINT = LayerState(opacity=0.5)


class Fake:
    """A sprite that reaches over one rectangle, and hides what is there at full opacity."""

    def __init__(self, rect: PixelRect, painted: list["Fake"]) -> None:
        self.rect = rect
        self.asked = 0
        self._painted = painted

    def reach(self, state: LayerState) -> PixelRect:
        self.asked += 1
        return self.rect

    def curtain(self, state: LayerState) -> PixelRect:
        return self.rect if state.opacity == 1 else NOWHERE

    def paint(self, frame: I420, state: LayerState, rect: PixelRect) -> None:
        assert self.rect.covers(rect)
        self._painted.append(self)


def rect(left: int, top: int, right: int, bottom: int) -> PixelRect:
    return PixelRect(left=left, top=top, right=right, bottom=bottom)


def test_who_rests_is_asked_once() -> None:
    sprite = Fake(rect(0, 0, 8, 8), [])
    cast = stepped([sprite], (None,), [RESTING])
    assert changed((None,), cast) == (rect(0, 0, 8, 8),)
    again = stepped([sprite], cast, [LayerState()])
    assert changed(cast, again) == ()
    assert again[0] is cast[0]
    assert sprite.asked == 1


def test_what_moves_behind_a_curtain_is_nobodys_business() -> None:
    sprites = [Fake(rect(2, 2, 6, 6), []), Fake(rect(0, 0, 8, 8), [])]
    before = stepped(sprites, (None, None), [RESTING, RESTING])
    assert changed(before, stepped(sprites, before, [FAINT, RESTING])) == ()
    both = stepped(sprites, before, [FAINT, FAINT])
    assert changed(before, both) == (rect(0, 0, 8, 8),)


def test_painting_begins_with_the_topmost_curtain() -> None:
    painted: list[Fake] = []
    back, curtain, front, aside = (
        Fake(where, painted)
        for where in (rect(0, 0, 8, 8), rect(0, 0, 8, 8), rect(2, 2, 4, 4), rect(6, 6, 8, 8))
    )
    sprites = [back, curtain, front, aside]
    states = [RESTING, RESTING, FAINT, FAINT]
    cast = stepped(sprites, (None,) * 4, states)
    frame = I420.blank(8, 8, BLACK)
    repaint(frame, frame, cast, rect(2, 2, 6, 6))
    assert painted == [curtain, front]
