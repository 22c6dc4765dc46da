"""The formats an asset may have, each with the settings that its files are made with."""

import json
from dataclasses import dataclass, replace

from render_farm.encode import DEFAULT_QUALITY, AnimationSettings, VideoSettings
from render_farm.encode.ladder import CRFS
from render_farm.errors import InvalidInput


@dataclass(frozen=True, kw_only=True, slots=True)
class AssetFormat:
    """A format by name; a still has neither `video` nor `animation`, but `quality` (JPEG, WebP).

    max_bytes: what a still of lower quality may weigh; None = it has `quality`, whatever it weighs.
    """

    name: str
    content_type: str
    quality: int = DEFAULT_QUALITY
    max_bytes: int | None = None
    video: VideoSettings | None = None
    animation: AnimationSettings | None = None

    @property
    def extension(self) -> str:
        """The ending of its files, without a dot."""
        return self.name.rpartition("-")[2]

    @property
    def moving(self) -> bool:
        """Whether its files last."""
        return self.video is not None or self.animation is not None

    def file_px(self, width_px: int, height_px: int) -> tuple[int, int]:
        """Width and height of the file of a scene of that size."""
        if self.animation is None:
            return width_px, height_px
        return self.animation.size_px(width_px, height_px)

    @property
    def has_quality(self) -> bool:
        """Whether it is a still that may lose quality for fewer bytes."""
        return self.name in {"jpg", "webp"}

    def rungs(self, *, max_bytes: int | None) -> tuple["AssetFormat", ...]:
        """Itself first, and all that it may become to be taken by a platform (make/fit.py)."""
        if self.video is not None:
            other = (replace(self, video=replace(self.video, crf=crf)) for crf in CRFS)
            return (self, *(format for format in other if format != self))
        if self.has_quality and max_bytes is not None:
            return (self, replace(self, max_bytes=max_bytes))
        return (self,)

    def settings_key(self, *, heard: bool) -> str:
        """All that the encoder is told, for keys; heard: whether a sound is encoded too."""
        if self.video is not None:
            return self.video.key(heard=heard)
        if self.animation is not None:
            return self.animation.key()
        capped = {} if self.max_bytes is None else {"max_bytes": self.max_bytes}
        return json.dumps({"quality": self.quality, **capped})


_FORMATS = {
    format.name: format
    for format in (
        AssetFormat(name="jpg", content_type="image/jpeg"),
        AssetFormat(name="png", content_type="image/png"),
        AssetFormat(name="webp", content_type="image/webp"),
        AssetFormat(name="mp4", content_type="video/mp4", video=VideoSettings()),
        AssetFormat(name="gif", content_type="image/gif", animation=AnimationSettings(codec="gif")),
        AssetFormat(
            name="animated-webp",
            content_type="image/webp",
            animation=AnimationSettings(codec="webp"),
        ),
    )
}
_DEFAULTS = {"static": "jpg", "animated": "mp4"}


def asset_format(name: str) -> AssetFormat:
    """The format of a name. Raises InvalidInput, which lists the names."""
    if name not in _FORMATS:
        raise InvalidInput(f"{name!r} is no format", where="format", allowed=", ".join(_FORMATS))
    return _FORMATS[name]


def format_names(kind: str) -> tuple[str, ...]:
    """What a kind of template ("static" or "animated") can be made as."""
    return tuple(
        name for name, format in _FORMATS.items() if kind == "animated" or not format.moving
    )


def poster_format() -> AssetFormat:
    """What the still that stands for a video is made as."""
    return _FORMATS["jpg"]


def default_format(kind: str) -> str:
    """What a kind of template ("static" or "animated") is made as unless told otherwise."""
    return _DEFAULTS[kind]
