"""A placed node → the layers that draw it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from templates.build.colors import Colors, color_track, facts_of
from templates.build.crop import cover_crop
from templates.build.masks import mask_of, radius_px
from templates.build.texts import SetText, TextSetter, union
from templates.build.tracks import STANDING, Movement, moved
from templates.build.videos import clip_crop, clip_frames, clip_of, clip_voice
from templates.build.waveform import waveform_bars
from templates.layout.placed import Placed
from templates.nodes import (
    BoxNode,
    LottieNode,
    MaskRef,
    Motion,
    PictureNode,
    ShapeNode,
    TextNode,
    VideoNode,
    WaveformNode,
)
from templates.pictures.facts import PictureFacts
from templates.resolved import ResolvedTemplate
from templates.scene import (
    AnyLayer,
    Blend,
    Box,
    Glyph,
    GlyphRun,
    LottieLayer,
    PictureLayer,
    Shadow,
    ShapeKind,
    ShapeLayer,
    Solid,
    TextLayer,
    Treatment,
    VideoLayer,
    Voice,
)
from templates.sounds.facts import SoundFacts
from templates.text import Part, TextLine, split_line
from templates.videos.facts import VideoFacts

# Room around ink for the soft edge of its rasterised glyphs.
_EDGE_PX = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """What a node takes over from what holds it."""

    movement: Movement = STANDING
    frame: Box | None = None
    opacity: float = 1.0
    z: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A layer, how far up it lies, and the text it draws, or shows itself through, if it does.

    voice: what is heard of a clip that it shows.
    """

    layer: AnyLayer
    z: int
    text: SetText | None = None
    voice: Voice | None = None


