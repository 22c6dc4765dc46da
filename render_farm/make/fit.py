"""A format and what a platform takes → the format whose file it does take."""

from collections.abc import Callable
from dataclasses import replace

from render_farm.delivery import Delivery
from render_farm.encode.ladder import misfit, next_rung, picture_bit_rate
from render_farm.errors import DeliveryRefused
from render_farm.formats import AssetFormat
from templates.scene import Scene


def fit(
    format: AssetFormat, wanted: Delivery, scene: Scene, *, weigh: Callable[[AssetFormat], int]
) -> AssetFormat:
    """The first settings, from those of `format` on, whose file is taken.

    weigh: makes the file, or finds it made, and tells its bytes; asked once for each rung. A video
    goes from CRF to CRF; a still that is too heavy is made once more, to weigh no more than that.

    Raises:
        DeliveryRefused: no settings are left. And what `weigh` raises.
    """
    tried: list[AssetFormat] = []
    while True:
        tried.append(format)
        size_bytes = weigh(format)
        bit_rate = _bit_rate(format, scene, size_bytes)
        fault = misfit(
            size_bytes=size_bytes,
            bit_rate=bit_rate,
            max_bytes=wanted.max_bytes,
            min_bit_rate=wanted.min_bit_rate,
        )
        if not fault:
            return format
        other = _other(format, wanted, size_bytes, bit_rate, tried)
        if other is None:
            raise _refusal(fault, tried, wanted)
        format = other


def _other(
    format: AssetFormat,
    wanted: Delivery,
    size_bytes: int,
    bit_rate: float,
    tried: list[AssetFormat],
) -> AssetFormat | None:
    if format.video is None:
        again = len(tried) == 1 and format.has_quality
        return replace(format, max_bytes=wanted.max_bytes) if again else None
    settings = next_rung(
        format.video,
        size_bytes=size_bytes,
        bit_rate=bit_rate,
        max_bytes=wanted.max_bytes,
        min_bit_rate=wanted.min_bit_rate,
        tried=[before.video.crf for before in tried if before.video is not None],
    )
    return None if settings is None else replace(format, video=settings)


def _bit_rate(format: AssetFormat, scene: Scene, size_bytes: int) -> float:
    """Bits a second; endless for what does not last, so that it is never too few."""
    if format.video is None or scene.fps is None:
        return float("inf")
    return picture_bit_rate(
        size_bytes,
        seconds=scene.frames / scene.fps,
        settings=format.video,
        heard=scene.sound is not None,
    )


def _refusal(fault: str, tried: list[AssetFormat], wanted: Delivery) -> DeliveryRefused:
    rungs = ", ".join(str(format.video.crf) for format in tried if format.video is not None)
    how = f" (CRF {rungs} tried)" if rungs else ""
    return DeliveryRefused(
        f"the {tried[-1].name} has {fault}{how}",
        where=f"placement {wanted.placement or 'meta'}",
        allowed="a picture that takes more, or fewer, bytes",
    )
