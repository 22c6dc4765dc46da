"""Sounds: refused or taken, mixed by MoviePy, encoded beside the video, and looked at again."""

import gc
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from render_farm.encode import SoundSettings, VideoSettings, encode_video, mix_sound
from render_farm.encode.loudness import loudness_lufs
from render_farm.errors import EncodeError, InvalidInput, QualityFailure
from render_farm.gate import Expectation, check_file
from render_farm.inputs import store_sound
from render_farm.local_file import LocalFile, named_file
from render_farm.paint import VideoPainter
from render_farm.sound_file import study_sound
from render_farm.storage import MemoryStore
from templates.scene import Scene, Sound
from tests.integration.sounds import RATE_HZ, encoded, tone, wav
from tests.unit.render_farm.paint.scenes import NO_FONTS, busy_scene, pictures

SETTINGS = SoundSettings()
HZ = SETTINGS.rate_hz
SOUND = Sound(sha256="a" * 64)
HEARD = replace(busy_scene(), sound=SOUND)


def children() -> set[int]:
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        found |= {int(child) for child in (task / "children").read_text().split()}
    return found


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """No process, no open file and no thread outlives the test, without the garbage collector."""
    gc.collect()
    gc.disable()
    before = children(), descriptors(), threading.active_count()
    try:
        yield
        assert (children(), descriptors(), threading.active_count()) == before
    finally:
        gc.enable()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sound"
    path.write_bytes(wav(tone(5)))
    return path


def of(path: Path) -> Callable[[str], LocalFile]:
    return lambda _: named_file(path)


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


class TestChecking:
    """Hostile until proven."""

    @pytest.mark.parametrize(
        ("format", "codec"),
        [
            ("wav", "pcm_s16le"),
            ("wav", "pcm_s24le"),
            ("wav", "pcm_u8"),
            ("mp3", "libmp3lame"),
            ("ogg", "libopus"),
            ("flac", "flac"),
            ("ipod", "aac"),
        ],
    )
    def test_what_is_taken_can_be_mixed(self, format: str, codec: str, tmp_path: Path) -> None:
        data = encoded(tone(3), format=format, codec=codec)
        facts = study_sound(data)
        assert len(facts.loudness) == pytest.approx(150, abs=4)
        # A tone's root mean square is its peak over √2.
        assert np.median(facts.loudness) == pytest.approx(0.283, abs=0.02)
        (tmp_path / "sound").write_bytes(data)
        mixed = mix_sound(of(tmp_path / "sound"), SOUND, seconds=2, settings=SETTINGS)
        assert mixed.shape == (2 * HZ, 2)

    def test_it_is_copied_once_under_its_hash(self) -> None:
        store, data = MemoryStore(), wav(tone(2))
        reference, facts = store_sound(data, store=store)
        assert store.get(f"inputs/{reference.sha256}") == data
        assert store_sound(data, store=store) == (reference, facts)
        assert facts.duration_s == pytest.approx(2)

    @pytest.mark.parametrize(
        ("data", "what"),
        [
            (wav(tone(3))[:200_000], "says 3.0 s and ends after 1.1 s"),
            (encoded(tone(5), format="ipod", codec="aac")[:-9_000], "cannot be read"),
            (encoded(tone(5), format="mp3", codec="libmp3lame")[:30_000], "ends after"),
            (half(encoded(tone(5), format="flac", codec="flac")), "ends after|cannot be read"),
            (wav(tone(3), told=2 * 3600 * RATE_HZ * 4), "says 7200.0 s and ends after 3.0 s"),
            (wav(tone(0.5)), "a sound of 0.5 s"),
            (wav(tone(2, level=0.0001)), "silent"),
            (wav(np.full(2 * RATE_HZ, np.nan, dtype=np.float32)), "no numbers"),
            (wav(np.full(2 * RATE_HZ, np.inf, dtype=np.float32)), "no numbers"),
            (wav(tone(2))[:30], "cannot be read"),
            (b"OggS" + bytes(5000), "cannot be read|nothing is heard"),
            (encoded(tone(3), format="ogg", codec="flac"), "flac in ogg"),
        ],
    )
    def test_what_is_refused(self, data: bytes, what: str) -> None:
        store = MemoryStore()
        with pytest.raises(InvalidInput, match=what) as caught:
            store_sound(data, store=store)
        assert caught.value.allowed

    def test_a_video_without_sound(self, tmp_path: Path) -> None:
        film(busy_scene(), tmp_path / "film.mp4", None)
        with pytest.raises(InvalidInput, match="nothing is heard"):
            study_sound((tmp_path / "film.mp4").read_bytes())

    def test_eleven_minutes_that_the_header_does_not_tell(self) -> None:
        bare = {"write_xing": "0", "id3v2_version": "0"}
        minute = encoded(tone(61), format="mp3", codec="libmp3lame", options=bare)
        minutes = minute * 10
        with pytest.raises(InvalidInput, match="a sound of 6"):
            study_sound(minutes)


