"""How a video is encoded: plain values that are part of every key."""

import json
from dataclasses import asdict, dataclass, field
from typing import Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class SoundSettings:
    """AAC, stereo: rate_hz samples and bit_rate bits a second.

    lufs: the loudness (ITU-R BS.1770) that sounds are brought to. peak_dbfs: and no true peak is
    louder than this, which leaves room for what AAC adds. boost_db: what needs more is refused.
    coder: FFmpeg's `fast` takes a third of the time of `twoloop`, and was nearer to our music.
    """

    rate_hz: int = 48_000
    bit_rate: int = 128_000
    lufs: float = -16.0
    peak_dbfs: float = -1.5
    boost_db: float = 34.0
    coder: str = "fast"


# Frames to come; what `veryfast` looks at, and what it can hardly do without.
_MOST_AHEAD, _LEAST_AHEAD = 10, 4


@dataclass(frozen=True, kw_only=True, slots=True)
class VideoSettings:
    """H.264 in MP4 by x264, for one thread: more threads make other bytes.

    crf: constant rate factor, lower is better and larger. gop_s: seconds between key frames at
    most; every group is closed, so that a player may start at each. ahead_px: how many pixels of
    frames to come x264 looks at, and so holds in memory: 10 frames (`veryfast`) of 1080×1920, the
    least of 4 of those four times as large. sound: of videos that have one.
    """

    preset: str = "veryfast"
    crf: int = 21
    gop_s: float = 2.0
    ahead_px: int = 21_000_000
    sound: SoundSettings = field(default_factory=SoundSettings)

    def key(self, *, heard: bool = False) -> str:
        """Everything that shapes the file, as canonical JSON; heard: whether it has a sound."""
        plain = {**asdict(self), "x264": self.x264_params()}
        if not heard:
            del plain["sound"]
        return json.dumps(plain, sort_keys=True)

    def x264_params(self) -> str:
        """x264's own options (`x264 --fullhelp`).

        cpu-independent: the same bytes on every processor. chromaloc 1: our chroma samples lie
        in the middle of their four pixels. b-pyramid none: another reference frame would be held
        for nothing that was measured. The rest tags BT.709, limited range.
        """
        return (
            "cpu-independent=1:open-gop=0:chromaloc=1:b-pyramid=none"
            ":colorprim=bt709:transfer=bt709:colormatrix=bt709:fullrange=off"
        )

    def options(self, *, width_px: int, height_px: int) -> dict[str, str]:
        """What libx264 is opened with for frames of a size."""
        ahead = min(_MOST_AHEAD, max(_LEAST_AHEAD, self.ahead_px // (width_px * height_px)))
        params = f"{self.x264_params()}:rc-lookahead={ahead}"
        return {"preset": self.preset, "crf": str(self.crf), "x264-params": params}


@dataclass(frozen=True, kw_only=True, slots=True)
class AnimationSettings:
    """A GIF or an animated WebP: silent, smaller than the video, for ever from the start.

    short_px: the shorter side at most. max_fps: browsers slow down what is faster than 50, and
    each frame costs as much as a picture. tolerance: levels that a pixel of a GIF may lag behind
    while it moves. quality, method: of WebP (libwebp: 0-100, 0-6). making: raised when the same
    settings make other bytes.
    """

    codec: Literal["gif", "webp"]
    short_px: int = 540
    max_fps: int = 25
    tolerance: int = 4
    quality: int = 75
    method: int = 2
    making: int = 2

    def key(self) -> str:
        """Everything that shapes the file, as canonical JSON."""
        return json.dumps(asdict(self), sort_keys=True)

    def size_px(self, width_px: int, height_px: int) -> tuple[int, int]:
        """Width and height of the file of a picture of that size: never more than it."""
        factor = min(1.0, self.short_px / min(width_px, height_px))
        return max(1, round(width_px * factor)), max(1, round(height_px * factor))

    def step(self, fps: int) -> int:
        """Every which frame is kept, so that all are shown for as long."""
        return next(n for n in range(1, fps + 1) if fps % n == 0 and fps // n <= self.max_fps)
