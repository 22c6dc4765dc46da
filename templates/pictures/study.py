"""A picture's bytes → PictureFacts."""

import hashlib
from typing import TYPE_CHECKING

from templates.pictures.facts import THUMB_SIDE, PictureFacts
from templates.pictures.header import read_header
from templates.pictures.opening import open_picture

if TYPE_CHECKING:
    from PIL import Image

_STUDY_SIDE = 64


def study_picture(data: bytes) -> PictureFacts:
    """Size, faces, focal point, palette and a tiny likeness; PictureRefused as in `open_picture`.

    Decodes the picture to its end, so that a truncated file is refused here and not later.
    """
    # numpy and Pillow are wanted by studies alone, not by every import of this package.
    from templates.pictures.faces import SEEN_PX, find_faces  # noqa: PLC0415
    from templates.pictures.focal import focal_point  # noqa: PLC0415
    from templates.pictures.palette import palette_of  # noqa: PLC0415

    header = read_header(data)
    picture = open_picture(data, near_px=SEEN_PX)
    width, height = _upright_size(picture, (header.width, header.height))
    small = _squeezed(picture, _STUDY_SIDE)
    faces = find_faces(picture)
    return PictureFacts(
        sha256=hashlib.sha256(data).hexdigest(),
        width=width,
        height=height,
        focal=focal_point(small, aspect=width / height, faces=faces),
        palette=palette_of(small),
        thumb=_squeezed(picture, THUMB_SIDE).tobytes(),
        faces=tuple(face.box for face in faces),
    )


def _upright_size(picture: "Image.Image", stored: tuple[int, int]) -> tuple[int, int]:
    # A draft is smaller than the file says; the turn by EXIF shows in its aspect alone.
    turned = (picture.width > picture.height) != (stored[0] > stored[1])
    return (stored[1], stored[0]) if turned else stored


def _squeezed(picture: "Image.Image", side: int) -> "Image.Image":
    from PIL import Image  # noqa: PLC0415 - see study_picture

    return picture.resize((side, side), Image.Resampling.BOX, reducing_gap=3.0)
