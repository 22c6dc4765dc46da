"""What is heard of clips: in step with the picture, over music that makes way, never too soft."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from render_farm.clip import Clips
from render_farm.encode import SoundSettings, VideoSettings, encode_video, mix_sound
from render_farm.encode.limiter import true_peak
from render_farm.encode.loudness import loudness_lufs
from render_farm.errors import EncodeError, InvalidInput, QualityFailure
from render_farm.gate import Expectation, check_file
from render_farm.local_file import LocalFile, named_file
from render_farm.paint import VideoPainter
from templates.scene import Box, Color, Scene, Sound, VideoLayer, Voice
from tests.integration.clips import beeps, clip
from tests.integration.sounds import tone, wav
from tests.unit.render_farm.paint.scenes import NO_FONTS, pictures

SETTINGS = SoundSettings()
HZ = SETTINGS.rate_hz
CLIP, MUSIC = "c" * 64, "b" * 64
VOICE = Voice(sha256=CLIP, from_s=0.0, to_s=4.0)
FPS = 30


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip that flashes and beeps each second, and music."""
    path = tmp_path_factory.mktemp("heard")
    (path / CLIP).write_bytes(clip(4.0, sound=beeps(4)))
    (path / MUSIC).write_bytes(wav(tone(9, hz=200)))
    return path


@pytest.fixture(scope="module")
def files(folder: Path) -> Callable[[str], LocalFile]:
    return lambda sha256: named_file(folder / sha256)


def mixed(files: Callable[[str], LocalFile], *voices: Voice, **changes: Any) -> Any:
    seconds = changes.pop("seconds", 4.0)
    sound = Sound(sha256=changes.pop("sha256", None), voices=voices, **changes)
    return mix_sound(files, sound, seconds=seconds, settings=SETTINGS)


def onsets(samples: NDArray[np.float32], *, hz: float = 1000.0) -> list[float]:
    """Seconds at which a beep begins."""
    t = np.arange(len(samples)) / HZ
    beat = samples.mean(axis=1) * np.exp(-2j * np.pi * hz * t)
    width = round(0.005 * HZ)
    level = np.abs(np.convolve(beat, np.ones(width) / width, mode="same"))
    loud = level > 0.4 * level.max()
    found = [float(place) / HZ for place in np.flatnonzero(loud[1:] & ~loud[:-1])]
    return [0.0, *found] if loud[0] else found


class TestMoments:
    """When it is heard."""

    def test_it_is_heard_where_it_is_shown(self, files: Callable[[str], LocalFile]) -> None:
        assert onsets(mixed(files, VOICE)) == pytest.approx([0, 1, 2, 3], abs=0.01)
        late = replace(VOICE, start_s=0.5)
        assert onsets(mixed(files, late)) == pytest.approx([0.5, 1.5, 2.5, 3.5], abs=0.01)

    def test_only_while_it_is_shown(self, files: Callable[[str], LocalFile]) -> None:
        part = replace(VOICE, in_s=0.9, out_s=2.5)
        samples = mixed(files, part)
        assert onsets(samples) == pytest.approx([1, 2], abs=0.01)
        assert not samples[: round(0.9 * HZ)].any()
        assert not samples[round(2.51 * HZ) :].any()

    def test_a_part_again_and_again(self, files: Callable[[str], LocalFile]) -> None:
        part = replace(VOICE, from_s=0.5, to_s=1.5, loop=True)
        assert onsets(mixed(files, part)) == pytest.approx([0.5, 1.5, 2.5, 3.5], abs=0.01)
        assert onsets(mixed(files, replace(part, loop=False))) == pytest.approx([0.5], abs=0.01)

    @pytest.mark.parametrize("speed", [0.5, 2.0])
    def test_faster_and_slower_at_its_pitch(
        self, files: Callable[[str], LocalFile], speed: float
    ) -> None:
        found = onsets(mixed(files, replace(VOICE, speed=speed)))
        wanted = [n / speed for n in range(4) if n / speed < min(4.0, 4 / speed)]
        assert found == pytest.approx(wanted, abs=1 / FPS)


