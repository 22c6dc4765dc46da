"""SceneReport → a finished file that passed the quality gate."""

from pathlib import Path

from render_farm.formats import AssetFormat
from render_farm.gate import Expectation, FileFacts, check_file
from render_farm.make.film import FilmMaker, make_film
from render_farm.make.materials import Materials
from render_farm.make.still import make_still
from templates import SceneReport


def make_asset(
    report: SceneReport,
    path: Path,
    *,
    format: AssetFormat,
    materials: Materials,
    at_s: float | None = None,
    film: FilmMaker = make_film,
) -> FileFacts:
    """Draw, encode and check; the facts of what now lies at `path`.

    at_s: the moment of a still, None = the scene's poster. film: who makes videos.

    Raises:
        PaintError, EncodeError, InvalidInput: it cannot be made.
        QualityFailure: it was made, and is not what it should be.
    """
    expected = Expectation.of(report.scene, format=format.name)
    if format.video is None:
        make_still(report, path, format=format, materials=materials, at_s=at_s)
    else:
        painted = film(report, path, settings=format.video, materials=materials)
        expected = expected.painted(painted)
    return check_file(path, expected=expected)
