"""Clips: refused or taken, read frame by frame, and no process left behind."""

import os
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from render_farm.clip import Clips
from render_farm.errors import InvalidInput
from render_farm.inputs import store_video
from render_farm.local_file import named_file, nameless_file
from render_farm.paint import ClipFrames, ClipView
from render_farm.storage import MemoryStore
from render_farm.video_file import check_video, is_video, study_video
from templates.scene import Box
from tests.integration.clips import beeps, clip, frame_luma
from tests.integration.processes import alive, children, wait_until
from tests.integration.sounds import encoded, tone

HEAVY = {"x264-params": "transfer=smpte2084"}


def flat(seconds: float, *, fps: int, size: tuple[int, int] = (64, 48)) -> bytes:
    return clip(seconds, fps=fps, size=size, options={"preset": "ultrafast", "g": "250"})


class TestChecking:
    """Hostile until proven."""

    @pytest.mark.parametrize(
        ("format", "codec", "pix_fmt"),
        [
            ("mp4", "libx264", "yuv420p"),
            ("mp4", "libx264", "yuv420p10le"),
            ("mov", "libx264", "yuv444p"),
            ("mov", "prores_ks", "yuv422p10le"),
            ("mp4", "mpeg4", "yuv420p"),
            ("mp4", "libsvtav1", "yuv420p"),
            ("webm", "libvpx-vp9", "yuv420p"),
            ("webm", "libvpx", "yuv420p"),
        ],
    )
    def test_what_is_taken_can_be_read(
        self, format: str, codec: str, pix_fmt: str, tmp_path: Path
    ) -> None:
        options = {} if codec != "libx264" else {"g": "15"}
        data = clip(1.0, format=format, codec=codec, pix_fmt=pix_fmt, options=options)
        facts = check_video(data)
        assert (facts.fps, facts.frames, facts.heard) == (30, 30, False)
        assert (facts.likeness.width, facts.likeness.height) == (160, 120)
        assert facts == study_video(data)
        for number in (0, 17, 3, 29):
            assert told(data, number, tmp_path) == pytest.approx(frame_luma(number), abs=5)

    def test_it_is_copied_once_under_its_hash(self) -> None:
        store, data = MemoryStore(), clip(sound=beeps(2))
        reference, facts = store_video(data, store=store)
        assert store.get(f"inputs/{reference.sha256}") == data
        assert facts.heard
        assert store_video(data, store=store) == (reference, facts)

    def test_the_rotation_of_a_phone_is_obeyed(self, tmp_path: Path) -> None:
        data = clip(1.0, rotation=90)
        facts = check_video(data)
        assert (facts.likeness.width, facts.likeness.height) == (120, 160)
        planes = frame_of(data, 5, tmp_path, size=(120, 160))
        # The number's half, on the left before, lies above or below now.
        ends = sorted((int(planes.luma[20, 60]), int(planes.luma[140, 60])))
        assert ends == pytest.approx([40, frame_luma(5)], abs=5)

    def test_uneven_frames_are_shown_when_they_are_due(self, tmp_path: Path) -> None:
        times = [0, 20, 90, 120, 250, 260, 300, 420, 500, 800, 1000, 1400]
        data = clip(times=times)
        facts = check_video(data)
        assert facts.fps == 30
        for number in (0, 3, 12, 20, 29, 41):
            due = max(n for n, time in enumerate(times) if time <= number / 30 * 1000 + 17)
            assert told(data, number, tmp_path) == pytest.approx(frame_luma(due), abs=5), number

    def test_a_clip_without_sound_and_one_of_silence_are_not_heard(self) -> None:
        assert not check_video(clip()).heard
        assert not check_video(clip(sound=np.zeros(96_000, dtype=np.float32))).heard

    @pytest.mark.parametrize(
        ("data", "what"),
        [
            (b"", "known kind"),
            (b"#EXTM3U\nfile:///etc/passwd", "known kind"),
            (clip()[:2_000], "cannot be read"),
            (clip(4.0, format="webm", codec="libvpx", options={})[:4_000], "ends after|decoded"),
            (clip(0.2), "a clip of 0.2 s"),
            (clip(times=[0]), "a clip of 1 frames"),
            (clip(size=(2, 2)), "a clip of 2×2 px"),
            (clip(told={"color_trc": 16}, options=HEAVY), r"an HDR clip \(PQ\)"),
            (clip(options={"x264-params": "tff=1"}), "interlaced"),
            (clip(format="matroska", codec="ffv1", options={}), "ffv1 in matroska"),
            (clip(size=(320, 16)), "a clip of 320×16 px"),
            (encoded(tone(3), format="ipod", codec="aac"), "nothing is shown"),
            (flat(301, fps=1), "a clip of 301.0 s"),
        ],
        ids=lambda value: value[:12] if isinstance(value, str) else "",
    )
    def test_what_is_refused(self, data: bytes, what: str) -> None:
        store = MemoryStore()
        with pytest.raises(InvalidInput, match=what) as caught:
            store_video(data, store=store)
        assert caught.value.allowed

    def test_three_hours_are_refused_at_once(self) -> None:
        data = flat(3 * 3600, fps=1)
        tracemalloc.start()
        try:
            with pytest.raises(InvalidInput, match=r"a clip of 10800"):
                check_video(data)
            assert tracemalloc.get_traced_memory()[1] < len(data) + 20_000_000
        finally:
            tracemalloc.stop()

    def test_a_file_that_lost_its_middle(self) -> None:
        data = bytearray(clip(4.0, size=(320, 240), options={"g": "100", "crf": "5"}))
        data[len(data) // 3 : 2 * len(data) // 3] = bytes(len(data) // 3)
        with pytest.raises(InvalidInput, match=r"can be decoded|cannot be read"):
            check_video(bytes(data))

    def test_a_sound_with_a_cover_is_no_video(self) -> None:
        assert is_video(clip())
        assert not is_video(encoded(tone(2), format="ipod", codec="aac"))
        assert not is_video(b"\0\0\0\x20ftypM4A ")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "a b'c:d.mp4"
    path.write_bytes(clip(4.0, sound=beeps(4), options={"g": "40", "bf": "3"}))
    return path


class TestReading:
    """The right frame, from wherever."""

    def test_forwards_backwards_and_past_the_end(self, running: Path) -> None:
        with Clips(lambda _: named_file(running)) as clips:
            frames = clips.open(view(), where="film")
            for number in (0, 1, 2, 50, 119, 118, 7, 7, 90, 30, 119):
                assert left_half(frames, number) == pytest.approx(frame_luma(number), abs=4)
            for number in (120, 121, 190, 300):
                assert left_half(frames, number) == pytest.approx(frame_luma(119), abs=4)

    def test_a_piece_has_the_same_pixels_as_the_whole(self, running: Path) -> None:
        with Clips(lambda _: named_file(running)) as clips:
            through, jumped = (clips.open(view(), where="film") for _ in range(2))
            for number in range(120):
                whole = through.frame(number).buffer.copy()
                if number in (31, 80, 101):
                    assert np.array_equal(whole, jumped.frame(number).buffer)

    def test_a_file_without_a_name_is_read(self, running: Path, tmp_path: Path) -> None:
        held = nameless_file(running.read_bytes(), folder=tmp_path)
        assert list(tmp_path.iterdir()) == []
        with Clips(lambda _: held) as clips:
            frames = clips.open(view(), where="film")
            assert left_half(frames, 33) == pytest.approx(frame_luma(33), abs=4)

    def test_colours_of_other_standards_come_out_right(self, tmp_path: Path) -> None:
        for tag in (1, 5, 6):
            data = clip(1.0, told={"colorspace": tag, "color_range": 1})
            planes = frame_of(data, 3, tmp_path, size=(160, 120))
            assert int(planes.cb[30, 40]) == pytest.approx(128, abs=2)
            assert int(planes.luma[60, 30]) == pytest.approx(frame_luma(3), abs=4)


class TestProcesses:
    """What reads ends with the work."""

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        path = tmp_path / "a.mp4"
        path.write_bytes(clip(20.0, size=(640, 480), options={"preset": "ultrafast"}))
        return path

    def test_leaving_ends_it(self, file: Path) -> None:
        with Clips(lambda _: named_file(file)) as clips:
            clips.open(view(), where="film").frame(3)
            assert reading()
        assert not reading()

    def test_a_failure_in_between_ends_it(self, file: Path) -> None:
        with pytest.raises(ValueError, match="broken"), Clips(lambda _: named_file(file)) as clips:
            clips.open(view(), where="film").frame(3)
            raise ValueError("broken")
        assert not reading()

    def test_killing_the_worker_ends_it(self, file: Path) -> None:
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.clip_worker", str(file)],
            stdout=subprocess.PIPE,
        )
        try:
            assert worker.stdout is not None
            assert worker.stdout.readline() == b"reading\n"
            (ffmpeg,) = children(worker.pid)
            assert b"ffmpeg" in Path(f"/proc/{ffmpeg}/cmdline").read_bytes()
            os.kill(worker.pid, signal.SIGKILL)
            wait_until(lambda: not alive(ffmpeg), seconds=10)
            # Ray, where it has run in this process, made it the one who inherits orphans.
            with suppress(ChildProcessError):
                os.waitpid(ffmpeg, 0)
        finally:
            worker.kill()
            worker.wait()
            if worker.stdout is not None:
                worker.stdout.close()


