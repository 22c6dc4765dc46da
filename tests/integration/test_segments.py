"""Videos joined of pieces: held against the same videos made in one go, frame by frame."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from render_farm.clip import Clips
from render_farm.encode import SoundSettings, VideoSettings
from render_farm.errors import EncodeError
from render_farm.gate import Expectation, check_file
from render_farm.keys import Toolchain
from render_farm.local_file import named_file
from render_farm.make import make_film
from render_farm.paint import RasterShelf
from render_farm.segments import LeaseDesk, SegmentedFilm, SegmentStore
from render_farm.segments.join import join_pieces, read_label
from render_farm.storage import MemoryStore, StoredObject
from templates import SceneReport
from templates.scene import Scene, Sound
from tests.unit.render_farm.paint.scenes import (
    NO_FONTS,
    WHITE,
    box,
    busy_scene,
    photo,
    rectangle,
    scene,
)

SETTINGS = VideoSettings()
TOOLCHAIN = Toolchain(fonts="f" * 64, paint_epoch=1, versions={"x264": "1"})
CUTS_S = (0.7, 0.8, 2.2)  # one of the pieces is a single frame


class Materials:
    """One picture, one clip, and a tone that swells."""

    fonts = NO_FONTS

    def __init__(self, clip: Path = Path("none.mp4")) -> None:
        self.picture = lambda sha256: photo()
        self.rasters = RasterShelf(capacity=0)
        self.clips = Clips(lambda _: named_file(clip))

    def mixed(
        self, sound: Sound, *, seconds: float, settings: SoundSettings
    ) -> NDArray[np.float32]:
        t = np.arange(round(seconds * settings.rate_hz)) / settings.rate_hz
        tone = 0.3 * np.sin(2 * np.pi * 440 * t) * t / seconds
        return np.stack([tone, tone], axis=1).astype(np.float32)


class Counting(MemoryStore):
    """A store that counts the pieces that are put into it."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def put_new(
        self, key: str, body: bytes | Path, *, sha256: str, content_type: str
    ) -> StoredObject:
        if content_type == "video/mp4":
            self.pieces.append(key)
        return super().put_new(key, body, sha256=sha256, content_type=content_type)


def report(what: Scene) -> SceneReport:
    return SceneReport(scene=what, warnings=(), fonts=(), text_boxes=())


def segmented(store: MemoryStore, cuts_s: tuple[float, ...] = CUTS_S) -> SegmentedFilm:
    return SegmentedFilm(
        store=SegmentStore(store), desk=LeaseDesk(store), toolchain=TOOLCHAIN, cuts_s=cuts_s
    )


def make(film: SegmentedFilm, what: Scene, path: Path) -> None:
    painted = film(report(what), path, settings=SETTINGS, materials=Materials())
    check_file(path, expected=Expectation.of(what, format="mp4").painted(painted))


def decoded(path: Path) -> list[tuple[float, NDArray[np.uint8]]]:
    with av.open(str(path)) as container:
        return [
            (frame.time or 0.0, np.asarray(frame.to_ndarray(), dtype=np.uint8))
            for frame in container.decode(video=0)
        ]


def heard(path: Path) -> NDArray[np.float32]:
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return np.concatenate(frames, axis=1)


def psnr(one: NDArray[np.uint8], two: NDArray[np.uint8]) -> float:
    error = float(np.mean((one.astype(float) - two) ** 2))
    return 99.0 if error == 0 else 10 * float(np.log10(255**2 / error))


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """The same video with a sound, made in one go and joined of four pieces."""
    folder = tmp_path_factory.mktemp("films")
    what = replace(busy_scene(), sound=Sound(sha256="s" * 64))
    make_film(report(what), folder / "whole.mp4", settings=SETTINGS, materials=Materials())
    make(segmented(MemoryStore()), what, folder / "joined.mp4")
    yield folder / "whole.mp4", folder / "joined.mp4"
    assert sorted(file.name for file in folder.iterdir()) == ["joined.mp4", "whole.mp4"]


def test_no_frame_is_missing_or_doubled_and_each_is_in_its_place(pair: tuple[Path, Path]) -> None:
    whole, joined = map(decoded, pair)
    assert len(joined) == len(whole) == 30
    assert [time_s for time_s, _ in joined] == [pytest.approx(n / 10) for n in range(30)]
    for number, ((_, mine), (_, theirs)) in enumerate(zip(joined, whole, strict=True)):
        assert psnr(mine, theirs) > 33, number
        others = [psnr(mine, frame) for place, (_, frame) in enumerate(whole) if place != number]
        # From frame 25 on the picture stands still.
        assert psnr(mine, theirs) > max(others) or number >= 25, number


def first_decoded(path: Path) -> Fraction:
    """When the first packet is decoded, in seconds: before frame 0 is shown, for B frames."""
    with av.open(str(path)) as container:
        packet = next(container.demux(container.streams.video[0]))
        return (packet.dts or 0) * (packet.time_base or Fraction(0))


def test_packets_follow_each_other_without_a_gap(pair: tuple[Path, Path]) -> None:
    with av.open(str(pair[1])) as container:
        stream = container.streams.video[0]
        assert stream.average_rate == 10
        assert stream.frames == 30
        packets = [packet for packet in container.demux(stream) if packet.size]
        ticks = Fraction(10) * (stream.time_base or 0)  # frames that a tick of the file lasts
        shown = sorted((packet.pts or 0) * ticks for packet in packets)
        assert shown == list(range(30))
        assert all((packet.duration or 0) * ticks == 1 for packet in packets)
        decoding = [(packet.dts or 0) * ticks for packet in packets]
        ahead = first_decoded(pair[0]) * 10  # as many frames as in one go
        assert ahead < 0
        assert decoding == [ahead + number for number in range(30)]
        keys = {round((packet.pts or 0) * ticks) for packet in packets if packet.is_keyframe}
        assert {0, 7, 8, 22} <= keys


