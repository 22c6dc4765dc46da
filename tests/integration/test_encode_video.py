"""Real videos: painted, encoded by x264, read back, and refused when something is wrong."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from render_farm.encode import PaintedVideo, VideoSettings, encode_video
from render_farm.errors import EncodeError, QualityFailure
from render_farm.gate import Expectation, check_file
from render_farm.paint import I420, VideoPainter
from templates.scene import Scene, Tracks
from tests.unit.render_farm.paint.scenes import (
    BLACK,
    NO_FONTS,
    WHITE,
    box,
    busy_scene,
    pictures,
    rectangle,
    scene,
    track,
)

SETTINGS = VideoSettings()
FAST = {"movflags": "+faststart"}


def encoded(what: Scene, path: Path) -> PaintedVideo:
    painter = VideoPainter(what, pictures=pictures(), fonts=NO_FONTS)
    return encode_video(painter, path, settings=SETTINGS)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    encoded(busy_scene(), path)
    return path


def test_the_file_is_what_was_asked_for(film: Path) -> None:
    expected = Expectation.of(busy_scene(), format="mp4")
    facts = check_file(film, expected=expected)
    assert (facts.codec, facts.width, facts.height) == ("h264", 120, 160)
    assert (facts.frames, facts.fps, facts.duration_s) == (30, 10, 3.0)
    assert list(film.parent.iterdir()) == [film]


def test_the_index_lies_at_the_front(film: Path) -> None:
    data = film.read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def test_timestamps_are_exact_and_groups_are_closed(film: Path) -> None:
    with av.open(str(film)) as container:
        frames = list(container.decode(video=0))
        assert [frame.time for frame in frames] == [pytest.approx(n / 10) for n in range(30)]
        assert [n for n, frame in enumerate(frames) if frame.key_frame][:2] == [0, 20]


def test_the_frames_are_those_painted(film: Path) -> None:
    painter = VideoPainter(busy_scene(), pictures=pictures(), fonts=NO_FONTS)
    with av.open(str(film)) as container:
        pairs = zip(painter.frames(), container.decode(video=0), strict=True)
        for mine, theirs in pairs:
            gap = np.abs(theirs.to_ndarray().astype(int) - mine.buffer)
            assert gap.mean() < 4


def test_the_same_frames_make_the_same_bytes(film: Path, tmp_path: Path) -> None:
    encoded(busy_scene(), tmp_path / "again.mp4")
    assert (tmp_path / "again.mp4").read_bytes() == film.read_bytes()


def test_reusing_the_painter_s_buffer_is_safe(film: Path, tmp_path: Path) -> None:
    class Copying(VideoPainter):
        def frames(self, *, first: int = 0, stop: int | None = None) -> Iterator[I420]:
            kept = []
            for frame in super().frames(first=first, stop=stop):
                kept.append(replace(frame, buffer=frame.buffer.copy()))
                yield kept[-1]

    painter = Copying(busy_scene(), pictures=pictures(), fonts=NO_FONTS)
    encode_video(painter, tmp_path / "copied.mp4", settings=SETTINGS)
    assert (tmp_path / "copied.mp4").read_bytes() == film.read_bytes()


def test_a_painter_that_fails_leaves_nothing(tmp_path: Path) -> None:
    class Failing(VideoPainter):
        def frames(self, *, first: int = 0, stop: int | None = None) -> Iterator[I420]:
            yield next(super().frames(first=first, stop=stop))
            raise LookupError("no such picture")

    painter = Failing(busy_scene(), pictures=pictures(), fonts=NO_FONTS)
    with pytest.raises(LookupError):
        encode_video(painter, tmp_path / "a.mp4", settings=SETTINGS)
    assert list(tmp_path.iterdir()) == []


def test_settings_that_x264_refuses_are_told(tmp_path: Path) -> None:
    painter = VideoPainter(busy_scene(), pictures=pictures(), fonts=NO_FONTS)
    with pytest.raises(EncodeError, match=r"a\.mp4"):
        encode_video(painter, tmp_path / "a.mp4", settings=replace(SETTINGS, preset="swift"))
    assert list(tmp_path.iterdir()) == []


def test_a_killed_encoder_leaves_nothing(tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\n"
        "from render_farm.encode import VideoSettings, encode_video\n"
        "from render_farm.paint import VideoPainter\n"
        "from tests.unit.render_farm.paint.scenes import NO_FONTS, busy_scene, pictures\n"
        "class Slow(VideoPainter):\n"
        "    def frames(self):\n"
        "        for frame in super().frames():\n"
        "            print('frame', flush=True)\n            time.sleep(0.05)\n"
        "            yield frame\n"
        "painter = Slow(busy_scene(), pictures=pictures(), fonts=NO_FONTS)\n"
        "encode_video(painter, Path(sys.argv[1]), settings=VideoSettings())\n"
    )
    root = Path(__file__).parents[2]
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "a.mp4")], cwd=root, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    with child.stdout as lines:
        for _ in range(12):
            assert lines.readline() == b"frame\n"
        os.kill(child.pid, signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    time.sleep(0.05)
    assert list(tmp_path.iterdir()) == []


class TestGate:
    """What is wrong with a file is told, all of it."""

    def reasons(self, path: Path, expected: Expectation) -> str:
        with pytest.raises(QualityFailure) as caught:
            check_file(path, expected=expected)
        return " | ".join(caught.value.reasons)

    def test_another_size_length_and_rate(self, film: Path) -> None:
        expected = Expectation(codec="h264", width=122, height=160, frames=31, fps=10)
        told = self.reasons(film, expected)
        assert "size is 120×160, not 122×160" in told
        assert "30 frames, not 31" in told
        assert "fps is 10, not 30" in self.reasons(film, replace(expected, fps=30))

    def test_a_truncated_file(self, film: Path, tmp_path: Path) -> None:
        data = film.read_bytes()
        (tmp_path / "cut.mp4").write_bytes(data[: len(data) * 2 // 3])
        assert self.reasons(tmp_path / "cut.mp4", Expectation.of(busy_scene(), format="mp4"))

    def test_a_picture_is_no_video(self, tmp_path: Path) -> None:
        (tmp_path / "a.mp4").write_bytes(b"\x00" * 4000)
        told = self.reasons(tmp_path / "a.mp4", Expectation.of(busy_scene(), format="mp4"))
        assert "cannot be decoded" in told

    def test_a_wrong_colour_tag(self, film: Path, tmp_path: Path) -> None:
        wrong = replace(SETTINGS)
        painter = VideoPainter(busy_scene(), pictures=pictures(), fonts=NO_FONTS)
        path = tmp_path / "a.mp4"
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libx264", rate=10, options={"preset": wrong.preset})
            stream.width, stream.height, stream.pix_fmt = 120, 160, "yuv420p"
            for painted in painter.frames():
                frame = av.VideoFrame.from_numpy_buffer(painted.buffer.copy(), format="yuv420p")
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        told = self.reasons(path, Expectation.of(busy_scene(), format="mp4"))
        assert "not BT.709 limited" in told

    @pytest.mark.parametrize(
        ("options", "container_options", "said"),
        [
            ({"profile": "main"}, FAST, "profile is Main, level"),
            ({"x264-params": "sar=4/3"}, FAST, "pixels are 4/3 as wide as high"),
            ({}, {}, "no faststart: the boxes are ftyp, free, mdat, moov"),
        ],
    )
    def test_what_a_player_would_stumble_over(
        self, options: dict[str, str], container_options: dict[str, str], said: str, tmp_path: Path
    ) -> None:
        painter = VideoPainter(busy_scene(), pictures=pictures(), fonts=NO_FONTS)
        path = tmp_path / "a.mp4"
        with av.open(str(path), "w", options=container_options) as container:
            stream = container.add_stream("libx264", rate=10, options=options)
            stream.width, stream.height, stream.pix_fmt = 120, 160, "yuv420p"
            for painted in painter.frames():
                frame = av.VideoFrame.from_numpy_buffer(painted.buffer.copy(), format="yuv420p")
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        assert said in self.reasons(path, Expectation.of(busy_scene(), format="mp4"))

    def test_bytes_and_bitrate(self, film: Path) -> None:
        size = film.stat().st_size
        expected = Expectation.of(busy_scene(), format="mp4")
        within = replace(expected, max_bytes=size, min_bit_rate=8 * size // 3 - 10_000)
        check_file(film, expected=within)
        told = self.reasons(film, replace(within, max_bytes=size - 1))
        assert told == f"{size} bytes, not {size - 1} at most"
        told = self.reasons(film, replace(within, min_bit_rate=8 * size // 3))
        assert "bits a second, not" in told

    def test_blank_at_the_start_and_at_the_end(self, tmp_path: Path) -> None:
        late = replace(rectangle(box(20, 20, 60, 60), color=WHITE), in_s=0.5, out_s=1.5)
        blank = scene(late, frames=20)
        encoded(blank, tmp_path / "a.mp4")
        told = self.reasons(tmp_path / "a.mp4", Expectation.of(blank, format="mp4"))
        assert "the first frame is blank" in told
        assert "the last frame is blank" in told

    def test_frozen_and_black_stretches(self, tmp_path: Path) -> None:
        moving = replace(
            rectangle(box(0, 20, 40, 60), color=WHITE),
            tracks=Tracks(offset=track((0, (0, 0)), (0.5, (40, 0)))),
        )
        curtain = replace(rectangle(box(0, 0, 120, 160), color=BLACK), in_s=1.0, out_s=2.0)
        paused = scene(moving, curtain, frames=30)
        painted = encoded(paused, tmp_path / "a.mp4")
        expected = Expectation.of(paused, format="mp4")
        check_file(tmp_path / "a.mp4", expected=expected.painted(painted))
        strict = replace(expected, still_s=0.2, black_s=0.2)
        told = self.reasons(tmp_path / "a.mp4", strict)
        assert "stands still for" in told
        assert "black for" in told
