"""Each template's stills by Takumi (Rust, in Node): the same boxes, texts and pictures, as JPEG.

The composition (takumi/tree.mjs) is made of `scene_props`. Both render one picture in several
locales, each time with another artist's name; what was rendered before the clock starts is warm:
Takumi's fonts, decoded pictures and glyphs, our shelf. Ours makes its Scenes within the time.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image

from bench.peers.errors import PeerFailed
from bench.peers.node import FOLDER, lacking, package_version, steps
from bench.peers.props import scene_props, untold
from bench.peers.stretch import MOST_UNLIKE, unlikeness
from bench.report import Row
from bench.run import Run
from bench.stills import LOCALES, PICTURES, RATIOS, Studio
from bench.subject import Subject
from render_farm.encode import DEFAULT_QUALITY
from render_farm.paint import still
from templates import Template
from templates.scene import Scene, Solid, TextLayer
from templates.text import FontLibrary
from templates.text.library import UNITS_PER_EM

_PACKAGE = "@takumi-rs/core"
_LEAST_RATIO = 3.0
# All locales four times: the first time to warm up.
_TURNS = range(0, 4 * len(LOCALES) * PICTURES, PICTURES)
_WARM = len(LOCALES)


def rows(run: Run) -> Iterator[Row]:
    """Speed and likeness for each template and ratio, or why there is none."""
    missing = lacking(_PACKAGE, browser=False)
    if missing:
        yield _skipped("all", missing)
        return
    for template in run.templates:
        for ratio in RATIOS:
            yield from _rows(run, template, ratio)


def _rows(run: Run, template: Template, ratio: str) -> Iterator[Row]:
    name = f"{template.id} {ratio}"
    subjects = [
        run.subject(template, ratio=ratio, locale=LOCALES[turn % len(LOCALES)], turn=turn)
        for turn in _TURNS
    ]
    unknown = next(filter(None, map(strange, subjects)), None)
    if unknown:
        yield _skipped(name, f"not translated: {unknown}")
        return
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield from _measured(run, name, subjects, Path(folder))
    except PeerFailed as error:
        yield _skipped(name, f"failed: {error}")


def _measured(run: Run, name: str, subjects: Sequence[Subject], folder: Path) -> list[Row]:
    peer = f"Takumi {package_version(_PACKAGE)}"
    job = write_job(subjects, folder, run.fonts)
    with steps(FOLDER / "takumi" / "render.mjs", job) as program:
        began = program.done("ready")
        took_s = program.done("stills") - began
        program.done("picture")
    measured = subjects[_WARM:]
    studio = Studio(run, subjects[0].template, ratio=subjects[0].ratio, folder=folder)
    costs = [studio.made(turn) for turn in _TURNS][_WARM:]
    with Image.open(folder / "still.png") as picture:
        unlike = unlikeness(_own(measured[0], run.fonts), picture)
    return [
        Row(
            name=f"{name}: stills",
            value=len(costs) / sum(cost.made_s for cost in costs),
            unit="stills/s",
            reference=peer,
            reference_value=len(measured) / max(took_s, 1e-3),
            aim=_LEAST_RATIO,
            aim_at_ratio=True,
        ),
        Row(
            name=f"{name}: {peer}'s picture from ours, mean difference",
            value=unlike,
            unit="of 255",
            aim=MOST_UNLIKE,
            at_least=False,
        ),
    ]


def write_job(subjects: Sequence[Subject], folder: Path, fonts: FontLibrary) -> Path:
    """The job's file, and beside it the pictures and fonts that it names."""
    scenes = []
    files: dict[str, bytes] = {}
    for subject in subjects:
        sizes = {sha256: picture.size for sha256, picture in subject.pictures.items()}
        scenes.append(scene_props(_still(subject.scene), sizes=sizes, fonts=fonts))
        files |= {sha256: subject.files[sha256] for sha256 in scenes[-1]["pictures"]}
    for sha256, data in files.items():
        (folder / f"{sha256}.picture").write_bytes(data)
    metrics = {sha256: _metrics(sha256, fonts) for scene in scenes for sha256 in scene["fonts"]}
    for sha256 in metrics:
        shutil.copyfile(fonts.file(sha256).path, folder / f"{sha256}.font")
    job = {
        "warm": scenes[:_WARM],
        "scenes": scenes[_WARM:],
        "pictures": sorted(files),
        "metrics": metrics,
        "folder": str(folder),
        "quality": DEFAULT_QUALITY,
        "still": str(folder / "still.png"),
    }
    path = folder / "job.json"
    path.write_text(json.dumps(job), encoding="utf-8")
    return path


def strange(subject: Subject) -> str | None:
    """What has no words in Takumi's tree."""
    for layer in subject.scene.layers:
        if isinstance(layer, TextLayer) and not isinstance(layer.paint, Solid):
            return f"{layer.name}: a text filled with a gradient"
        if isinstance(layer, TextLayer) and (layer.stroke or layer.shadow):
            return f"{layer.name}: a text with a stroke or a shadow"
    return untold(subject.scene)


def _still(scene: Scene) -> Scene:
    """The moment of the poster alone."""
    return replace(scene, duration_s=None, fps=None)


def _own(subject: Subject, fonts: FontLibrary) -> Image.Image:
    return still(
        subject.scene,
        pictures=subject.pictures.__getitem__,
        fonts=fonts,
        at_s=subject.scene.poster_s,
        animations=subject.animations,
    )


def _metrics(sha256: str, fonts: FontLibrary) -> tuple[float, float]:
    """Ascent and descent in shares of the em, from which CSS finds the baseline."""
    extents = fonts.font(fonts.file(sha256), ()).get_font_extents("ltr")
    return extents.ascender / UNITS_PER_EM, -extents.descender / UNITS_PER_EM


def _skipped(name: str, why: str) -> Row:
    return Row(name=f"{name}: stills", value=None, unit="stills/s", reference="Takumi", skipped=why)
