"""A finished file → a small JPEG that stands for it."""

import io
from pathlib import Path

import av
from PIL import Image

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
        container.seek(int(at_s / stream.time_base), stream=stream)
        best = None
        for frame in container.decode(stream):
            if best is not None and frame.time > at_s:
                break
            best = frame
        if best is None:
            raise ValueError(f"{file.name}: no frame at {at_s} s")
        image: Image.Image = best.to_image()
        return image
