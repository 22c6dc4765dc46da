"""A short clip made of an invented picture: for previews and comparisons nobody has to send one."""

import io
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import av
import numpy as np
from PIL import Image

from render_farm.clip import Clips
from render_farm.local_file import nameless_file

_WIDTH_PX, _HEIGHT_PX = 720, 1280
_FPS, _FRAMES = 24, 48
# The view goes round while it narrows, so that each frame is another one.
_NARROWS = 0.12


def clip_of(picture: Image.Image) -> bytes:
    """Two seconds in 9:16 that move over a picture, as an MP4 file."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream: Any = container.add_stream("libx264", rate=_FPS, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = _WIDTH_PX, _HEIGHT_PX, "yuv420p"
        stream.codec_context.thread_count = 1
        for number in range(_FRAMES):
            pixels = np.asarray(_view(picture, number / _FRAMES).convert("RGB"))
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode(None))
    return out.getvalue()


def shown_clips(file: Callable[[str], bytes]) -> Clips:
    """Clips out of memory; what they are read from has no name and goes with whoever reads it."""
    return Clips(lambda sha256: nameless_file(file(sha256), folder=Path(gettempdir())))


def _view(picture: Image.Image, share: float) -> Image.Image:
    height = picture.height * (1 - _NARROWS * share)
    width = min(picture.width, height * _WIDTH_PX / _HEIGHT_PX)
    left = (picture.width - width) * (0.5 + 0.3 * share)
    top = (picture.height - height) / 2
    box = (left, top, left + width, top + height)
    return picture.resize((_WIDTH_PX, _HEIGHT_PX), Image.Resampling.BILINEAR, box=box)