class TestLevels:
    """How loud it is."""

    def test_music_makes_way(self, files: Callable[[str], LocalFile]) -> None:
        brief = replace(VOICE, start_s=4.0, to_s=0.4)
        under = mixed(files, brief, sha256=MUSIC, duck_db=12.0, seconds=8.0)
        level = np.sqrt(np.square(under[:, 0]).reshape(-1, HZ // 4).mean(axis=1))
        # Between the beep's end and the music's return: 12 dB down.
        assert level[17] == pytest.approx(level[8] * 10 ** (-12 / 20), rel=0.12)
        assert level[30] == pytest.approx(level[8], rel=0.05)

    def test_volume_is_the_balance(self, files: Callable[[str], LocalFile]) -> None:
        both = [replace(VOICE, to_s=1.0), replace(VOICE, start_s=2.0, to_s=1.0, volume=0.5)]
        samples = np.abs(mixed(files, *both, seconds=4.0)[:, 0])
        first, second = samples[: HZ // 10].max(), samples[2 * HZ : 2 * HZ + HZ // 10].max()
        assert second == pytest.approx(0.5 * first, rel=0.1)

    @pytest.mark.parametrize("kind", ["kicks", "clicks", "drums", "clipped", "soft"])
    def test_peaky_music_is_as_loud_as_any(self, kind: str, folder: Path) -> None:
        (folder / kind).write_bytes(wav(peaky(kind)))
        sound = Sound(sha256="d" * 64, fade_out_s=0.5)
        samples = mix_sound(
            lambda _: named_file(folder / kind), sound, seconds=6, settings=SETTINGS
        )
        assert loudness_lufs(samples, rate_hz=HZ) == pytest.approx(SETTINGS.lufs, abs=1.0)
        assert true_peak(samples) <= 10 ** (SETTINGS.peak_dbfs / 20) * 1.01

    def test_what_is_hardly_there_is_told(self, folder: Path) -> None:
        (folder / "hush").write_bytes(wav(tone(5, level=0.002)))
        with pytest.raises(InvalidInput, match=r"has -\d+ LUFS"):
            mix_sound(
                lambda _: named_file(folder / "hush"),
                Sound(sha256="d" * 64),
                seconds=4,
                settings=SETTINGS,
            )

    def test_a_file_that_is_no_clip(self, folder: Path) -> None:
        (folder / "text").write_bytes(b"words")
        with pytest.raises((EncodeError, InvalidInput)):
            mixed(lambda _: named_file(folder / "text"), VOICE)


def peaky(kind: str) -> NDArray[np.float32]:
    rng = np.random.default_rng(5)
    t = np.arange(8 * 44_100) / 44_100
    beat = t % 0.5
    found = {
        "kicks": 0.9 * np.sin(2 * np.pi * 60 * beat) * np.exp(-beat * 100)
        + 0.01 * np.sin(2 * np.pi * 220 * t),
        "clicks": np.where(rng.random(len(t)) < 1e-4, 0.95, 0) + 0.005 * rng.normal(size=len(t)),
        "drums": 0.9 * np.exp(-beat * 40) * rng.normal(size=len(t)).clip(-1, 1),
        "clipped": np.clip(3 * np.sin(2 * np.pi * 110 * t) + rng.normal(size=len(t)), -1, 1),
        "soft": 0.02 * np.sin(2 * np.pi * 330 * t),
    }
    return np.asarray(found[kind], dtype=np.float32)


def shown(**changes: Any) -> Scene:
    whole = Box(x=0, y=0, width=1, height=1)
    layer = VideoLayer(
        name="film", box=Box(x=0, y=0, width=160, height=120), sha256=CLIP, crop=whole, fps=30.0,
        first=0, last=119, **changes,
    )  # fmt: skip
    voice = Voice(
        sha256=CLIP,
        from_s=0,
        to_s=4,
        start_s=layer.start_s,
        speed=layer.speed,
        loop=layer.loop,
        in_s=layer.in_s,
    )
    black = Color(red=0, green=0, blue=0)
    return Scene(
        width_px=160, height_px=120, background=black, layers=(layer,), duration_s=4, fps=FPS,
        sound=Sound(sha256=None, voices=(voice,)),
    )  # fmt: skip


def filmed(scene: Scene, path: Path, files: Callable[[str], LocalFile]) -> None:
    assert scene.sound is not None
    samples = mix_sound(files, scene.sound, seconds=4, settings=SETTINGS)
    with Clips(files) as clips:
        painter = VideoPainter(scene, pictures=pictures(), fonts=NO_FONTS, clips=clips)
        encode_video(painter, path, settings=VideoSettings(), sound=samples)


class TestFilm:
    """The finished file."""

    @pytest.mark.parametrize(
        "changes", [{}, {"start_s": 0.5, "in_s": 0.5}, {"speed": 2.0, "loop": True}, {"speed": 0.5}]
    )
    def test_flashes_and_beeps_are_in_step(
        self, changes: dict[str, Any], files: Callable[[str], LocalFile], tmp_path: Path
    ) -> None:
        scene, path = shown(**changes), tmp_path / "film.mp4"
        filmed(scene, path, files)
        flashes, heard = seen_and_heard(path)
        assert len(flashes) == len(heard) >= 2
        assert heard == pytest.approx(flashes, abs=1 / FPS)
        if scene.layers[0].in_s == 0:  # else the first frame is black, which no ad may be
            check_file(path, expected=Expectation.of(scene, format="mp4"))

    def test_the_gate_hears_what_is_too_soft(
        self, files: Callable[[str], LocalFile], tmp_path: Path
    ) -> None:
        scene, path = shown(), tmp_path / "film.mp4"
        filmed(scene, path, files)
        louder = replace(Expectation.of(scene, format="mp4"), lufs=-13.0)
        with pytest.raises(QualityFailure, match=r"the sound has -1[56]\.\d LUFS, not -13"):
            check_file(path, expected=louder)


def seen_and_heard(path: Path) -> tuple[list[float], list[float]]:
    """When the right half of the picture turns light, and when a beep begins."""
    with av.open(str(path)) as container:
        light = [
            int(frame.to_ndarray(format="gray")[60, 120]) > 128
            for frame in container.decode(video=0)
        ]
    with av.open(str(path)) as container:
        parts = [frame.to_ndarray() for frame in container.decode(audio=0)]
    flashes = [n / FPS for n, on in enumerate(light) if on and (n == 0 or not light[n - 1])]
    return flashes, onsets(np.asarray(np.concatenate(parts, axis=1).T, dtype=np.float32))
