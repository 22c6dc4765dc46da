"""Painted pixels → a finished file, whole or not at all."""

from render_farm.encode.settings import VideoSettings
from render_farm.encode.still import DEFAULT_QUALITY, encode_still
from render_farm.encode.versions import pixel_versions
from render_farm.encode.video import PaintedVideo, encode_video

__all__ = [
    "DEFAULT_QUALITY",
    "PaintedVideo",
    "VideoSettings",
    "encode_still",
    "encode_video",
    "pixel_versions",
]