class LayerMaker:
    """Makes the layers of one scene, in the template's order."""

    def __init__(
        self,
        resolved: ResolvedTemplate,
        *,
        colors: Colors,
        pictures: Mapping[str, PictureFacts],
        sounds: Mapping[str, SoundFacts],
        videos: Mapping[str, VideoFacts],
        texts: TextSetter,
        placed: Mapping[str, Placed],
    ) -> None:
        """placed: all nodes by id, for masks that name a text."""
        self._resolved = resolved
        self._colors = colors
        self._pictures = pictures
        self._sounds = sounds
        self._videos = videos
        self._texts = texts
        self._unit = resolved.unit_px
        self._placed = placed
        masks = (item.node.mask for item in placed.values())
        self._letters = {mask.text for mask in masks if mask and mask.text}

    def layers(self, placed: Placed, around: Surroundings) -> list[Drawn]:
        """The layers of a node and of all below it."""
        node, box = placed.node, placed.box
        if box.width <= 0 or box.height <= 0:
            return []
        inside = Surroundings(
            movement=moved(
                around.movement,
                node.motion,
                box=box,
                unit_px=self._unit,
                flipped=placed.flipped,
            ),
            frame=_cut(around.frame, box) if node.clip else around.frame,
            opacity=around.opacity * node.opacity,
            z=around.z + node.z,
        )
        drawn = self._own(placed, inside, around.movement)
        for child in placed.children:
            drawn += self.layers(child, inside)
        return drawn

    def _own(self, placed: Placed, inside: Surroundings, outer: Movement) -> list[Drawn]:
        mask = placed.node.mask
        letters = self._letters_of(mask) if mask else None
        # Nothing is seen through the letters of an absent text; a mask's text is seen only there.
        if (mask and mask.text and letters is None) or placed.node.id in self._letters:
            return []
        drawn = self._painted(placed, inside, outer)
        if letters and drawn and drawn[0].text is None:
            drawn[0] = replace(drawn[0], text=letters)
        return drawn

    def _painted(self, placed: Placed, inside: Surroundings, outer: Movement) -> list[Drawn]:
        match placed.node:
            case TextNode() as node:
                return self._text(node, placed, inside, outer)
            case PictureNode() as node:
                drawn = Drawn(layer=self._picture(node, placed, inside), z=inside.z)
            case WaveformNode() as node:
                drawn = self._colored(self._waveform(node, placed, inside), node.motion, inside)
            case LottieNode() as node:
                drawn = Drawn(layer=self._lottie(node, placed, inside), z=inside.z)
            case VideoNode() as node:
                drawn = self._video(node, placed, inside)
            case BoxNode() | ShapeNode() as node if node.fill or node.stroke or node.motion.color:
                drawn = self._colored(self._shape(node, placed, inside), node.motion, inside)
            case _:
                return []
        return [drawn]

    def _letters_of(self, mask: MaskRef) -> SetText | None:
        """The text a mask names, set in its own place; None when it says nothing."""
        found = self._placed.get(mask.text or "")
        if found is None or found.box.width <= 0 or not isinstance(found.node, TextNode):
            return None
        return self._texts.set(found.node, found.box) if self._texts.text(found.node) else None

    def _common(
        self, placed: Placed, box: Box, inside: Surroundings, *, own: Box | None = None
    ) -> dict[str, Any]:
        """own: the box of the node, where the layer's is another."""
        shadow, mask = placed.node.shadow, placed.node.mask
        return {
            "blend": Blend(placed.node.blend),
            # A picture is blurred by its treatment, inside its edges.
            "blur_px": 0.0
            if isinstance(placed.node, PictureNode)
            else placed.node.blur * self._unit,
            "mask": mask
            and mask_of(
                mask,
                own or box,
                unit_px=self._unit,
                flipped=placed.flipped,
                letters=self._letters_of(mask),
            ),
            "name": placed.node.id,
            "box": box,
            "pivot": inside.movement.pivot(box),
            "in_s": inside.movement.shown_from,
            "out_s": inside.movement.shown_to,
            "opacity": inside.opacity,
            "frame": inside.frame,
            "tracks": inside.movement.tracks_of(box),
            "carrier": inside.movement.carrier,
            "shadow": shadow
            and Shadow(
                dx=shadow.dx * self._unit * (-1 if placed.flipped else 1),
                dy=shadow.dy * self._unit,
                sigma_px=shadow.blur * self._unit,
                color=self._colors.color(shadow.color),
            ),
        }

    def _shape(self, node: BoxNode | ShapeNode, placed: Placed, inside: Surroundings) -> ShapeLayer:
        kind = ShapeKind(node.shape) if isinstance(node, ShapeNode) else ShapeKind.RECTANGLE
        points = node.points if isinstance(node, ShapeNode) else ()
        if placed.flipped:
            points = tuple((1 - x, y) for x, y in points)
        return ShapeLayer(
            **self._common(placed, placed.box, inside),
            kind=kind,
            fill=self._colors.paint(node.fill, flipped=placed.flipped) if node.fill else None,
            stroke=self._colors.color(node.stroke) if node.stroke else None,
            stroke_px=node.stroke_width * self._unit if node.stroke else 0.0,
            radius_px=radius_px(node.radius, placed.box, unit_px=self._unit),
            points=points if kind is ShapeKind.POLYGON else (),
        )

    def _waveform(self, node: WaveformNode, placed: Placed, inside: Surroundings) -> ShapeLayer:
        bars = waveform_bars(node, placed, resolved=self._resolved, sounds=self._sounds)
        one = replace(bars.boxes(placed.box)[0], height=placed.box.height)
        return ShapeLayer(
            **self._common(placed, placed.box, inside),
            kind=ShapeKind.BARS,
            fill=self._colors.paint(node.fill, flipped=placed.flipped),
            radius_px=radius_px(node.radius, one, unit_px=self._unit),
            bars=bars,
        )

    def _picture(self, node: PictureNode, placed: Placed, inside: Surroundings) -> PictureLayer:
        facts = facts_of(self._resolved, node.slot, self._pictures, node.turn)
        focal = node.focal or facts.focal
        x, y = node.anchor
        anchor = (1 - x, y) if placed.flipped else (x, y)
        shown = _held(placed.box, node.hold, anchor) if node.hold else placed.box
        if node.fit == "contain":
            shown = _held(shown, facts.width / facts.height, anchor)
        crop = cover_crop(facts, shown.width / shown.height, node.focal)
        return PictureLayer(
            **self._common(placed, shown, inside),
            sha256=facts.sha256,
            crop=crop,
            radius_px=radius_px(node.radius, shown, unit_px=self._unit),
            treatment=Treatment(
                blur_px=node.blur * self._unit,
                brightness=node.brightness,
                saturation=node.saturation,
                tint=self._colors.color(node.tint) if node.tint else None,
                grain=node.grain,
            ),
            zoom=node.motion.zoom,
            zoom_center=_inside(crop, facts, focal),
            pan=node.motion.pan,
            extent=None if node.motion.pan is None else _whole(facts),
        )

    def _lottie(self, node: LottieNode, placed: Placed, inside: Surroundings) -> LottieLayer:
        facts, outer = self._resolved.template.animations[node.file], placed.box
        box = fitted_box(outer, facts.width / facts.height, fit=node.fit)
        around = replace(inside, frame=_cut(inside.frame, outer)) if node.fit == "cover" else inside
        return LottieLayer(
            **self._common(placed, box, around),
            sha256=facts.sha256,
            fps=facts.fps,
            first=facts.first,
            last=facts.last,
            start_s=node.start_s,
        )

    def _video(self, node: VideoNode, placed: Placed, inside: Surroundings) -> Drawn:
        facts = clip_of(self._resolved, node, self._videos)
        x, y = node.anchor
        shown = placed.box
        if node.fit == "contain":
            whole = facts.likeness
            anchor = (1 - x, y) if placed.flipped else (x, y)
            shown = _held(shown, whole.width / whole.height, anchor)
        first, last = clip_frames(node, facts)
        layer = VideoLayer(
            **self._common(placed, shown, inside),
            sha256=facts.sha256,
            crop=clip_crop(node, facts, shown),
            fps=facts.fps,
            first=first,
            last=last,
            start_s=node.start_s,
            speed=node.speed,
            loop=node.loop,
            radius_px=radius_px(node.radius, shown, unit_px=self._unit),
        )
        return Drawn(layer=layer, z=inside.z, voice=clip_voice(node, facts, layer))

    def _text(
        self, node: TextNode, placed: Placed, inside: Surroundings, outer: Movement
    ) -> list[Drawn]:
        found = self._texts.set(node, placed.box)
        paint = self._colors.paint(node.color, flipped=placed.flipped)
        stroke_px = node.stroke_width * self._unit if node.stroke else 0.0
        drawn: list[Drawn] = []
        for index, part in enumerate(_parts(found, node.motion)):
            box, runs = _inked(part, found, _EDGE_PX + stroke_px / 2)
            if not runs:
                continue
            motion = node.motion.delayed(index * node.motion.stagger)
            movement = moved(
                outer,
                motion,
                # What moves apart turns and grows about itself.
                box=box if motion.stagger or motion.masked else placed.box,
                unit_px=self._unit,
                flipped=placed.flipped,
            )
            around = replace(inside, movement=movement)
            layer = TextLayer(
                **self._common(placed, box, around, own=placed.box),
                runs=runs,
                paint=paint,
                stroke=self._colors.color(node.stroke) if node.stroke else None,
                stroke_px=stroke_px,
            )
            item = self._colored(layer, motion, inside)
            drawn.append(item if drawn else replace(item, text=found))
        return drawn

    def _colored(
        self, layer: TextLayer | ShapeLayer, motion: Motion, inside: Surroundings
    ) -> Drawn:
        """The layer with its colours over time; its paint is what it begins with."""
        if motion.color:
            tracks = replace(layer.tracks, color=color_track(motion.color, self._colors))
            first = Solid(color=self._colors.color(motion.color[0].color))
            if isinstance(layer, TextLayer):
                layer = replace(layer, tracks=tracks, paint=first)
            else:
                layer = replace(layer, tracks=tracks, fill=first)
        return Drawn(layer=layer, z=inside.z)


