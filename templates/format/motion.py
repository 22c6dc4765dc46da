"""The `motion` of a node as `template.yaml` writes it → typed motion."""

from collections.abc import Mapping, Sequence

from templates.easing import LINEAR, Easing, easing
from templates.format.model import (
    ChangeModel,
    ClipKey,
    ColorKey,
    KeyModel,
    MotionModel,
    NumberKey,
    OffsetKey,
    PanKey,
)
from templates.format.presets import (
    ENTRANCE_S,
    EXIT_S,
    PRESETS,
    Change,
    departure,
    entrance,
    natural_s,
)
from templates.format.values import color
from templates.motion import Keyframe, Track
from templates.nodes import ColorMoment, Motion

_PLAIN = ("offset", "scale", "rotation", "opacity", "clip", "zoom", "pan")


def motion(value: MotionModel, *, end_s: float) -> Motion:
    """Keyframes and presets as tracks; the ease of a key leads to it, a Keyframe's leads from it.

    end_s: of the scene, for what leaves at its end.
    """
    shown = value.shown or [0.0, None]
    enters = arrival(value)
    leaves = leaving(value, end_s=end_s)
    tracks = {name: _track(getattr(value, name)) for name in _PLAIN}
    return Motion(
        shown_from=shown[0] or 0.0,
        shown_to=shown[1],
        enters_s=None if enters is None else enters.t_s,
        leaves_s=None if leaves is None else leaves.end_s,
        pivot=(value.pivot[0], value.pivot[1]),
        by=value.by,
        stagger=value.stagger,
        masked=any(
            change is not None and PRESETS[change.preset].masked for change in (enters, leaves)
        ),
        color=tuple(_moment(key) for key in value.color or ()),
        **{**tracks, **_changes(enters, leaves)},
    )


def arrival(value: MotionModel) -> Change | None:
    """The node's entrance, with what its author left open filled in."""
    if value.enters is None:
        return None
    ease = _ease(value.enters)
    for_s = value.enters.lasts or natural_s(ease, otherwise=ENTRANCE_S)
    return _change(value.enters, ease, t_s=value.enters.t or 0.0, for_s=for_s)


def leaving(value: MotionModel, *, end_s: float) -> Change | None:
    """The node's exit; without a time it is over when the node, else the scene, is."""
    if value.leaves is None:
        return None
    ease = _ease(value.leaves)
    for_s = value.leaves.lasts or natural_s(ease, otherwise=EXIT_S)
    last = (value.shown or [0.0, None])[1]
    t_s = value.leaves.t
    if t_s is None:
        t_s = max((end_s if last is None else last) - for_s, 0.0)
    return _change(value.leaves, ease, t_s=t_s, for_s=for_s)


def _ease(model: ChangeModel) -> Easing | None:
    return None if model.ease is None else easing(model.ease)


def _change(model: ChangeModel, ease: Easing | None, *, t_s: float, for_s: float) -> Change:
    return Change(preset=model.preset, t_s=t_s, for_s=for_s, ease=ease, amount=model.amount)


def _changes(enters: Change | None, leaves: Change | None) -> Mapping[str, Track]:
    """The tracks of entrance and exit: between the two they are at rest."""
    came = {} if enters is None else entrance(enters)
    goes = {} if leaves is None else departure(leaves)
    return {
        name: Track(keyframes=(*came.get(name, ()), *goes.get(name, ()))) for name in (*came, *goes)
    }


def _track(keys: Sequence[KeyModel] | None) -> Track | None:
    if not keys:
        return None
    eases = [easing(key.ease) for key in keys[1:]] + [LINEAR]
    return Track(
        keyframes=tuple(
            Keyframe(t_s=key.t, value=_numbers(key), ease=ease)
            for key, ease in zip(keys, eases, strict=True)
        )
    )


def _moment(key: ColorKey) -> ColorMoment:
    return ColorMoment(t_s=key.t, color=color(key.color), ease=easing(key.ease))


def _numbers(key: KeyModel) -> tuple[float, ...]:
    match key:
        case OffsetKey() | PanKey():
            return (key.x, key.y)
        case NumberKey():
            return (key.value,)
        case ClipKey():
            return (key.start, key.top, key.end, key.bottom)
        case _:
            raise TypeError(type(key).__name__)
