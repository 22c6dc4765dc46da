"""An animation of a template → what a Scene must know of it; refuses what must not be drawn."""

import hashlib
from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass

from templates.errors import PictureRefused
from templates.lottie.document import Plain, fail, is_expression, read_document, walk
from templates.lottie.grammar import check_grammar
from templates.lottie.structure import assets_of, check_structure
from templates.lottie.timing import changing_frames
from templates.pictures.header import read_header

_EMBEDDED = ("data:image/png;base64,", "data:image/jpeg;base64,", "data:image/jpg;base64,")


@dataclass(frozen=True, kw_only=True, slots=True)
class AnimationFacts:
    """An animation's hash, size in its own pixels, frames a second and number of frames.

    first, last: it looks the same in all frames up to `first`, and in all from `last` on.
    """

    sha256: str
    width: float
    height: float
    fps: float
    frames: float
    first: float
    last: float


def read_animation(data: bytes, *, file: str) -> AnimationFacts:
    """The facts of a checked animation; TemplateError with file and key path otherwise.

    Expressions are refused (`import-lottie` drops them), and so is whatever would be read from
    elsewhere: pictures must be embedded PNG or JPEG.
    """
    animation = read_document(data, file=file)
    check_structure(animation, file=file)
    check_grammar(animation, file=file)
    for path, key, value in walk(animation):
        if is_expression(key, value):
            fail("an expression", file=file, path=(*path, key), allowed="keyframes")
        if key == "fPath" and value:
            fail(f"{value!r:.60}", file=file, path=(*path, key), allowed="no path of a font")
    for index, asset in enumerate(assets_of(animation, file=file).values()):
        if "layers" not in asset:
            _check_picture(asset, index, file)
    frames = animation["op"] - animation["ip"]
    first, last = changing_frames(animation)
    return AnimationFacts(
        sha256=hashlib.sha256(data).hexdigest(),
        width=float(animation["w"]),
        height=float(animation["h"]),
        fps=float(animation["fr"]),
        frames=float(frames),
        first=min(max(first, 0.0), frames),
        last=min(max(last, 0.0), frames),
    )


def embedded_picture(uri: str) -> bytes | None:
    """The bytes of a data URI of a PNG or JPEG; None for anything else."""
    prefix = next((prefix for prefix in _EMBEDDED if uri.startswith(prefix)), None)
    if prefix is None:
        return None
    try:
        return b64decode(uri[len(prefix) :], validate=True)
    except (Base64Error, ValueError):
        return None


def _check_picture(asset: Plain, index: int, file: str) -> None:
    path = ("assets", index, "p")
    source = asset.get("p")
    data = embedded_picture(source) if isinstance(source, str) else None
    if data is None:
        allowed = "an embedded PNG or JPEG (data:image/…;base64,…)"
        fail(f"{source!r:.60}", file=file, path=path, allowed=allowed)
    try:
        header = read_header(data)
    except PictureRefused as error:
        fail(error.what, file=file, path=path, allowed=error.allowed)
    if header.format not in ("PNG", "JPEG"):
        fail(header.format, file=file, path=path, allowed="PNG, JPEG")