def fitted_box(box: Box, aspect: float, *, fit: str) -> Box:
    """The box of that width by height about the middle of `box`: within it, or covering it."""
    choose = max if fit == "cover" else min
    width = choose(box.width, box.height * aspect)
    height = width / aspect
    return Box(
        x=box.x + (box.width - width) / 2,
        y=box.y + (box.height - height) / 2,
        width=width,
        height=height,
    )


def _held(box: Box, aspect: float, anchor: tuple[float, float]) -> Box:
    """The largest box of that width by height inside `box`."""
    width = min(box.width, box.height * aspect)
    height = width / aspect
    return Box(
        x=box.x + (box.width - width) * anchor[0],
        y=box.y + (box.height - height) * anchor[1],
        width=width,
        height=height,
    )


def _whole(facts: PictureFacts) -> Box:
    return Box(x=0, y=0, width=facts.width, height=facts.height)


def _inside(crop: Box, facts: PictureFacts, focal: tuple[float, float]) -> tuple[float, float]:
    x = (focal[0] * facts.width - crop.x) / crop.width
    y = (focal[1] * facts.height - crop.y) / crop.height
    return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)


def _cut(frame: Box | None, box: Box) -> Box:
    if frame is None:
        return box
    left, top = max(frame.x, box.x), max(frame.y, box.y)
    right = min(frame.x + frame.width, box.x + box.width)
    bottom = min(frame.y + frame.height, box.y + box.height)
    return Box(x=left, y=top, width=max(right - left, 0.0), height=max(bottom - top, 0.0))


def _parts(found: SetText, motion: Motion) -> list[Sequence[TextLine | Part]]:
    """What of a text moves apart, in reading order."""
    lines = found.block.lines
    if not motion.stagger:
        return [lines]
    if motion.by == "line":
        return [[line] for line in lines]
    return [[part] for line in lines for part in split_line(line, by=motion.by)]


def _inked(
    lines: Sequence[TextLine | Part], found: SetText, edge_px: float
) -> tuple[Box, tuple[GlyphRun, ...]]:
    """The box `edge_px` around the ink of lines or parts of them, and glyphs from its corner."""
    ink = union([line.ink for line in lines if line.ink.width > 0])
    left, top = ink.x - edge_px, ink.y - edge_px
    runs = tuple(
        replace(
            run,
            glyphs=tuple(
                Glyph(id=glyph.id, x=glyph.x - left, y=glyph.y - top) for glyph in run.glyphs
            ),
        )
        for line in lines
        for run in line.runs
    )
    box = Box(
        x=found.x_px + left,
        y=found.y_px + top,
        width=ink.width + 2 * edge_px,
        height=ink.height + 2 * edge_px,
    )
    return box, runs if ink.width > 0 else ()
