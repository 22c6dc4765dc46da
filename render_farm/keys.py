"""Request key and asset key: what makes two requests, or two files, the same.

The request key is known before anything is drawn: template, content, fonts, ratio, locale, format
and all that shapes layout and pixels. The asset key is known once the Scene is made: equal
Scenes painted and encoded the same way are the same file, whatever was asked for.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from render_farm.formats import AssetFormat
from templates import PictureRef, SlotValue
from templates.scene import LAYOUT_EPOCH, Scene, scene_sha256


@dataclass(frozen=True, kw_only=True, slots=True)
class Toolchain:
    """What shapes layout and pixels on this installation.

    fonts: digest of all fonts. paint_epoch: raised when the painter draws differently. versions:
    of the libraries that shape pixels.
    """

    fonts: str
    paint_epoch: int
    versions: Mapping[str, str]


def request_key(
    *,
    template: str,
    content: Mapping[str, SlotValue],
    ratio: str,
    locale: str,
    format: AssetFormat,
    toolchain: Toolchain,
) -> str:
    """SHA-256 over all that is asked; `template` is the sha256 of its bundle."""
    return _digest(
        {
            "template": template,
            "content": {slot: _plain(value) for slot, value in content.items()},
            "ratio": ratio,
            "locale": locale,
            "fonts": toolchain.fonts,
            "layout_epoch": LAYOUT_EPOCH,
            **_making(format, toolchain),
        }
    )


def asset_key(scene: Scene, *, format: AssetFormat, toolchain: Toolchain) -> str:
    """SHA-256 over the Scene and how it is painted and encoded."""
    return _digest({"scene": scene_sha256(scene), **_making(format, toolchain)})


def asset_path(key: str, *, format: AssetFormat) -> str:
    """Where the file of an asset key lies in the bucket."""
    return f"assets/{key[:2]}/{key}.{format.extension}"


def input_path(sha256: str) -> str:
    """Where a checked input lies in the bucket."""
    return f"inputs/{sha256}"


def _making(format: AssetFormat, toolchain: Toolchain) -> dict[str, object]:
    return {
        "format": format.name,
        "encoder": format.settings_key,
        "paint_epoch": toolchain.paint_epoch,
        "versions": dict(toolchain.versions),
    }


def _plain(value: SlotValue) -> object:
    if isinstance(value, PictureRef):
        return {"picture": value.sha256}
    if isinstance(value, tuple):
        return list(value)
    return value


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