def reading() -> list[int]:
    """The processes of ours that decode a clip."""
    ours = children(os.getpid())
    return [pid for pid in ours if b"ffmpeg" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def view(size: tuple[int, int] = (160, 120)) -> ClipView:
    whole = Box(x=0, y=0, width=1, height=1)
    return ClipView(sha256="a" * 64, fps=30.0, crop=whole, width_px=size[0], height_px=size[1])


def frame_of(data: bytes, number: int, folder: Path, *, size: tuple[int, int]) -> "Planes":
    held = nameless_file(data, folder=folder)
    with Clips(lambda _: held) as clips:
        found = clips.open(view(size), where="film").frame(number)
        return Planes(luma=found.luma.copy(), cb=found.cb.copy())


def told(data: bytes, number: int, folder: Path) -> int:
    """The luma that tells which frame was read."""
    return int(frame_of(data, number, folder, size=(160, 120)).luma[60, 30])


def left_half(frames: ClipFrames, number: int) -> int:
    return int(frames.frame(number).luma[60, 30])


class Planes:
    """Copies of what a frame showed."""

    def __init__(
        self, *, luma: np.typing.NDArray[np.uint8], cb: np.typing.NDArray[np.uint8]
    ) -> None:
        self.luma, self.cb = luma, cb


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """No process of ours outlives a test; servers of other tests may run all the while."""
    before = set(children(os.getpid()))
    yield
    assert set(children(os.getpid())) <= before
