"""How a video is encoded: plain values that are part of every key."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class VideoSettings:
    """H.264 in MP4 by x264, for one thread: more threads make other bytes.

    crf: constant rate factor, lower is better and larger. gop_s: seconds between key frames at
    most; every group is closed, so that a player may start at each.
    """

    preset: str = "veryfast"
    crf: int = 21
    gop_s: float = 2.0

    def key(self) -> str:
        """Everything that shapes the file, as canonical JSON."""
        return json.dumps({**asdict(self), "x264": self.x264_params()}, sort_keys=True)

    def x264_params(self) -> str:
        """x264's own options (`x264 --fullhelp`).

        cpu-independent: the same bytes on every processor. chromaloc 1: our chroma samples lie
        in the middle of their four pixels. The rest tags BT.709, limited range.
        """
        return (
            "cpu-independent=1:open-gop=0:chromaloc=1"
            ":colorprim=bt709:transfer=bt709:colormatrix=bt709:fullrange=off"
        )

    def options(self) -> dict[str, str]:
        """What libx264 is opened with."""
        return {"preset": self.preset, "crf": str(self.crf), "x264-params": self.x264_params()}
