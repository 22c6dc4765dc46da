"""Placement, kind of file and ratio → what the platform there takes of the finished file.

The figures are data, dated and sourced: `templates/placements/*.yaml`.
"""

from dataclasses import dataclass

from render_farm.errors import DeliveryRefused
from render_farm.formats import AssetFormat
from templates.placement import placement_limits
from templates.placements.files import FileLimits
from templates.ratio import pixel_size
from templates.scene import Scene


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """What a file must be; None: nothing is said of it.

    placement: where it goes, such as "tiktok.feed". formats: names of formats that are taken.
    max_bytes: of the file. min_bit_rate: bits a second of a video, without its sound. min_px:
    least width and height. min_s, max_s: seconds of a video.
    """

    placement: str | None = None
    formats: tuple[str, ...] | None = None
    max_bytes: int | None = None
    min_bit_rate: int | None = None
    min_px: tuple[int, int] | None = None
    min_s: float | None = None
    max_s: float | None = None


def delivery_of(placement: str | None, *, ratio: str, moving: bool) -> Delivery:
    """What is demanded of a video (moving) or a still of a ratio at a placement.

    A file without a placement may go anywhere; it is held to the bytes that Meta takes, whose
    safe zones it has, and to nothing else. Raises UnknownPlacement, InvalidRatio.
    """
    limits = placement_limits(placement)
    taken = limits.video if moving else limits.picture
    if taken is None:
        return Delivery(placement=placement)
    if placement is None:
        return Delivery(max_bytes=taken.max_bytes)
    return Delivery(
        placement=placement,
        formats=tuple(taken.formats),
        max_bytes=taken.max_bytes,
        min_bit_rate=taken.min_bit_rate,
        min_px=_least(taken, ratio),
        min_s=taken.min_s,
        max_s=taken.max_s,
    )


def check_delivery(
    wanted: Delivery, *, format: str, width_px: int, height_px: int, duration_s: float | None
) -> None:
    """Hold what is known before anything is drawn against what is taken.

    Raises:
        DeliveryRefused: with everything that the platform would refuse.
    """
    found: list[tuple[str, str]] = []
    if wanted.formats is not None and format not in wanted.formats:
        found.append((f"a {format} file", ", ".join(wanted.formats)))
    least = wanted.min_px
    if least is not None and (width_px < least[0] or height_px < least[1]):
        found.append((f"{width_px}×{height_px} px", f"{least[0]}×{least[1]} px and more"))
    if duration_s is not None and not (wanted.min_s or 0) <= duration_s <= (
        wanted.max_s or duration_s
    ):
        found.append((f"a video of {duration_s:g} s", _seconds(wanted)))
    if found:
        raise DeliveryRefused(
            " and ".join(what for what, _ in found),
            where=f"placement {wanted.placement}",
            allowed="; ".join(allowed for _, allowed in found),
        )


def check_scene(wanted: Delivery, scene: Scene, *, format: AssetFormat) -> None:
    """Hold the file that a scene would become against what is taken. Raises DeliveryRefused."""
    width_px, height_px = format.file_px(scene.width_px, scene.height_px)
    check_delivery(
        wanted,
        format=format.name,
        width_px=width_px,
        height_px=height_px,
        duration_s=scene.duration_s if format.moving else None,
    )


def _least(limits: FileLimits, ratio: str) -> tuple[int, int] | None:
    """The least width and height of a ratio, however it is spelt."""
    size = pixel_size(ratio)
    least = (px for named, px in limits.min_px.items() if pixel_size(named) == size)
    return next(((px[0], px[1]) for px in least), None)


def _seconds(wanted: Delivery) -> str:
    low = f"{wanted.min_s or 0:g}"
    return f"{low} s and more" if wanted.max_s is None else f"{low} to {wanted.max_s:g} s"
