"""Whatever a film weighs: the ladder ends, and finds a rung that is taken where there is one."""

from hypothesis import given
from hypothesis import strategies as st

from render_farm.delivery import Delivery
from render_farm.encode.ladder import CRFS, misfit
from render_farm.errors import DeliveryRefused
from render_farm.formats import AssetFormat, asset_format
from render_farm.make.fit import fit
from tests.unit.render_farm.paint.scenes import scene

MP4, FILM = asset_format("mp4"), scene(frames=20)
SECONDS = 2.0


@given(
    size=st.integers(100, 10**8),
    falls=st.lists(st.floats(1.0, 3.0), min_size=len(CRFS), max_size=len(CRFS)),
    max_bytes=st.none() | st.integers(100, 10**8),
    min_bit_rate=st.none() | st.integers(1000, 10**8),
)
def test_a_rung_that_is_taken_is_found(
    size: int, falls: list[float], max_bytes: int | None, min_bit_rate: int | None
) -> None:
    sizes: dict[int, int] = {}
    for crf, fall in zip(CRFS, falls, strict=True):
        size = sizes[crf] = max(1, int(size / fall))
    asked: list[int] = []

    def weigh(format: AssetFormat) -> int:
        assert format.video is not None
        asked.append(format.video.crf)
        return sizes[format.video.crf]

    def taken(crf: int) -> bool:
        return not misfit(
            size_bytes=sizes[crf],
            bit_rate=8 * sizes[crf] / SECONDS,
            max_bytes=max_bytes,
            min_bit_rate=min_bit_rate,
        )

    wanted = Delivery(max_bytes=max_bytes, min_bit_rate=min_bit_rate)
    try:
        found = fit(MP4, wanted, FILM, weigh=weigh)
    except DeliveryRefused:
        # A film may be too light at one rung and too heavy at the next; never in between.
        assert not any(map(taken, asked))
        assert not any(map(taken, CRFS))
    else:
        assert found.video is not None and taken(found.video.crf)
    assert len(asked) == len(set(asked))
