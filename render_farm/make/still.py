"""SceneReport → a picture file of one moment."""

from pathlib import Path

from render_farm.encode import encode_still
from render_farm.formats import AssetFormat
from render_farm.make.materials import Materials
from render_farm.paint import warm_still
from render_farm.pulse import Pulse
from templates import SceneReport


def make_still(
    report: SceneReport,
    path: Path,
    *,
    format: AssetFormat,
    materials: Materials,
    at_s: float | None = None,
    pulse: Pulse,
) -> None:
    """Paint the moment `at_s` (None = the poster) and encode it. Raises PaintError, EncodeError.

    format: with `max_bytes`, in the highest quality that weighs no more; DeliveryRefused if none.
    """
    picture = warm_still(
        report.scene,
        pictures=materials.picture,
        fonts=materials.fonts,
        at_s=report.scene.poster_s if at_s is None else at_s,
        animations=report.animations,
        clips=materials.clips,
        shelf=materials.rasters,
    )
    pulse.step()
    encode_still(
        picture, path, format=format.name, quality=format.quality, max_bytes=format.max_bytes
    )
