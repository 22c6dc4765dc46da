"""A process that reads a clip, one frame a tenth of a second, until it is killed: `path`."""

import sys
import time
from pathlib import Path

from render_farm.clip import Clips
from render_farm.local_file import named_file
from render_farm.paint import ClipView
from templates.scene import Box


def main() -> None:
    """Say "reading" once a frame is there."""
    view = ClipView(
        sha256="a" * 64,
        fps=30.0,
        crop=Box(x=0, y=0, width=1, height=1),
        width_px=640,
        height_px=480,
    )
    with Clips(lambda _: named_file(Path(sys.argv[1]))) as clips:
        frames = clips.open(view, where="film")
        for number in range(10_000):
            frames.frame(number)
            if number == 0:
                sys.stdout.write("reading\n")
                sys.stdout.flush()
            time.sleep(0.1)


if __name__ == "__main__":
    main()
