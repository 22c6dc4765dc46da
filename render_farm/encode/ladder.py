"""What a video weighs → the CRF to encode it with next, until its platform takes it."""

import math
from collections.abc import Collection
from dataclasses import replace

from render_farm.encode.settings import VideoSettings

# Half an octave of bytes from one to the next, about: six CRF double them (x264's own rule).
# 1-2 would cost bytes that nobody sees, 0 is lossless and of a profile that few players know.
CRFS: tuple[int, ...] = (3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39)
_PER_OCTAVE = 2
# The file's own tables, and the ups and downs of its sound, count as picture here.
_MARGIN = 1.05


def picture_bit_rate(
    size_bytes: int, *, seconds: float, settings: VideoSettings, heard: bool
) -> float:
    """Bits a second of a file's picture: of all of it but what its sound was given."""
    sound = settings.sound.bit_rate if heard else 0
    return 8 * size_bytes / seconds - sound


def next_rung(
    settings: VideoSettings,
    *,
    size_bytes: int,
    bit_rate: float,
    max_bytes: int | None,
    min_bit_rate: int | None,
    tried: Collection[int] = (),
) -> VideoSettings | None:
    """Other settings where the file is too heavy or too light; None where no rung is left.

    size_bytes, bit_rate: of the file and its picture as encoded with `settings`. tried: the CRF
    of all files before, none of which was right. The rung is judged by how far off the file is,
    and lies between what was too heavy and what was too light. Ask only where `misfit`.
    """
    crf = settings.crf
    if max_bytes is not None and size_bytes > max_bytes:
        steps = _steps(size_bytes / max_bytes)
        end = min((other for other in tried if other > crf), default=CRFS[-1] + 1)
        left = [rung for rung in CRFS if crf < rung < end]
    else:
        steps = _steps(_MARGIN * (min_bit_rate or 0) / max(bit_rate, 1.0))
        end = max((other for other in tried if other < crf), default=CRFS[0] - 1)
        left = [rung for rung in reversed(CRFS) if end < rung < crf]
    return replace(settings, crf=left[min(steps, len(left)) - 1]) if left else None


def misfit(
    *, size_bytes: int, bit_rate: float, max_bytes: int | None, min_bit_rate: int | None
) -> str:
    """What a platform would say against the file; empty when it takes it."""
    if max_bytes is not None and size_bytes > max_bytes:
        return f"{size_bytes:,} bytes, not {max_bytes:,} at most"
    if min_bit_rate is not None and bit_rate < _MARGIN * min_bit_rate:
        return f"{bit_rate / 1000:,.0f} kbit/s, not {min_bit_rate / 1000:,.0f} at least"
    return ""


def _steps(factor: float) -> int:
    return max(1, math.ceil(_PER_OCTAVE * math.log2(factor))) if factor > 1 else 1
