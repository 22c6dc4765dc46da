"""A picture's bytes → an upright RGB or RGBA picture; the painter and the layout share it."""

import io
from typing import TYPE_CHECKING

from templates.errors import PictureRefused
from templates.pictures.header import check_size, read_header

if TYPE_CHECKING:
    from PIL import Image

_WHITE = (255, 255, 255)


def open_picture(
    data: bytes, *, keep_alpha: bool = False, near_px: int | None = None
) -> "Image.Image":
    """The picture upright (EXIF orientation applied), in sRGB, as RGB.

    keep_alpha: a transparent picture stays RGBA instead of being laid on white. near_px: decode
    a JPEG no larger than needed for that side (a study needs few pixels). Reads the header
    before any decoder runs; PictureRefused tells what was wrong and what is allowed.
    """
    # Pillow costs 30 ms at import, and callers that only lay out need none of it.
    from PIL import Image, ImageOps  # noqa: PLC0415

    header = read_header(data)
    try:
        with Image.open(io.BytesIO(data), formats=[header.format]) as source:
            check_size(*source.size)
            if near_px is not None:
                source.draft(None, (near_px, near_px))
            source.load()
            upright = ImageOps.exif_transpose(source)
    # Decoders meet hostile bytes here: whatever they raise means the same to the caller.
    except Exception as error:
        if isinstance(error, PictureRefused):
            raise
        raise PictureRefused(
            f"the {header.format} picture is broken: {error}", allowed="whole, undamaged files"
        ) from error
    return _plain(upright, keep_alpha=keep_alpha)


def _plain(picture: "Image.Image", *, keep_alpha: bool) -> "Image.Image":
    from PIL import Image  # noqa: PLC0415 - see open_picture

    if picture.has_transparency_data:
        layered = picture.convert("RGBA")
        if keep_alpha:
            return layered
        flat = Image.new("RGB", layered.size, _WHITE)
        flat.paste(layered, mask=layered.getchannel("A"))
        return flat
    if picture.mode.startswith(("I", "F")):
        return _eight_bit(picture)
    return _in_srgb(picture)


def _eight_bit(picture: "Image.Image") -> "Image.Image":
    import numpy as np  # noqa: PLC0415 - see open_picture
    from PIL import Image  # noqa: PLC0415 - see open_picture

    deep = np.asarray(picture).astype(np.float64)
    shallow = np.clip(deep / 257, 0, 255).astype(np.uint8)
    return Image.fromarray(shallow).convert("RGB")


def _in_srgb(picture: "Image.Image") -> "Image.Image":
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "CMYK"}:
        return picture.convert("RGB")
    from PIL import ImageCms  # noqa: PLC0415 - see open_picture

    try:
        converted = ImageCms.profileToProfile(
            picture, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture.convert("RGB")
    return converted if converted is not None else picture.convert("RGB")
