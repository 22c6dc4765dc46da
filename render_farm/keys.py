"""Request key and asset key: what makes two requests, or two files, the same.

The request key is known before anything is drawn: template, content, fonts, ratio, locale, format
and all that shapes layout and pixels. The asset key is known once the Scene is made: equal
Scenes painted and encoded the same way are the same file, whatever was asked for.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from render_farm.formats import AssetFormat
from templates import PictureRef, SlotValue, SoundRef, VideoRef
from templates.scene import LAYOUT_EPOCH, Scene, VideoLayer, scene_sha256


@dataclass(frozen=True, kw_only=True, slots=True)
class Toolchain:
    """What shapes layout, pixels and sound on this installation.

    fonts: digest of all fonts. paint_epoch: raised when the painter draws differently. versions:
    of the libraries that shape pixels. sound_versions: of those that shape what is heard, which
    counts only where something is. layout_versions: of those that shape words and layout, which
    count until the Scene is made.
    """

    fonts: str
    paint_epoch: int
    versions: Mapping[str, str]
    sound_versions: Mapping[str, str] = field(default_factory=dict)
    layout_versions: Mapping[str, str] = field(default_factory=dict)


def request_key(
    *,
    template: str,
    content: Mapping[str, SlotValue],
    ratio: str,
    locale: str,
    format: AssetFormat,
    toolchain: Toolchain,
    placement: str | None = None,
) -> str:
    """SHA-256 over all that is asked; `template` is the sha256 of its bundle."""
    heard = any(isinstance(value, SoundRef | VideoRef) for value in content.values())
    return _digest(
        {
            "template": template,
            "content": {slot: _plain(value) for slot, value in content.items()},
            "ratio": ratio,
            "locale": locale,
            "fonts": toolchain.fonts,
            "layout_epoch": LAYOUT_EPOCH,
            # Left out where none is named, so that answers to older requests still hold.
            **({"placement": placement} if placement else {}),
            "layout_versions": dict(toolchain.layout_versions),
            **_making(format, toolchain, heard=heard),
        }
    )


def asset_key(scene: Scene, *, format: AssetFormat, toolchain: Toolchain) -> str:
    """SHA-256 over the Scene and how it is painted and encoded."""
    seen = scene if format.video is not None else replace(scene, sound=None)
    running = any(isinstance(layer, VideoLayer) for layer in scene.layers)
    making = _making(format, toolchain, heard=seen.sound is not None, running=running)
    return _digest({"scene": scene_sha256(seen), **making})


def asset_path(key: str, *, format: AssetFormat) -> str:
    """Where the file of an asset key lies in the bucket."""
    return f"assets/{key[:2]}/{key}.{format.extension}"


def poster_path(key: str) -> str:
    """Where the poster of a video lies: beside the file of that asset key."""
    return f"assets/{key[:2]}/{key}.poster.jpg"


def _making(
    format: AssetFormat, toolchain: Toolchain, *, heard: bool, running: bool = False
) -> dict[str, object]:
    """running: clips are shown, which what reads sounds decodes, too."""
    silent = {
        "format": format.name,
        "encoder": format.settings_key(heard=heard),
        "paint_epoch": toolchain.paint_epoch,
        "versions": dict(toolchain.versions),
    }
    if not (heard or running):
        return silent
    return {**silent, "sound_versions": dict(toolchain.sound_versions)}


def _plain(value: SlotValue) -> object:
    if isinstance(value, PictureRef):
        pointed = {} if value.focal is None else {"focal": value.focal}
        return {"picture": value.sha256, **pointed}
    if isinstance(value, SoundRef):
        return {"sound": value.sha256}
    if isinstance(value, VideoRef):
        pointed = {} if value.focal is None else {"focal": value.focal}
        return {"video": value.sha256, **pointed}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
