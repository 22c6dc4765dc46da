"""Each animated template by Remotion's renderer: React in Chromium, one tab, x264 veryfast, CRF 21.

The composition (remotion/scene.jsx) draws the same boxes, texts and motions from `scene_props`. Its
bundle is made, its browser opened and warm before the clock starts; ours starts cold but compiled.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from bench.peers.errors import PeerFailed
from bench.peers.node import BROWSER, FOLDER, lacking, package_version, steps
from bench.peers.props import scene_props, untold
from bench.peers.stretch import (
    Stretch,
    check_film,
    likeness_row,
    own_rate,
    rate_row,
    skipped_row,
    stretch_of,
)
from bench.report import Row
from bench.run import Run
from bench.subject import Subject
from templates.text import FontLibrary

_PACKAGE = "@remotion/renderer"


def rows(run: Run) -> Iterator[Row]:
    """Speed and likeness for each animated template, or why there is none."""
    missing = lacking(_PACKAGE, browser=True)
    if missing:
        yield skipped_row("all", peer="Remotion", why=missing)
        return
    for template in run.animated:
        subject = run.subject(template)
        strange = untold(subject.scene)
        if strange:
            yield skipped_row(subject.name, peer="Remotion", why=f"not translated: {strange}")
            continue
        try:
            yield from _measured(subject, run)
        except PeerFailed as error:
            yield skipped_row(subject.name, peer="Remotion", why=f"failed: {error}")


def _measured(subject: Subject, run: Run) -> list[Row]:
    peer, part = f"Remotion {package_version(_PACKAGE)}", stretch_of(subject.scene)
    # The browser, which is killed, may still have had a file in its hands.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        job = write_job(subject, part, folder, run.fonts)
        with steps(FOLDER / "remotion" / "render.mjs", job) as program:
            began = program.done("ready")
            took_s = program.done("film") - began
        check_film(folder / "film.mp4", part, subject.scene)
        ours = own_rate(subject, part, folder, run)
        with Image.open(folder / "still.png") as picture:
            like = likeness_row(subject, part, picture, peer=peer, fonts=run.fonts)
    return [rate_row(subject, ours=ours, peer=peer, theirs=part.frames / took_s), like]


def write_job(subject: Subject, part: Stretch, folder: Path, fonts: FontLibrary) -> Path:
    """The job's file, and beside it the pictures and fonts that the page loads."""
    sizes = {sha256: picture.size for sha256, picture in subject.pictures.items()}
    scene = scene_props(subject.scene, sizes=sizes, fonts=fonts)
    public = folder / "public"
    public.mkdir()
    for sha256 in scene["pictures"]:
        (public / f"{sha256}.picture").write_bytes(subject.files[sha256])
    for sha256 in scene["fonts"]:
        shutil.copyfile(fonts.file(sha256).path, public / f"{sha256}.font")
    job = {
        "scene": scene,
        "browser": shutil.which(BROWSER),
        "folder": str(public),
        "frames": [part.first, part.stop - 1],
        "still": str(folder / "still.png"),
        "film": str(folder / "film.mp4"),
    }
    path = folder / "job.json"
    path.write_text(json.dumps(job), encoding="utf-8")
    return path
