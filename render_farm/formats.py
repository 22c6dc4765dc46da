"""The formats an asset may have, each with the settings that its files are made with."""

import json
from dataclasses import dataclass

from render_farm.encode import DEFAULT_QUALITY, VideoSettings
from render_farm.errors import InvalidInput


@dataclass(frozen=True, kw_only=True, slots=True)
class AssetFormat:
    """A format by name; `video` is None for stills, `quality` counts for JPEG and WebP."""

    name: str
    content_type: str
    quality: int = DEFAULT_QUALITY
    video: VideoSettings | None = None

    @property
    def extension(self) -> str:
        """The ending of its files, without a dot."""
        return self.name

    def settings_key(self, *, heard: bool) -> str:
        """All that the encoder is told, for keys; heard: whether a sound is encoded too."""
        if self.video is not None:
            return self.video.key(heard=heard)
        return json.dumps({"quality": self.quality})


_FORMATS = {
    format.name: format
    for format in (
        AssetFormat(name="jpg", content_type="image/jpeg"),
        AssetFormat(name="png", content_type="image/png"),
        AssetFormat(name="webp", content_type="image/webp"),
        AssetFormat(name="mp4", content_type="video/mp4", video=VideoSettings()),
    )
}
_DEFAULTS = {"static": "jpg", "animated": "mp4"}


def asset_format(name: str) -> AssetFormat:
    """The format of a name. Raises InvalidInput, which lists the names."""
    if name not in _FORMATS:
        raise InvalidInput(f"{name!r} is no format", where="format", allowed=", ".join(_FORMATS))
    return _FORMATS[name]


def default_format(kind: str) -> str:
    """What a kind of template ("static" or "animated") is made as unless told otherwise."""
    return _DEFAULTS[kind]
