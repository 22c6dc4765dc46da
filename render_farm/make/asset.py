"""SceneReport → a finished file that its platform takes and that passed the quality gate."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from render_farm.delivery import Delivery, check_scene
from render_farm.formats import AssetFormat
from render_farm.gate import Expectation, FileFacts, check_file
from render_farm.make.animation import make_animation
from render_farm.make.film import FilmMaker, make_film
from render_farm.make.fit import fit
from render_farm.make.materials import Materials
from render_farm.make.still import make_still
from render_farm.pulse import Pulse
from templates import SceneReport


@dataclass(frozen=True, kw_only=True, slots=True)
class MadeAsset:
    """What came of it. format: with the settings that it took; facts: None where it was known.

    gate_s: how long the quality gate looked at it.
    """

    format: AssetFormat
    facts: FileFacts | None
    gate_s: float = 0.0


def make_asset(  # noqa: PLR0913 - all but the first four have a default, and belong to nobody else
    report: SceneReport,
    path: Path,
    *,
    format: AssetFormat,
    materials: Materials,
    wanted: Delivery | None = None,
    at_s: float | None = None,
    film: FilmMaker = make_film,
    known: Callable[[AssetFormat], int | None] = lambda _: None,
    pulse: Pulse | None = None,
) -> MadeAsset:
    """Draw, encode and check, with other settings until the platform takes what lies at `path`.

    wanted: None = any file will do. at_s: the moment of a still, None = the scene's poster. known:
    the bytes of a checked file of the same Scene and format that is there already. film: who makes
    videos. pulse: turned at every frame and phase.

    Raises:
        PaintError, EncodeError, InvalidInput: it cannot be made.
        DeliveryRefused: no file of that kind is taken where it is to go.
        QualityFailure: it was made, and is not what it should be.
    """
    wanted, scene, pulse = wanted or Delivery(), report.scene, pulse or Pulse()
    check_scene(wanted, scene, format=format)
    expected: list[Expectation] = []
    draw = partial(_draw, report, path, materials=materials, at_s=at_s, film=film, pulse=pulse)

    def weigh(rung: AssetFormat) -> int:
        expected.clear()
        size_bytes = known(rung)
        if size_bytes is not None:
            return size_bytes
        expected.append(draw(format=rung))
        pulse.step()
        return path.stat().st_size

    with materials.clips:
        taken = fit(format, wanted, scene, weigh=weigh)
    facts, started = None, time.perf_counter()
    for found in expected:
        facts = check_file(path, expected=_bounded(found, wanted))
    return MadeAsset(format=taken, facts=facts, gate_s=time.perf_counter() - started)


def _draw(
    report: SceneReport,
    path: Path,
    *,
    format: AssetFormat,
    materials: Materials,
    at_s: float | None,
    film: FilmMaker,
    pulse: Pulse,
) -> Expectation:
    """Draw and encode; what the file should be, as far as it is known by now."""
    expected = Expectation.of(report.scene, format=format.name)
    if format.video is not None:
        painted = film(report, path, settings=format.video, materials=materials, pulse=pulse)
        return expected.painted(painted)
    if format.animation is not None:
        painted = make_animation(
            report, path, settings=format.animation, materials=materials, pulse=pulse
        )
        return expected.painted(painted)
    make_still(report, path, format=format, materials=materials, at_s=at_s, pulse=pulse)
    return expected


def _bounded(expected: Expectation, wanted: Delivery) -> Expectation:
    return replace(expected, max_bytes=wanted.max_bytes, min_bit_rate=wanted.min_bit_rate)
