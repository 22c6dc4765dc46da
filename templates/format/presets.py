"""Named entrances and exits → plain keyframes: each is data, and a pure function of its times.

A preset moves between rest and a hidden place. What enters comes from the one, what leaves goes
on to the other: `rise` comes up from below and goes away upwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from templates.easing import EASINGS, LINEAR, Easing, Spring
from templates.motion import Keyframe

ENTRANCE_S, EXIT_S = 0.5, 0.3
# The part of a move's time in which it also fades, at its hidden end.
_FADING = 0.6

_Values = tuple[float, ...]
_REST: Mapping[str, _Values] = {
    "offset": (0.0, 0.0),
    "scale": (1.0,),
    "rotation": (0.0,),
    "clip": (0.0, 0.0, 0.0, 0.0),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Preset:
    """Hidden values by track, on entering and on leaving, for an amount of 1.

    amount: what they are multiplied with unless the author says otherwise (u or degrees; of a
    scale it is the value itself); None where there is nothing to choose. masked: the edge that
    cuts it stands still while it moves. ease_in, ease_out: of its way.
    """

    enters: Mapping[str, _Values]
    leaves: Mapping[str, _Values]
    amount: float | None = None
    fades: bool = True
    masked: bool = False
    ease_in: Easing = EASINGS["expo-out"]
    ease_out: Easing = EASINGS["cubic-in"]

    @property
    def tracks(self) -> tuple[str, ...]:
        """The tracks that it writes."""
        names = tuple(self.enters) + (("offset",) if self.masked else ())
        return (*names, "opacity") if self.fades else names


_BACK_OUT, _BACK_IN = EASINGS["back-out"], EASINGS["back-in"]
PRESETS: Mapping[str, Preset] = {
    "fade": Preset(enters={}, leaves={}, ease_in=EASINGS["ease-out"]),
    "rise": Preset(enters={"offset": (0, 1)}, leaves={"offset": (0, -1)}, amount=4),
    "drop": Preset(enters={"offset": (0, -1)}, leaves={"offset": (0, 1)}, amount=4),
    "slide": Preset(enters={"offset": (-1, 0)}, leaves={"offset": (1, 0)}, amount=8),
    "grow": Preset(enters={"scale": (1,)}, leaves={"scale": (1,)}, amount=0.86),
    "pop": Preset(
        enters={"scale": (1,)},
        leaves={"scale": (1,)},
        amount=0.6,
        ease_in=_BACK_OUT,
        ease_out=_BACK_IN,
    ),
    "spin": Preset(
        enters={"rotation": (-1,), "scale": (0.6,)},
        leaves={"rotation": (1,), "scale": (0.6,)},
        amount=90,
        ease_in=_BACK_OUT,
        ease_out=_BACK_IN,
    ),
    "wipe": Preset(enters={"clip": (0, 0, 1, 0)}, leaves={"clip": (1, 0, 0, 0)}, fades=False),
    "unmask": Preset(
        enters={"clip": (0, 0, 0, 1)}, leaves={"clip": (0, 1, 0, 0)}, fades=False, masked=True
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """An entrance or an exit at a time: a preset with its ease and amount, None = its own."""

    preset: str
    t_s: float
    for_s: float
    ease: Easing | None = None
    amount: float | None = None

    @property
    def end_s(self) -> float:
        """When it is over."""
        return self.t_s + self.for_s


def natural_s(ease: Easing | None, *, otherwise: float) -> float:
    """How long a change lasts whose author does not say: a spring takes its own time."""
    return ease.rest_s if isinstance(ease, Spring) else otherwise


def entrance(change: Change) -> dict[str, tuple[Keyframe, ...]]:
    """From hidden to rest, by track."""
    preset = PRESETS[change.preset]
    ease = change.ease or preset.ease_in
    found = {
        name: _way(
            change.t_s, _scaled(preset, name, value, change), change.end_s, _REST[name], ease
        )
        for name, value in preset.enters.items()
    }
    if preset.fades:
        share, fade = (_FADING, EASINGS["ease-out"]) if preset.enters else (1.0, ease)
        found["opacity"] = _way(change.t_s, (0.0,), change.t_s + share * change.for_s, (1.0,), fade)
    return found


def departure(change: Change) -> dict[str, tuple[Keyframe, ...]]:
    """From rest to hidden, by track."""
    preset = PRESETS[change.preset]
    ease = change.ease or preset.ease_out
    found = {
        name: _way(
            change.t_s, _REST[name], change.end_s, _scaled(preset, name, value, change), ease
        )
        for name, value in preset.leaves.items()
    }
    if preset.fades:
        share, fade = (_FADING, EASINGS["ease-in"]) if preset.leaves else (1.0, ease)
        found["opacity"] = _way(
            change.end_s - share * change.for_s, (1.0,), change.end_s, (0.0,), fade
        )
    return found


def _way(
    t_s: float, value: _Values, end_s: float, end: _Values, ease: Easing
) -> tuple[Keyframe, ...]:
    return (
        Keyframe(t_s=t_s, value=value, ease=ease),
        Keyframe(t_s=end_s, value=end, ease=LINEAR),
    )


def _scaled(preset: Preset, name: str, value: _Values, change: Change) -> _Values:
    """A hidden value as large as the author, or else the preset, wants it."""
    amount = preset.amount if change.amount is None else change.amount
    by_amount = amount is not None and not (name == "scale" and "rotation" in preset.enters)
    return (
        tuple(part * amount + 0.0 for part in value) if by_amount and amount is not None else value
    )
