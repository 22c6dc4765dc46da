"""The planar painter held against the RGB one, which is the reference."""

import numpy as np
from PIL import Image

from render_farm.paint import ClipSource, VideoPainter, still
from render_farm.paint.content import NO_CLIPS
from templates.scene import Scene
from templates.text import FontLibrary
from tests.unit.render_farm.paint.scenes import NO_FONTS, pictures

Samples = np.typing.NDArray[np.float64]


def painter(
    what: Scene, fonts: FontLibrary = NO_FONTS, clips: ClipSource = NO_CLIPS
) -> VideoPainter:
    return VideoPainter(what, pictures=pictures(), fonts=fonts, clips=clips)


def kept(
    what: Scene, fonts: FontLibrary = NO_FONTS, clips: ClipSource = NO_CLIPS
) -> list[tuple[np.typing.NDArray[np.uint8], ...]]:
    return [
        tuple(plane.copy() for plane in frame.planes)
        for frame in painter(what, fonts, clips).frames()
    ]


def exact_planes(image: Image.Image) -> tuple[Samples, Samples, Samples]:
    """BT.709 in floating point, chroma as the mean of four pixels."""
    rgb = np.asarray(image).astype(np.float64) / 255
    luma = rgb @ np.array([0.2126, 0.7152, 0.0722])
    chroma = [(rgb[:, :, 2] - luma) / 1.8556, (rgb[:, :, 0] - luma) / 1.5748]
    cb, cr = (
        128 + 224 * (c[0::2, 0::2] + c[1::2, 0::2] + c[0::2, 1::2] + c[1::2, 1::2]) / 4
        for c in chroma
    )
    return 16 + 219 * luma, cb, cr


def assert_like_the_reference(
    what: Scene,
    *,
    every: int = 1,
    fonts: FontLibrary = NO_FONTS,
    clips: ClipSource = NO_CLIPS,
) -> None:
    """Luma within 2 but for one sample in 200, nothing beyond 6."""
    for number, planes in enumerate(kept(what, fonts, clips)):
        if number % every == 0:
            moment = number / (what.fps or 1)
            image = still(what, pictures=pictures(), fonts=fonts, at_s=moment, clips=clips)
            luma, cb, cr = (
                np.abs(mine - theirs)
                for mine, theirs in zip(planes, exact_planes(image), strict=True)
            )
            assert (luma > 2).mean() < 0.005, f"frame {number}: luma"
            assert max(luma.max(), cb.max(), cr.max()) < 6, f"frame {number}"