class TestMixing:
    """Length, level and fades."""

    def test_a_long_sound_is_cut(self, file: Path, nothing_left: None) -> None:
        mixed = mix_sound(of(file), SOUND, seconds=3, settings=SETTINGS)
        assert mixed.shape == (3 * HZ, 2)
        assert abs(loudness_lufs(mixed, rate_hz=HZ) - SETTINGS.lufs) < 0.5
        assert likeness(mixed[:, 0], at(tone(5), 3)) > 0.999

    def test_a_short_sound_is_looped_without_a_gap(self, tmp_path: Path) -> None:
        # 1.2344 s: what ffmpeg tells of it, 1.23 s, would lose 4 ms of each round.
        short = tone(1.2344)
        (tmp_path / "sound").write_bytes(wav(short))
        mixed = mix_sound(of(tmp_path / "sound"), SOUND, seconds=5, settings=SETTINGS)
        assert mixed.shape == (5 * HZ, 2)
        length = round(1.2344 * HZ)
        for turn in (1, 2, 3):
            again = mixed[turn * length : turn * length + HZ // 2, 0]
            assert likeness(again, mixed[: HZ // 2, 0]) > 0.99

    def test_fades(self, file: Path) -> None:
        sound = replace(SOUND, fade_in_s=0.5, fade_out_s=1.0)
        mixed = mix_sound(of(file), sound, seconds=4, settings=SETTINGS)
        levels = [rms(mixed[int(t * HZ) : int(t * HZ) + HZ // 10]) for t in (0, 0.25, 2, 3.45, 3.9)]
        assert levels[0] < 0.2 * levels[2]
        assert levels[1] == pytest.approx(0.6 * levels[2], rel=0.1)
        assert levels[3] == pytest.approx(0.5 * levels[2], rel=0.1)
        assert levels[4] < 0.1 * levels[2]

    def test_gain_is_relative_to_the_loudness_of_all(self, file: Path) -> None:
        plain = mix_sound(of(file), SOUND, seconds=3, settings=SETTINGS)
        softer = mix_sound(of(file), replace(SOUND, gain_db=-6), seconds=3, settings=SETTINGS)
        assert rms(softer) == pytest.approx(rms(plain) * 10 ** (-6 / 20), rel=0.01)

    def test_no_peak_is_clipped(self, tmp_path: Path) -> None:
        clicks = tone(4, level=0.01)
        clicks[::20_000] = 0.9
        (tmp_path / "sound").write_bytes(wav(clicks))
        mixed = mix_sound(of(tmp_path / "sound"), SOUND, seconds=4, settings=SETTINGS)
        assert np.abs(mixed).max() <= 10 ** (SETTINGS.peak_dbfs / 20) + 1e-3

    def test_a_silent_start_is_told(self, tmp_path: Path, nothing_left: None) -> None:
        late = tone(9)
        late[: 6 * RATE_HZ] = 0
        (tmp_path / "sound").write_bytes(wav(late))
        with pytest.raises(InvalidInput, match="silent for its first 5 s"):
            mix_sound(of(tmp_path / "sound"), SOUND, seconds=5, settings=SETTINGS)

    def test_reading_that_fails_leaves_nothing(
        self, file: Path, monkeypatch: pytest.MonkeyPatch, nothing_left: None
    ) -> None:
        from moviepy.audio.io.readers import FFMPEG_AudioReader  # noqa: PLC0415

        seen: list[set[int]] = []

        def broken(reader: object, size: int) -> NDArray[np.float32]:
            seen.append(children())
            raise OSError("the pipe broke")

        monkeypatch.setattr(FFMPEG_AudioReader, "read_chunk", broken)
        with pytest.raises(EncodeError, match="the pipe broke"):
            mix_sound(of(file), SOUND, seconds=3, settings=SETTINGS)
        assert seen[0], "ffmpeg was not running when the reading failed"

    def test_a_file_that_moviepy_cannot_parse(self, tmp_path: Path, nothing_left: None) -> None:
        (tmp_path / "sound").write_bytes(wav(tone(2))[:44])
        with pytest.raises((EncodeError, InvalidInput)):
            mix_sound(of(tmp_path / "sound"), SOUND, seconds=3, settings=SETTINGS)

    def test_a_reader_that_complains_without_end_does_not_wait(self, tmp_path: Path) -> None:
        data = bytearray(encoded(tone(30), format="mp3", codec="libmp3lame"))
        rng = np.random.default_rng(1)
        for place in rng.integers(2_000, len(data), 20_000):
            data[place] ^= 0xA5
        (tmp_path / "sound").write_bytes(data)
        mix_sound(of(tmp_path / "sound"), SOUND, seconds=25, settings=SETTINGS)


def film(what: Scene, path: Path, sound: NDArray[np.float32] | None) -> None:
    painter = VideoPainter(what, pictures=pictures(), fonts=NO_FONTS)
    encode_video(painter, path, settings=VideoSettings(), sound=sound)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> NDArray[np.float32]:
    path = tmp_path_factory.mktemp("sound") / "sound"
    path.write_bytes(wav(tone(5)))
    return mix_sound(of(path), SOUND, seconds=3, settings=SETTINGS)


@pytest.fixture(scope="module")
def heard(mixed: NDArray[np.float32], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    film(HEARD, path, mixed)
    return path


class TestFilm:
    """The stream beside the video, and what the gate says of it."""

    def test_both_streams_are_in_step(self, heard: Path, mixed: NDArray[np.float32]) -> None:
        check_file(heard, expected=Expectation.of(HEARD, format="mp4"))
        with av.open(str(heard)) as container:
            video, sound = container.streams.video[0], container.streams.audio[0]
            assert video.time_base is not None
            assert sound.time_base is not None
            assert video.duration is not None
            assert sound.duration is not None
            assert float(video.duration * video.time_base) == pytest.approx(3.0)
            assert float(sound.duration * sound.time_base) == pytest.approx(3.0, abs=1024 / HZ)
            frames = list(container.decode(sound))
        assert frames[0].time == 0
        samples = np.concatenate([frame.to_ndarray() for frame in frames], axis=1)
        assert likeness(samples[0, : 3 * HZ], mixed[:, 0]) > 0.98

    def test_the_index_lies_at_the_front(self, heard: Path) -> None:
        data = heard.read_bytes()
        assert 0 < data.index(b"moov") < data.index(b"mdat")

    def test_the_same_sound_makes_the_same_bytes(
        self, heard: Path, mixed: NDArray[np.float32], tmp_path: Path
    ) -> None:
        film(HEARD, tmp_path / "again.mp4", mixed)
        assert (tmp_path / "again.mp4").read_bytes() == heard.read_bytes()

    def test_sound_and_silence_are_told_apart(self, heard: Path, tmp_path: Path) -> None:
        film(busy_scene(), tmp_path / "silent.mp4", None)
        with pytest.raises(QualityFailure, match="0 audio streams, not 1"):
            check_file(tmp_path / "silent.mp4", expected=Expectation.of(HEARD, format="mp4"))
        with pytest.raises(QualityFailure, match="1 audio streams, not 0"):
            check_file(heard, expected=Expectation.of(busy_scene(), format="mp4"))

    def test_what_is_wrong_with_a_sound(self, mixed: NDArray[np.float32], tmp_path: Path) -> None:
        expected = Expectation.of(HEARD, format="mp4")
        path = tmp_path / "a.mp4"
        for samples, told in (
            (np.zeros_like(mixed), "silent throughout"),
            (mixed[: 2 * HZ], "the sound ends at 2.005 s, not 3.000 s"),
        ):
            film(HEARD, path, samples)
            with pytest.raises(QualityFailure, match=told):
                check_file(path, expected=expected)
        with pytest.raises(QualityFailure, match="2 channels of 48000 Hz, not 2 of 44100"):
            check_file(path, expected=replace(expected, sound_hz=44_100))


def rms(samples: NDArray[np.float32]) -> float:
    return float(np.sqrt(np.mean(np.square(samples))))


def at(samples: NDArray[np.float32], seconds: float) -> NDArray[np.float32]:
    """The samples of the source at our rate."""
    t = np.arange(round(seconds * HZ)) / HZ
    return np.interp(t, np.arange(len(samples)) / RATE_HZ, samples).astype(np.float32)


def likeness(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.corrcoef(one, other)[0, 1])
