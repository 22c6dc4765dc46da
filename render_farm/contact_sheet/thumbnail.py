"""A finished file → a small JPEG that stands for it."""

import io
from pathlib import Path

import av
from PIL import Image

from render_farm.errors import EncodeError

_HEIGHT_PX = 300
_QUALITY = 78


def thumbnail(file: Path, *, at_s: float = 0.0) -> bytes:
    """A JPEG 300 pixels high of a still, or of the frame of a video nearest before `at_s`."""
    picture = _frame(file, at_s) if file.suffix == ".mp4" else _still(file)
    width = max(1, round(picture.width * _HEIGHT_PX / picture.height))
    small = picture.convert("RGB").resize((width, _HEIGHT_PX), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _still(file: Path) -> Image.Image:
    picture = Image.open(file)
    picture.draft("RGB", (2 * _HEIGHT_PX, 2 * _HEIGHT_PX))
    return picture


def _frame(file: Path, at_s: float) -> Image.Image:
    with av.open(str(file)) as container:
        stream = container.streams.video[0]
        container.seek(int(at_s * av.time_base))
        best: av.VideoFrame | None = None
        for frame in container.decode(stream):
            if best is not None and frame.time is not None and frame.time > at_s:
                break
            best = frame
        if best is None:
            raise EncodeError(f"no frame at {at_s} s", where=file.name)
        return Image.fromarray(best.to_ndarray(format="rgb24"))
