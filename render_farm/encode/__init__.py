"""Painted pixels → a finished file, whole or not at all."""

from render_farm.encode.run import Run
from render_farm.encode.settings import AnimationSettings, SoundSettings, VideoSettings
from render_farm.encode.sound import mix_sound
from render_farm.encode.still import DEFAULT_QUALITY, encode_still
from render_farm.encode.versions import pixel_versions, sound_versions
from render_farm.encode.video import PaintedVideo, encode_video

__all__ = [
    "DEFAULT_QUALITY",
    "AnimationSettings",
    "PaintedVideo",
    "Run",
    "SoundSettings",
    "VideoSettings",
    "encode_still",
    "encode_video",
    "mix_sound",
    "pixel_versions",
    "sound_versions",
]
