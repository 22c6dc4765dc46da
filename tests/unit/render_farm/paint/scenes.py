"""Small scenes and pictures that the painter's tests share."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
from PIL import Image

from templates.motion import Keyframe, Track
from templates.scene import (
    AnyLayer,
    Box,
    Color,
    LinearGradient,
    PictureLayer,
    Scene,
    Shadow,
    ShapeKind,
    ShapeLayer,
    Solid,
    Stop,
    Tracks,
)
from templates.text import FontLibrary

BLACK, WHITE = Color(red=0, green=0, blue=0), Color(red=255, green=255, blue=255)
RED = Color(red=220, green=30, blue=50)
NO_FONTS = FontLibrary(())


def box(x: float, y: float, width: float, height: float) -> Box:
    return Box(x=x, y=y, width=width, height=height)


def track(*keys: tuple[float, tuple[float, ...]]) -> Track:
    return Track(keyframes=tuple(Keyframe(t_s=t, value=value) for t, value in keys))


def photo(width: int = 300, height: int = 400) -> Image.Image:
    """A soft, colourful picture, the same every time."""
    dots = np.random.default_rng(7).integers(0, 255, (6, 5, 3), dtype=np.uint8)
    return Image.fromarray(
        np.asarray(cv2.resize(dots, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    )


def pictures() -> Callable[[str], Image.Image]:
    picture = photo()
    return lambda sha256: picture


def rectangle(where: Box, *, color: Color = RED, radius_px: float = 0.0) -> ShapeLayer:
    return ShapeLayer(
        name="rectangle",
        box=where,
        kind=ShapeKind.RECTANGLE,
        fill=Solid(color=color),
        radius_px=radius_px,
    )


def picture(where: Box, *, crop: Box | None = None) -> PictureLayer:
    return PictureLayer(
        name="picture", box=where, sha256="ab" * 32, crop=crop or box(0, 0, 300, 400)
    )


def scene(*layers: AnyLayer, width: int = 120, height: int = 160, frames: int = 0) -> Scene:
    """A still, or with `frames` a video of ten frames per second."""
    still = Scene(width_px=width, height_px=height, background=BLACK, layers=layers)
    return replace(still, duration_s=frames / 10, fps=10) if frames else still


def busy_scene() -> Scene:
    """Three seconds in which everything that a painter knows happens once."""
    full = box(0, 0, 120, 160)
    fade = LinearGradient(
        x0=0,
        y0=0,
        x1=0,
        y1=1,
        stops=(Stop(at=0, color=replace(BLACK, alpha=0.0)), Stop(at=1, color=BLACK)),
    )
    soft = Shadow(dx=0, dy=3, sigma_px=3, color=replace(BLACK, alpha=0.6))
    slide = Tracks(
        offset=track((0, (30.5, 7.25)), (1, (0, 0))), opacity=track((0, (0.2,)), (1, (1,)))
    )
    pop = Tracks(scale=track((0, (0.4,)), (1, (1.1,)), (1.5, (1,))))
    turn = Tracks(
        rotation=track((1, (0,)), (2, (25,))), clip=track((0, (0, 0, 0.6, 0)), (1, (0, 0, 0, 0)))
    )
    reveal = Tracks(clip=track((0.5, (0, 1, 0, 0)), (1.5, (0, 0, 0, 0))))
    return scene(
        replace(picture(full), zoom=track((0, (1.0,)), (3, (1.15,))), zoom_center=(0.3, 0.6)),
        replace(rectangle(box(0, 80, 120, 80)), fill=fade),
        replace(
            picture(box(20.5, 15.25, 60, 50), crop=box(20, 20, 260, 360)),
            radius_px=9,
            shadow=soft,
            zoom=track((0, (1.2,)), (2, (1,))),
            tracks=reveal,
        ),
        replace(rectangle(box(15, 90, 70, 12), radius_px=6), shadow=soft, tracks=slide),
        replace(
            rectangle(box(70, 30, 30, 30), color=WHITE), tracks=pop, frame=box(60, 20, 50, 33.5)
        ),
        replace(rectangle(box(30, 110, 40, 20)), stroke=WHITE, stroke_px=2, tracks=turn),
        replace(
            rectangle(full), in_s=2.2, tracks=Tracks(opacity=track((2.2, (0.3,)), (2.5, (1,))))
        ),
        replace(rectangle(box(40, 60, 40, 40), color=WHITE), in_s=2.4),
        frames=30,
    )
