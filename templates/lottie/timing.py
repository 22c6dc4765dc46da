"""Time inside compositions → time of the whole, and when anything changes at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from templates.lottie.document import Plain, walk
from templates.lottie.structure import assets_of, composition


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """Frames of a nested composition → frames of the whole: whole = begin + stretch · inner."""

    begin: float = 0.0
    stretch: float = 1.0

    def whole(self, inner: float) -> float:
        """The whole's frame at an inner frame."""
        return self.begin + self.stretch * inner

    def inner(self, whole: float) -> float:
        """The inner frame at a frame of the whole."""
        return (whole - self.begin) / self.stretch

    def inside(self, layer: Mapping[str, Any]) -> "Clock":
        """The clock of what a composition layer on this clock shows."""
        start, stretch = float(layer.get("st", 0) or 0), float(layer.get("sr", 1) or 1)
        return Clock(begin=self.whole(start), stretch=self.stretch * stretch)


def changing_frames(animation: Plain) -> tuple[float, float]:
    """The first and the last frame between which it changes, counted from its in point."""
    start, end = float(animation["ip"]), float(animation["op"])
    layers, assets = animation["layers"], assets_of(animation)
    times = [min(max(time, start), end) - start for time in _keys(layers, assets, Clock())]
    for edge in _edges(layers, assets, Clock()):
        if start < edge < end:
            # What appears in a frame was not there just before it.
            times += [max(edge - start - 1, 0.0), edge - start]
    first, last = min(times, default=0.0), max(times, default=0.0)
    return (first, last) if first < last else (0.0, 0.0)


def _keys(layers: list[Plain], assets: Mapping[str, Plain], clock: Clock) -> Iterator[float]:
    for layer in layers:
        for path, key, value in walk(layer):
            if key == "t" and isinstance(value, int | float) and _in_list(path):
                yield clock.whole(value)
        inner = composition(layer, assets)
        if inner is not None and "tm" in layer:
            # Remapped time may change anything while the layer is there.
            yield from (clock.whole(layer["ip"]), clock.whole(layer["op"]))
        elif inner is not None:
            yield from _keys(inner["layers"], assets, clock.inside(layer))


def _edges(layers: list[Plain], assets: Mapping[str, Plain], clock: Clock) -> Iterator[float]:
    for layer in layers:
        yield from (clock.whole(layer["ip"]), clock.whole(layer["op"]))
        inner = composition(layer, assets)
        if inner is not None:
            yield from _edges(inner["layers"], assets, clock.inside(layer))


def _in_list(path: tuple[str | int, ...]) -> bool:
    return bool(path) and isinstance(path[-1], int)
