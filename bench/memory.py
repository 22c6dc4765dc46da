"""Each animated template → the most memory that a worker's process ever held.

A process of its own does for one film what a worker does: it opens the fonts, decodes the pictures,
paints, mixes a sound, encodes, and checks the file. What a worker's process loads is loaded too,
Ray's client and the storage's among it; nothing runs but the film.
"""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bench.processes import alone, peak_mb
from bench.report import Row
from bench.run import Run
from bench.subject import Subject
from ranker.sample.sounds import plan_loops, write_sounds
from render_farm.formats import asset_format
from render_farm.inputs import store_picture, store_sound
from render_farm.make import WarmMaterials, make_asset
from render_farm.storage import MemoryStore
from templates import SceneReport
from templates.reduced import reduced
from templates.scene import Scene, Sound
from templates.text import FontLibrary

# What a worker may hold: the factor of the picture's width and height, and megabytes.
_SIZES = ((1.0, 450.0), (2.0, 900.0))


@dataclass(frozen=True, kw_only=True, slots=True)
class Film:
    """All that a process needs to make a film with; plain values, so that it can travel."""

    scene: Scene
    pictures: tuple[bytes, ...]
    sound: bytes
    animations: Mapping[str, bytes]


def rows(run: Run) -> Iterator[Row]:
    """A row for each animated template and size."""
    sound = _music()
    for template in run.animated:
        subject = run.subject(template)
        for factor, most_mb in _SIZES:
            film = _film(subject, reduced(subject.scene, factor), sound)
            yield Row(
                name=f"{subject.name}: peak at {film.scene.width_px}×{film.scene.height_px}",
                value=alone(film_peak_mb, film),
                unit="MB",
                aim=most_mb,
                at_least=False,
            )


def _film(subject: Subject, scene: Scene, sound: bytes) -> Film:
    return Film(
        scene=scene,
        pictures=tuple(subject.files.values()),
        sound=sound,
        animations=dict(subject.animations),
    )


def _music() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        write_sounds(Path(folder), seed=0)
        return Path(folder, plan_loops(0)[0].path).read_bytes()


def film_peak_mb(film: Film) -> float:
    """Megabytes of this process, which makes the film. Raises what making it raises."""
    import render_farm.ray_room  # noqa: F401, PLC0415 - only for what it loads, and only here

    store = MemoryStore()
    for picture in film.pictures:
        store_picture(picture, store=store)
    heard = Sound(sha256=store_sound(film.sound, store=store)[0].sha256)
    report = SceneReport(
        scene=replace(film.scene, sound=heard),
        warnings=(),
        fonts=(),
        text_boxes=(),
        animations=film.animations,
    )
    with tempfile.TemporaryDirectory() as folder:
        materials = WarmMaterials(store=store, fonts=FontLibrary.packaged(), scratch=Path(folder))
        file = Path(folder, "film.mp4")
        make_asset(report, file, format=asset_format("mp4"), materials=materials)
    return peak_mb()
