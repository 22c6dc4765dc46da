"""An RGB picture → a JPEG, PNG or WebP file."""

import io
from functools import partial
from pathlib import Path

from PIL import Image

from render_farm.encode.quality import LEAST_QUALITY, best_quality
from render_farm.encode.whole_file import whole_file
from render_farm.errors import EncodeError

# Our names of formats, which are file endings too, and Pillow's.
STILL_FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
DEFAULT_QUALITY = 88


def encode_still(
    image: Image.Image,
    path: Path,
    *,
    format: str,
    quality: int = DEFAULT_QUALITY,
    max_bytes: int | None = None,
) -> None:
    """Write the picture whole to `path`, or leave nothing there.

    image: RGB, or RGBX, the same with a byte more a pixel. format: jpg, png or webp. quality:
    1-100, of jpg and webp. max_bytes: where the file weighs more, the highest quality is taken that
    does not (None = any weight will do). Pixels are sRGB, which is what players and ad platforms
    assume of a file without a profile; none is embedded.

    Raises:
        EncodeError: an unknown format, a quality out of range, or a folder that cannot be written.
        DeliveryRefused: no quality weighs so little.
    """
    if format not in STILL_FORMATS:
        raise EncodeError(f"format {format!r}", where=str(path), allowed=", ".join(STILL_FORMATS))
    if not 1 <= quality <= 100:
        raise EncodeError(f"quality {quality}", where=str(path), allowed="1-100")
    if format == "png" and image.mode == "RGBX":
        image = image.convert("RGB")
    encode = partial(_encoded, image, format)
    if max_bytes is None:
        data = encode(quality)
    else:
        least = quality if format == "png" else min(quality, LEAST_QUALITY)
        data = best_quality(encode, start=quality, least=least, max_bytes=max_bytes)
    try:
        with whole_file(path) as temporary:
            temporary.write_bytes(data)
    except OSError as error:
        raise EncodeError(f"cannot be written: {error}", where=str(path)) from error


def _encoded(image: Image.Image, format: str, quality: int) -> bytes:
    file = io.BytesIO()
    try:
        image.save(file, format=STILL_FORMATS[format], **still_options(format, quality))
    except OSError as error:
        raise EncodeError(f"cannot be encoded: {error}", where=format) from error
    return file.getvalue()


def still_options(kind: str, quality: int) -> dict[str, int | bool | str]:
    """What Pillow's writer is told.

    JPEG keeps full colour resolution (4:4:4): with halved colour the edges of coloured type on a
    coloured ground smear, and ad platforms, which compress again, double that; it costs about a
    tenth more bytes. PNG level 1 is four times as fast as the default for a tenth more bytes.
    """
    if kind == "jpg":
        return {"quality": quality, "subsampling": "4:4:4", "optimize": False}
    if kind == "webp":
        return {"quality": quality, "method": 2}
    return {"compress_level": 1}
