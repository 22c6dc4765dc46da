"""Colour names of a template → colours, by the palette of its artwork."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from templates.content import PictureRef
from templates.easing import LINEAR
from templates.errors import MissingPicture
from templates.motion import Keyframe, Track
from templates.nodes import ColorMoment, ColorRef, Fill, Gradient, Turn
from templates.pictures.facts import PictureFacts
from templates.resolved import ResolvedTemplate
from templates.roles import best_on, color_roles
from templates.scene import Color, LinearGradient, Paint, RadialGradient, Solid, Stop
from templates.template import SlotType


class Colors:
    """The colours of one scene."""

    def __init__(self, roles: Mapping[str, Color]) -> None:
        self._roles = roles

    def color(self, wanted: ColorRef) -> Color:
        """The colour of a role, or the one written out, with its alpha."""
        if wanted.role is not None:
            base = self._roles[wanted.role]
            return replace(base, alpha=base.alpha * wanted.alpha)
        red, green, blue = wanted.rgb
        return Color(red=red, green=green, blue=blue, alpha=wanted.alpha)

    def paint(self, fill: Fill, *, flipped: bool) -> Paint:
        """A solid or a gradient; a gradient runs the other way in a mirror."""
        if isinstance(fill, ColorRef):
            return Solid(color=self.color(fill))
        stops = tuple(Stop(at=at, color=self.color(color)) for at, color in fill.stops)
        start, end = (_flip(fill.start), _flip(fill.end)) if flipped else (fill.start, fill.end)
        return _gradient(fill, start, end, stops)


def scene_colors(resolved: ResolvedTemplate, *, pictures: Mapping[str, PictureFacts]) -> Colors:
    """The colours that a resolved template's scheme derives from its picture."""
    plan = resolved.template.colors
    brand = bytes.fromhex(plan.brand[1:])
    palette = (
        facts_of(resolved, plan.slot, pictures).palette if plan.slot in resolved.values else ()
    )
    roles = color_roles(
        plan.scheme, palette=palette, brand=Color(red=brand[0], green=brand[1], blue=brand[2])
    )
    return Colors({**roles, **_given(resolved)})


def _given(resolved: ResolvedTemplate) -> dict[str, Color]:
    """The colours of colour slots, and for each one that can be read on it."""
    found: dict[str, Color] = {}
    for name, slot in resolved.template.slots.items():
        value = resolved.values.get(name)
        if slot.type is SlotType.COLOUR and isinstance(value, str):
            red, green, blue = bytes.fromhex(value.removeprefix("#"))
            found[name] = Color(red=red, green=green, blue=blue)
            found[f"on_{name}"] = best_on(found[name])
    return found


def facts_of(
    resolved: ResolvedTemplate,
    slot: str | None,
    pictures: Mapping[str, PictureFacts],
    turn: Turn | None = None,
) -> PictureFacts:
    """The facts of a slot's picture, or of its item on turn; MissingPicture: none were given.

    A focal point that came with the value stands for what was studied, faces and all.
    """
    value = resolved.value(slot, turn)
    if not isinstance(value, PictureRef) or value.sha256 not in pictures:
        sha256 = value.sha256 if isinstance(value, PictureRef) else None
        raise MissingPicture(
            f"no facts for {sha256}", where=f"content.{slot}", allowed="facts by study_picture"
        )
    facts = pictures[value.sha256]
    return facts if value.focal is None else replace(facts, focal=value.focal, faces=())


def _gradient(
    fill: Gradient, start: tuple[float, float], end: tuple[float, float], stops: tuple[Stop, ...]
) -> Paint:
    if fill.radius is not None:
        return RadialGradient(cx=start[0], cy=start[1], radius=fill.radius, stops=stops)
    return LinearGradient(x0=start[0], y0=start[1], x1=end[0], y1=end[1], stops=stops)


def _flip(point: tuple[float, float]) -> tuple[float, float]:
    return 1 - point[0], point[1]


def color_track(moments: Sequence[ColorMoment], colors: Colors) -> Track:
    """Colours over time as `Tracks.color` has them; each ease leads from its keyframe there."""
    eases = [moment.ease for moment in moments[1:]] + [LINEAR]
    return Track(
        keyframes=tuple(
            Keyframe(t_s=moment.t_s, value=_channels(colors.color(moment.color)), ease=ease)
            for moment, ease in zip(moments, eases, strict=True)
        )
    )


def _channels(color: Color) -> tuple[float, ...]:
    return (float(color.red), float(color.green), float(color.blue), color.alpha)
