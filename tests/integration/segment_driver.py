"""A worker process at a video of four pieces; it says each piece that it made.

segment_driver.py render|assist FOLDER, with the storage's settings as JSON on stdin.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path

from render_farm.encode import VideoSettings
from render_farm.gate import Expectation, check_file
from render_farm.keys import Toolchain
from render_farm.segments import LeaseDesk, SegmentedFilm, SegmentStore
from render_farm.storage import S3Settings, S3Store
from templates import SceneReport
from tests.integration.test_segments import Materials
from tests.unit.render_farm.paint.scenes import box, picture, scene, track

SETTINGS = VideoSettings()
CUTS_S = (12.0, 24.0, 36.0)


class Talking(SegmentStore):
    """Says which pieces are stored here."""

    def keep(self, key: str, path: Path) -> None:
        super().keep(key, path)
        print(key, flush=True)  # noqa: T201 - its answer


def main(work: str, folder: Path) -> None:
    zoom = track((0, (1.0,)), (48, (3.0,)))
    ground = replace(picture(box(0, 0, 480, 640)), zoom=zoom)
    what = scene(ground, width=480, height=640, frames=480)
    report = SceneReport(scene=what, warnings=(), fonts=(), text_boxes=())
    objects = S3Store(S3Settings(**json.load(sys.stdin)))
    film = SegmentedFilm(
        store=Talking(objects),
        desk=LeaseDesk(objects),
        toolchain=Toolchain(fonts="", paint_epoch=1, versions={}),
        cuts_s=CUTS_S,
    )
    if work == "assist":
        film.assist(report, folder, settings=SETTINGS, materials=Materials())
    else:
        path = folder / "film.mp4"
        painted = film(report, path, settings=SETTINGS, materials=Materials())
        check_file(path, expected=Expectation.of(what, format="mp4").painted(painted))
    objects.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
