"""The motion of a made scene → what is too late, too short to be read, or jumps where it loops.

`code:node` or `code:node:figure`: motion_unfinished, loop_jumps, too_short_to_read (the seconds
that the text stands still and visible; see `templates.build.reading` for those it needs).
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence

from templates.build.checks import is_ornament
from templates.build.layers import Drawn
from templates.build.reading import reading_s
from templates.easing import still_from
from templates.motion import Keyframe, Track
from templates.scene import AnyLayer, LottieLayer, PictureLayer, Tracks, VideoLayer

# What the eye takes for standing still, each second: u of way, share of size, degrees.
_DRIFT_U, _DRIFT_SCALE, _DRIFT_DEGREES = 2.0, 0.03, 4.0
# The least opacity of a text that is read, and the most of a side that may be cut away.
_READABLE, _CUT = 0.5, 0.02
# What nobody sees of a jump: pixels, degrees, and shares of all else.
_SAME_PX, _SAME_DEGREES, _SAME_SHARE = 0.25, 0.1, 1 / 256
_SOON_S = 1e-3

_Span = tuple[float, float]


def motion_warnings(
    drawn: Sequence[Drawn], *, duration_s: float, unit_px: float, loop: bool
) -> Iterator[str]:
    """All warnings about motion, each node once, in the order of the layers."""
    late = (item.layer.name for item in drawn if _last_s(item.layer) > duration_s + _SOON_S)
    yield from (f"motion_unfinished:{name}" for name in dict.fromkeys(late))
    yield from _reading_warnings(drawn, duration_s=duration_s, unit_px=unit_px)
    if loop:
        jumps = (item.layer.name for item in drawn if _jumps(item.layer, duration_s))
        yield from (f"loop_jumps:{name}" for name in dict.fromkeys(jumps))


def standing_s(layers: Iterable[AnyLayer], *, duration_s: float, unit_px: float) -> float:
    """The longest time for which all the layers are to be seen and stand still, in seconds."""
    together: list[_Span] = [(0.0, duration_s)]
    for layer in layers:
        spans = _still_spans(layer, duration_s, unit_px)
        both = [(max(a, c), min(b, d)) for a, b in together for c, d in spans]
        together = [(start, end) for start, end in both if end > start]
    return max((end - start for start, end in together), default=0.0)


def _reading_warnings(
    drawn: Sequence[Drawn], *, duration_s: float, unit_px: float
) -> Iterator[str]:
    parts: dict[str, list[AnyLayer]] = {}
    for item in drawn:
        parts.setdefault(item.layer.name, []).append(item.layer)
    for item in drawn:
        if item.text is None or is_ornament(item):
            continue
        layers = parts[item.layer.name]
        found = standing_s(layers, duration_s=duration_s, unit_px=unit_px)
        if found < min(reading_s(item.text.text), duration_s) - _SOON_S:
            yield f"too_short_to_read:{item.text.node.id}:{found:.2f}"


def _still_spans(layer: AnyLayer, duration_s: float, unit_px: float) -> list[_Span]:
    """When a layer is to be seen and stands still, in order of time."""
    end = duration_s if layer.out_s is None else min(layer.out_s, duration_s)
    spans = [(layer.in_s, end)]
    for blocked in sorted(_busy(layer, unit_px)):
        spans = [rest for span in spans for rest in _without(span, blocked)]
    return spans


def _without(span: _Span, blocked: _Span) -> list[_Span]:
    parts = [(span[0], min(span[1], blocked[0])), (max(span[0], blocked[1]), span[1])]
    return [(start, end) for start, end in parts if end > start]


def _busy(layer: AnyLayer, unit_px: float) -> Iterator[_Span]:
    """When a layer moves, or cannot be read."""
    for tracks in _levels(layer):
        for track, drift in (
            (tracks.offset, _DRIFT_U * unit_px),
            (tracks.scale, _DRIFT_SCALE),
            (tracks.rotation, _DRIFT_DEGREES),
        ):
            if track is not None:
                yield from _moving(track, drift)
        if tracks.opacity is not None:
            yield from _unread(tracks.opacity, lambda value: value[0] < _READABLE)
        if tracks.clip is not None:
            yield from _unread(tracks.clip, lambda value: max(value) > _CUT)


def _pairs(track: Track) -> Iterator[tuple[Keyframe, Keyframe]]:
    yield from zip(track.keyframes, track.keyframes[1:], strict=False)


def _moving(track: Track, drift: float) -> Iterator[_Span]:
    """When a track is on its way, faster than a drift, until the eye sees it stand."""
    for one, other in _pairs(track):
        way, time = math.dist(one.value, other.value), other.t_s - one.t_s
        if way > drift * time:
            yield one.t_s, one.t_s + time * still_from(one.ease)


def _unread(track: Track, hides: Callable[[tuple[float, ...]], bool]) -> Iterator[_Span]:
    """When a track hides a layer, wholly or on the way there."""
    first, last = track.keyframes[0], track.keyframes[-1]
    if hides(first.value):
        yield -math.inf, first.t_s
    if hides(last.value):
        yield last.t_s, math.inf
    for one, other in _pairs(track):
        if hides(other.value):
            yield one.t_s, other.t_s
        elif hides(one.value):
            yield one.t_s, one.t_s + (other.t_s - one.t_s) * still_from(one.ease)


def _levels(layer: AnyLayer) -> Iterator[Tracks]:
    """The tracks of a layer, and of all that carries it."""
    yield layer.tracks
    carrier = layer.carrier
    while carrier is not None:
        yield carrier.tracks
        carrier = carrier.carrier


def _all_tracks(layer: AnyLayer) -> Iterator[tuple[str, Track]]:
    """Each track that a layer has, or is carried by, and its name."""
    for tracks in _levels(layer):
        for name in ("offset", "scale", "rotation", "opacity", "clip", "color"):
            if (track := getattr(tracks, name)) is not None:
                yield name, track
    if isinstance(layer, PictureLayer):
        yield from ((n, t) for n, t in (("zoom", layer.zoom), ("pan", layer.pan)) if t is not None)


def _last_s(layer: AnyLayer) -> float:
    """When the last of a layer's keyframes is reached, as far as it is shown."""
    last = max((track.keyframes[-1].t_s for _, track in _all_tracks(layer)), default=0.0)
    return last if layer.out_s is None else min(last, layer.out_s)


