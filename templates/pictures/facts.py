"""What a layout knows of a picture without its pixels."""

import base64
from dataclasses import dataclass
from typing import Any

from templates.color import opaque
from templates.scene import Box, Color

THUMB_SIDE = 24


@dataclass(frozen=True, kw_only=True, slots=True)
class Swatch:
    """A colour of a picture and its share (0-1) of the pixels."""

    color: Color
    share: float


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureFacts:
    """A picture's hash, upright size in pixels, focal point, palette and a tiny likeness.

    focal: (x, y) fractions of the picture: between the eyes where there are faces. palette:
    largest share first, at most six. thumb: 24x24 RGB bytes, the picture squeezed to a square,
    rows from the top. faces: forehead to chin, the largest first, in fractions of the picture.
    """

    sha256: str
    width: int
    height: int
    focal: tuple[float, float]
    palette: tuple[Swatch, ...]
    thumb: bytes
    faces: tuple[Box, ...] = ()

    def color_at(self, x: float, y: float) -> Color:
        """The mean colour around a point given in fractions of the picture."""
        column = min(max(int(x * THUMB_SIDE), 0), THUMB_SIDE - 1)
        row = min(max(int(y * THUMB_SIDE), 0), THUMB_SIDE - 1)
        at = 3 * (row * THUMB_SIDE + column)
        return opaque(*self.thumb[at : at + 3])


def facts_to_json(facts: PictureFacts) -> dict[str, Any]:
    """Plain values for JSON; `facts_from_json` reads them back."""
    return {
        "sha256": facts.sha256,
        "width": facts.width,
        "height": facts.height,
        "focal": list(facts.focal),
        "palette": [
            [swatch.color.red, swatch.color.green, swatch.color.blue, swatch.share]
            for swatch in facts.palette
        ],
        "thumb": base64.b64encode(facts.thumb).decode("ascii"),
        "faces": [[face.x, face.y, face.width, face.height] for face in facts.faces],
    }


def facts_from_json(plain: dict[str, Any]) -> PictureFacts:
    """The facts that `facts_to_json` wrote, also before it wrote faces."""
    return PictureFacts(
        sha256=plain["sha256"],
        width=plain["width"],
        height=plain["height"],
        focal=(plain["focal"][0], plain["focal"][1]),
        palette=tuple(
            Swatch(color=Color(red=red, green=green, blue=blue), share=share)
            for red, green, blue, share in plain["palette"]
        ),
        thumb=base64.b64decode(plain["thumb"]),
        faces=tuple(
            Box(x=x, y=y, width=width, height=height)
            for x, y, width, height in plain.get("faces", ())
        ),
    )