def test_the_sound_is_encoded_in_one_go(pair: tuple[Path, Path]) -> None:
    whole, joined = map(heard, pair)
    assert np.array_equal(whole, joined)


def test_the_index_lies_at_the_front(pair: tuple[Path, Path]) -> None:
    data = pair[1].read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def test_headers_are_the_same_whatever_a_piece_shows(tmp_path: Path) -> None:
    """Why x264 needs no `stitchable`: one setting of ours always gives one SPS and PPS."""
    pieces = [
        (busy_scene(), (1.0,)),
        (scene(rectangle(box(0, 0, 60, 80)), frames=2), (0.1,)),
        (scene(rectangle(box(0, 0, 120, 160), color=WHITE), frames=80), (0.1, 5.0)),
    ]
    headers = set()
    for what, cuts_s in pieces:
        store = MemoryStore()
        film = segmented(store, cuts_s)
        film.assist(report(what), tmp_path, settings=SETTINGS, materials=Materials())
        for key in store.list_keys("segments/"):
            (tmp_path / "piece.mp4").write_bytes(store.get(key))
            with av.open(str(tmp_path / "piece.mp4")) as container:
                headers.add(container.streams.video[0].codec_context.extradata)
    assert len(headers) == 1


def test_a_piece_is_made_once_and_leaves_no_lease(tmp_path: Path) -> None:
    store = Counting()
    make(segmented(store), busy_scene(), tmp_path / "one.mp4")
    make(segmented(store), busy_scene(), tmp_path / "two.mp4")
    assert len(store.pieces) == 4
    assert sorted(store.list_keys("segments/")) == sorted(store.pieces)
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


def test_workers_at_the_same_video_share_its_pieces(tmp_path: Path) -> None:
    store = Counting()
    together = threading.Barrier(3)

    def work(number: int) -> None:
        together.wait()
        if number:
            make(segmented(store), busy_scene(), tmp_path / f"{number}.mp4")
        else:
            folder = tmp_path / "assistant"
            folder.mkdir()
            segmented(store).assist(
                report(busy_scene()), folder, settings=SETTINGS, materials=Materials()
            )
            assert not list(folder.iterdir())

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    assert len(store.pieces) == len(set(store.pieces)) == 4
    assert (tmp_path / "1.mp4").read_bytes() == (tmp_path / "2.mp4").read_bytes()


def test_pieces_of_a_render_that_died_are_found(tmp_path: Path) -> None:
    """It died in its third piece: two are stored, and the lease of the third is left behind."""
    store = Counting()
    now = [0.0]
    film = segmented(store)
    make(film, busy_scene(), tmp_path / "first.mp4")
    died = store.pieces[2:]
    for key in died:
        store.delete(key)
    dead = LeaseDesk(store, clock=lambda: now[0]).ask(died[0].removeprefix("segments/"))
    assert dead is not None
    store.pieces.clear()

    def wait(seconds: float) -> None:
        now[0] += seconds

    again = SegmentedFilm(
        store=SegmentStore(store),
        desk=LeaseDesk(store, clock=lambda: now[0]),
        toolchain=TOOLCHAIN,
        cuts_s=CUTS_S,
        wait=wait,
    )
    started = time.monotonic()
    make(again, busy_scene(), tmp_path / "again.mp4")
    assert store.pieces == died[::-1]
    assert 8 <= now[0] < 10
    assert time.monotonic() - started < 8
    assert (tmp_path / "first.mp4").read_bytes() == (tmp_path / "again.mp4").read_bytes()


def test_a_stretch_that_goes_on_over_a_cut_is_known(tmp_path: Path) -> None:
    """The gate lets a picture stand still as long as its template asked for, and no longer."""
    what = scene(rectangle(box(20, 20, 60, 60)), frames=60)
    make(segmented(MemoryStore(), (2.0, 4.0)), what, tmp_path / "still.mp4")
    piece = tmp_path / "piece.mp4"
    store = MemoryStore()
    film = segmented(store, (2.0,))
    film.assist(report(what), tmp_path, settings=SETTINGS, materials=Materials())
    piece.write_bytes(store.get(max(store.list_keys("segments/"), key=lambda k: len(store.get(k)))))
    assert read_label(piece).still_s == pytest.approx((read_label(piece).frames - 1) / 10)


def test_pieces_that_are_none_are_refused(tmp_path: Path) -> None:
    (tmp_path / "torn.mp4").write_bytes(b"no video")
    with pytest.raises(EncodeError, match="cannot be joined"):
        join_pieces([tmp_path / "torn.mp4"], tmp_path / "film.mp4", fps=10)
    small = scene(rectangle(box(0, 0, 60, 80)), width=60, height=80, frames=3)
    for name, what in (("small", small), ("large", scene(frames=3))):
        make_film(report(what), tmp_path / f"{name}.mp4", settings=SETTINGS, materials=Materials())
    with pytest.raises(EncodeError, match="another way"):
        join_pieces([tmp_path / "small.mp4", tmp_path / "large.mp4"], tmp_path / "film.mp4", fps=10)
    with pytest.raises(EncodeError, match="label"):
        read_label(tmp_path / "small.mp4")
    assert not (tmp_path / "film.mp4").exists()
