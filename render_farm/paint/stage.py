"""Layers at a moment → where the picture differs from the moment before, and who paints there."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from render_farm.paint.i420 import I420
from render_farm.paint.raster import PixelRect
from render_farm.paint.schedule import merged
from render_farm.paint.sprite import Sprite
from render_farm.paint.state import LayerState


class Player:
    """A sprite in one of its states, kept as long as the state is: where it lies is found once."""

    def __init__(self, sprite: Sprite, state: LayerState) -> None:
        self.sprite = sprite
        self.state = state

    @cached_property
    def reach(self) -> PixelRect:
        """The even rectangle that it may touch."""
        return self.sprite.reach(self.state)

    @cached_property
    def curtain(self) -> PixelRect:
        """Where it hides all below it."""
        return self.sprite.curtain(self.state)

    def hides(self, rect: PixelRect) -> bool:
        """Whether nothing below it can be seen in the rectangle."""
        return self.curtain.covers(rect)


Cast = Sequence[Player | None]


def stepped(sprites: Sequence[Sprite], before: Cast, now: Sequence[LayerState | None]) -> Cast:
    """Who plays now; whose state is as it was stays the same player."""
    return tuple(
        player if player is not None and player.state == state else _player(sprite, state)
        for sprite, player, state in zip(sprites, before, now, strict=True)
    )


def changed(before: Cast, now: Cast) -> tuple[PixelRect, ...]:
    """Where the picture differs from the last one: what changing layers touch, and touched.

    What happens behind a layer that hid it and still does is nobody's business.
    """
    rects: list[PixelRect] = []
    curtains: list[Player] = []
    for old, new in zip(reversed(before), reversed(now), strict=True):
        if old is new:
            if new is not None and not new.curtain.empty:
                curtains.append(new)
            continue
        touched = [player.reach for player in (old, new) if player is not None]
        rects += [rect for rect in touched if not any(c.hides(rect) for c in curtains)]
    return merged(rects)


def repaint(frame: I420, base: I420, cast: Iterable[Player | None], rect: PixelRect) -> None:
    """Paint a rectangle anew: from the topmost layer that hides all below it, else on the base."""
    playing = [player for player in cast if player is not None]
    first = _topmost(playing, rect)
    if first is None:
        frame.copy_from(base, rect)
    for player in playing[first or 0 :]:
        part = player.reach.cut(rect)
        if not part.empty:
            player.sprite.paint(frame, player.state, part)


def _player(sprite: Sprite, state: LayerState | None) -> Player | None:
    return None if state is None else Player(sprite, state)


def _topmost(playing: Sequence[Player], rect: PixelRect) -> int | None:
    for index in range(len(playing) - 1, -1, -1):
        if playing[index].hides(rect):
            return index
    return None
