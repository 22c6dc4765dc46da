"""Scene → the frames of a video, each painted only where it differs from the one before."""

from collections.abc import Iterator
from functools import cached_property, partial

from render_farm.errors import PaintError
from render_farm.paint.backdrop import Backdrop
from render_farm.paint.blend_sprite import sprite_of
from render_farm.paint.clip import ClipFrames, ClipSource, view_of
from render_farm.paint.clip_sprite import ClipSprite
from render_farm.paint.company import companies
from render_farm.paint.content import NO_CLIPS, PictureSource, content
from render_farm.paint.i420 import I420
from render_farm.paint.lottie import NO_ANIMATIONS, AnimationSource
from render_farm.paint.lottie_sprite import LottieSprite
from render_farm.paint.moment import at_moment, recolored
from render_farm.paint.raster import PixelRect, Raster, stacked
from render_farm.paint.repainted_sprite import (
    OPAQUE,
    ContentPainter,
    RepaintedSprite,
    only_colored,
    recoloring,
)
from render_farm.paint.schedule import States, schedule, standing
from render_farm.paint.scratch import Scratch
from render_farm.paint.solid_sprite import SolidSprite, one_color
from render_farm.paint.sprite import RasterSprite, Sprite
from render_farm.paint.stage import Cast, changed, repaint, stepped
from render_farm.paint.state import Affine, LayerState
from render_farm.paint.turned_sprite import TurnedSprite
from render_farm.paint.zoom_sprite import ZoomSprite
from templates.scene import AnyLayer, Blend, LottieLayer, PictureLayer, Scene, VideoLayer
from templates.text import FontLibrary


