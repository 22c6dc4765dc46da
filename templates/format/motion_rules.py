"""What a schema cannot say of motion: order, time, and who moves what."""

from collections.abc import Iterator, Mapping

from templates.easing import easing
from templates.format.document import Path
from templates.format.fault import Fault
from templates.format.model import ChangeModel, KeyModel, MotionModel, TemplateModel
from templates.format.motion import arrival, leaving
from templates.format.presets import PRESETS, Change

_TRACKS = ("offset", "scale", "rotation", "opacity", "clip", "zoom", "pan", "color")
# Tracks and words that mean something for some kinds only.
_KINDS: Mapping[str, tuple[str, ...]] = {
    "zoom": ("picture",),
    "pan": ("picture",),
    "color": ("text", "shape", "box", "waveform"),
    "by": ("text",),
}
# Floats of equal written times may differ in their last bits.
_SOON_S = 1e-6


def motion_faults(
    model: TemplateModel, kind: str, motion: MotionModel, path: Path
) -> Iterator[Fault]:
    """All that is wrong with the motion of a node of a kind."""
    if model.kind == "static":
        yield Fault(path=path, what="a static template does not move", allowed="kind: animated")
        return
    end_s = model.duration_s or 0.0
    for name, kinds in _KINDS.items():
        if name in motion.model_fields_set and kind not in kinds:
            yield Fault(
                path=(*path, name),
                what=f"means nothing for a {kind}",
                allowed="only for: " + ", ".join(kinds),
            )
    if motion.by != "line" and not motion.stagger:
        yield Fault(
            path=(*path, "by"),
            what=f"{motion.by}s without a stagger all move at once",
            allowed="stagger: seconds between them",
        )
    for name in _TRACKS:
        yield from _key_faults(getattr(motion, name) or [], (*path, name), end_s)
    yield from _change_faults(motion, path, end_s)


def _key_faults(keys: list[KeyModel], path: Path, end_s: float) -> Iterator[Fault]:
    for index, key in enumerate(keys):
        yield from _ease_faults(key.ease, (*path, index, "ease"))
        before = keys[index - 1].t if index else -1.0
        if key.t <= before:
            yield Fault(
                path=(*path, index, "t"),
                what=f"{key.t:g} is not after {before:g}",
                allowed="keyframes in order of time",
            )
    if keys and keys[-1].t > end_s:
        yield Fault(
            path=(*path, len(keys) - 1, "t"),
            what=f"{keys[-1].t:g} is past the end",
            allowed=f"0 to {end_s:g}",
        )


def _ease_faults(ease: str | None, path: Path) -> Iterator[Fault]:
    try:
        if ease is not None:
            easing(ease)
    except ValueError as error:
        yield Fault(path=path, what=repr(ease), allowed=str(error))


def _change_faults(motion: MotionModel, path: Path, end_s: float) -> Iterator[Fault]:
    said = [(n, m) for n, m in (("in", motion.enters), ("out", motion.leaves)) if m is not None]
    bad = [fault for name, model in said for fault in _own_faults(model, (*path, name))]
    if bad:
        # An easing that cannot be read has no time.
        yield from bad
        return
    changes = {"in": arrival(motion), "out": leaving(motion, end_s=end_s)}
    for name, model in said:
        yield from _clashes(motion, name, model.preset, path)
        change = changes[name]
        if change is not None and change.end_s > end_s + _SOON_S:
            yield Fault(
                path=(*path, name),
                what=f"ends at {change.end_s:g}, past the end",
                allowed=f"0 to {end_s:g}",
            )
    yield from _overlap(changes["in"], changes["out"], path)


def _own_faults(model: ChangeModel, path: Path) -> Iterator[Fault]:
    yield from _ease_faults(model.ease, (*path, "ease"))
    if model.amount is not None and PRESETS[model.preset].amount is None:
        having = [name for name, preset in PRESETS.items() if preset.amount is not None]
        yield Fault(
            path=(*path, "amount"),
            what=f"means nothing for {model.preset}",
            allowed="for " + ", ".join(having),
        )


def _clashes(motion: MotionModel, name: str, preset: str, path: Path) -> Iterator[Fault]:
    for track in PRESETS[preset].tracks:
        if getattr(motion, track) is not None:
            yield Fault(
                path=(*path, track),
                what=f"{name}: {preset} moves it too",
                allowed=f"one of {track} and {name}: {preset}",
            )


def _overlap(enters: Change | None, leaves: Change | None, path: Path) -> Iterator[Fault]:
    if enters and leaves and leaves.t_s < enters.end_s - _SOON_S:
        yield Fault(
            path=(*path, "out"),
            what=f"begins at {leaves.t_s:g}, before the entrance is over",
            allowed=f"from {enters.end_s:g} on",
        )