def _jumps(layer: AnyLayer, duration_s: float) -> bool:
    """Whether a layer at the end of the video is not as it is at its beginning."""
    first, last = _shown(layer, 0.0, duration_s), _shown(layer, duration_s, duration_s)
    if not first or not last:
        return first != last
    if isinstance(layer, LottieLayer | VideoLayer) and layer.frame_at(0.0) != layer.frame_at(
        duration_s
    ):
        return True
    return any(_differ(name, track, duration_s) for name, track in _all_tracks(layer))


def _shown(layer: AnyLayer, t_s: float, duration_s: float) -> bool:
    """Whether anything of a layer is to be seen; what lasts to the end is seen at the end."""
    lasts = layer.out_s is None or layer.out_s > t_s or layer.out_s >= duration_s
    shown = layer.in_s <= t_s and lasts and layer.opacity >= _SAME_SHARE
    return shown and all(_leave(tracks, t_s) for tracks in _levels(layer))


def _leave(tracks: Tracks, t_s: float) -> bool:
    """Whether tracks leave anything to be seen."""
    opacity = 1.0 if tracks.opacity is None else tracks.opacity.at(t_s)[0]
    scale = 1.0 if tracks.scale is None else tracks.scale.at(t_s)[0]
    left, top, right, bottom = (0.0,) * 4 if tracks.clip is None else tracks.clip.at(t_s)
    cut = max(left, 0) + max(right, 0) >= 1 or max(top, 0) + max(bottom, 0) >= 1
    return opacity >= _SAME_SHARE and abs(scale) >= _SAME_SHARE and not cut


def _differ(name: str, track: Track, duration_s: float) -> bool:
    one, other = track.at(0.0), track.at(duration_s)
    if name == "rotation":
        return abs((one[0] - other[0] + 180) % 360 - 180) > _SAME_DEGREES
    far = max(abs(a - b) for a, b in zip(one, other, strict=True))
    return far > {"color": 1.0, "offset": _SAME_PX}.get(name, _SAME_SHARE)