class VideoPainter:
    """Paints a scene's frames straight into planar I420, BT.709 limited range.

    Layers at the back that never change are painted once. A frame is repainted inside the
    rectangles that changed, from the topmost layer that hides all below it.
    """

    def __init__(
        self,
        scene: Scene,
        *,
        pictures: PictureSource,
        fonts: FontLibrary,
        animations: AnimationSource = NO_ANIMATIONS,
        clips: ClipSource = NO_CLIPS,
    ) -> None:
        """Paint no frame yet, but refuse what cannot become a video.

        Raises:
            PaintError: odd width or height, or no frames per second.
        """
        if scene.width_px % 2 or scene.height_px % 2:
            size = f"{scene.width_px}×{scene.height_px}"
            raise PaintError(f"a video of {size} px", where="scene", allowed="even numbers")
        if scene.fps is None or scene.frames < 1:
            raise PaintError("a still scene as a video", where="scene", allowed="duration and fps")
        self.width_px = scene.width_px
        self.height_px = scene.height_px
        self.fps = scene.fps
        self.frame_count = scene.frames
        self._scene = scene
        self._pictures = pictures
        self._fonts = fonts
        self._animations = animations
        self._scratch = Scratch()
        self._clips = clips
        self._opened: list[ClipFrames] = []
        self._canvas = PixelRect(left=0, top=0, right=scene.width_px, bottom=scene.height_px)

    def frames(self, *, first: int = 0, stop: int | None = None) -> Iterator[I420]:
        """Frames from `first` to before `stop`, in one buffer: use each before asking on.

        A frame has the same pixels wherever the painting begins.

        Raises:
            PaintError: a layer cannot be painted.
        """
        try:
            yield from self._painted(first, self._scene.frames if stop is None else stop)
        finally:
            while self._opened:
                self._opened.pop().close()

    def _painted(self, first: int, stop: int) -> Iterator[I420]:
        scene, plan = self._scene, self.plan
        below = standing(plan)
        base = self._base(scene.layers[:below], plan[:below])
        # Of a part of the video, only what is seen in it is made ready.
        seen = [
            company
            for company in self._companies
            if company[0] >= below
            and any(state is not None for state in plan[company[0]][first:stop])
        ]
        sprites = [self._sprites(company) for company in seen]
        moving = [plan[company[0]][first:stop] for company in seen]
        frame = I420.blank(scene.width_px, scene.height_px, scene.background)
        frame.copy_from(base, self._canvas)
        backdrop = Backdrop(base, moving, self._canvas)
        before: Cast = (None,) * len(sprites)
        for index in range(stop - first):
            now = stepped(sprites, before, [states[index] for states in moving])
            rects = changed(before, now)
            under, count = backdrop.under(index, now, rects)
            for rect in rects:
                self._repaint(frame, under, now[count:], rect)
            before = now
            yield frame

    @cached_property
    def plan(self) -> tuple[States, ...]:
        """For each layer its states, frame by frame."""
        return schedule(self._scene)

    @cached_property
    def _companies(self) -> tuple[tuple[int, ...], ...]:
        return companies(self._scene.layers, self.plan)

    def _sprites(self, company: tuple[int, ...]) -> Sprite:
        """One sprite for one layer, or for some that always move as one."""
        layers, plan = self._scene.layers, self.plan
        if len(company) == 1:
            return self._sprite(layers[company[0]], plan[company[0]])
        whole = stacked([self._content(layers[place], LayerState()) for place in company])
        return RasterSprite(layers[company[0]], whole, canvas=self._canvas)

    def _base(self, layers: tuple[AnyLayer, ...], plan: tuple[States, ...]) -> I420:
        scene = self._scene
        base = I420.blank(scene.width_px, scene.height_px, scene.background)
        for layer, states in zip(layers, plan, strict=True):
            state = states[0]
            if state is not None:
                raster = self._content(layer, state)
                self._painted_once(layer, raster).paint(base, state, self._canvas)
        return base

    def _content(self, layer: AnyLayer, state: LayerState) -> Raster:
        return content(
            at_moment(layer, state),
            pictures=self._pictures,
            fonts=self._fonts,
            zoom=state.zoom,
            animations=self._animations,
            clips=self._clips,
            frame=state.frame,
        )

    def _painted_once(self, layer: AnyLayer, raster: Raster) -> Sprite:
        color = one_color(layer)
        if color is not None:
            return SolidSprite(layer, raster, color=color, canvas=self._canvas)
        if isinstance(layer, PictureLayer) and layer.blend is Blend.NORMAL:
            return TurnedSprite(layer, raster, canvas=self._canvas, scratch=self._scratch)
        return sprite_of(layer, raster, canvas=self._canvas)

    def _sprite(self, layer: AnyLayer, states: States) -> Sprite:
        if isinstance(layer, LottieLayer):
            return LottieSprite(
                layer, fonts=self._fonts, animations=self._animations, canvas=self._canvas
            )
        if isinstance(layer, VideoLayer):
            return self._clip_sprite(layer)
        seen = {state.look: state for state in states if state is not None}
        if len(seen) < 2:
            raster = self._content(layer, next(iter(seen.values()), LayerState()))
            return self._painted_once(layer, raster)
        if isinstance(layer, PictureLayer):
            image = self._pictures(layer.sha256)
            box_moves = any(state is not None and state.matrix != Affine() for state in states)
            mixes = layer.blend is not Blend.NORMAL or layer.blur_px > 0
            if not (box_moves or mixes or image.has_transparency_data):
                return ZoomSprite(
                    layer, image, fonts=self._fonts, states=seen.values(), canvas=self._canvas
                )
        paint: ContentPainter = partial(self._content, layer)
        if only_colored(layer):
            if layer.blend is Blend.NORMAL:
                raster = self._content(recolored(layer, OPAQUE), LayerState())
                return SolidSprite(layer, raster, color=OPAQUE, canvas=self._canvas)
            paint = recoloring(layer, partial(self._content, state=LayerState()))
        return RepaintedSprite(layer, paint, canvas=self._canvas)

    def _clip_sprite(self, layer: VideoLayer) -> ClipSprite:
        view, rect = view_of(layer)
        frames = self._clips.open(view, where=layer.name)
        self._opened.append(frames)
        return ClipSprite(layer, frames, rect, fonts=self._fonts, canvas=self._canvas)

    def _repaint(self, frame: I420, base: I420, cast: Cast, rect: PixelRect) -> None:
        repaint(frame, base, cast, rect)
