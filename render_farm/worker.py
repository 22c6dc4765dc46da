"""RenderTask → verified file in storage: the work of one task, on any machine.

resolve → study pictures → Scene → asset key → (there already?) → paint → encode → check → PUT.
A Workshop keeps what is warm between tasks; it reads nothing of a user but inputs/<sha256>.
"""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render_farm.encode import VideoSettings, encode_still, encode_video, mix_sound
from render_farm.formats import AssetFormat, asset_format
from render_farm.gate import Expectation, check_file
from render_farm.inputs import read_input
from render_farm.job import RenderTask, TaskResult
from render_farm.keys import Toolchain, asset_key, asset_path
from render_farm.paint import VideoPainter, still
from render_farm.scenes import SceneMaker
from render_farm.storage import ObjectStore, S3Settings, S3Store, StoredObject
from render_farm.toolchain import this_toolchain
from render_farm.warm import WarmShelf
from templates import SceneReport, open_picture
from templates.scene import Scene
from templates.text import FontLibrary

# Decoded artwork kept warm: about a dozen 1500-pixel pictures.
_PICTURE_BYTES = 150_000_000
# Mixed sounds kept warm: the variants of a campaign share a few; six seconds are 2.3 MB.
_SOUND_BYTES = 40_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkshopSettings:
    """All that a worker process needs to begin; plain values, so that it can travel.

    scratch: an existing folder for files in the making. brand_fonts: folders of more fonts.
    """

    storage: S3Settings
    scratch: str
    brand_fonts: tuple[str, ...] = ()


def open_workshop(settings: WorkshopSettings) -> "Workshop":
    """A workshop on S3 storage, with the packaged and the brand fonts."""
    folders = [Path(folder) for folder in settings.brand_fonts]
    return Workshop(
        store=S3Store(settings.storage),
        fonts=FontLibrary.packaged(folders=folders),
        scratch=Path(settings.scratch),
    )


class Workshop:
    """The warm parts of one worker process; not for several threads at once."""

    def __init__(self, *, store: ObjectStore, fonts: FontLibrary, scratch: Path) -> None:
        self._store = store
        self._fonts = fonts
        self._scratch = scratch
        self._toolchain: Toolchain = this_toolchain(fonts)
        self._scenes = SceneMaker(store=store, fonts=fonts)
        self._pictures: WarmShelf[Image.Image] = WarmShelf(
            capacity=_PICTURE_BYTES, weigh=lambda image: image.width * image.height * 4
        )
        self._sounds: WarmShelf[NDArray[np.float32]] = WarmShelf(
            capacity=_SOUND_BYTES, weigh=lambda samples: samples.nbytes
        )

    def render(self, task: RenderTask) -> TaskResult:
        """Make the task's file, or find it made. Raises TemplatesError, RenderFarmError."""
        started = time.perf_counter()
        format = asset_format(task.format)
        report = self._scenes.scene(task)
        key = asset_key(report.scene, format=format, toolchain=self._toolchain)
        path = asset_path(key, format=format)
        stored = self._store.head(path)
        expected = Expectation.of(report.scene, format=format.name)
        if stored is None:
            stored = self._make(report, format, path, expected)
        return _result(
            key=key,
            stored=stored,
            expected=expected,
            report=report,
            render_s=time.perf_counter() - started,
        )

    def _picture(self, sha256: str) -> Image.Image:
        return self._pictures.get(
            sha256, lambda: open_picture(read_input(sha256, store=self._store))
        )

    def _sound(self, scene: Scene, settings: VideoSettings) -> NDArray[np.float32] | None:
        """What is heard, mixed; None in silence."""
        sound = scene.sound
        if sound is None:
            return None
        seconds = scene.frames / (scene.fps or 1)

        def mixed() -> NDArray[np.float32]:
            with tempfile.NamedTemporaryFile(dir=self._scratch, prefix="sound-") as file:
                file.write(read_input(sound.sha256, store=self._store))
                file.flush()
                return mix_sound(Path(file.name), sound, seconds=seconds, settings=settings.sound)

        return self._sounds.get(f"{sound} {seconds}", mixed)

    def _make(
        self, report: SceneReport, format: AssetFormat, path: str, expected: Expectation
    ) -> StoredObject:
        with tempfile.TemporaryDirectory(dir=self._scratch) as folder:
            file = Path(folder, f"asset.{format.extension}")
            expected = self._draw(report, format, file, expected)
            facts = check_file(file, expected=expected)
            return self._store.put_new(
                path, file, sha256=facts.sha256, content_type=format.content_type
            )

    def _draw(
        self, report: SceneReport, format: AssetFormat, file: Path, expected: Expectation
    ) -> Expectation:
        """Make the file; what it must be, now that it is known which frames stood still."""
        scene, animations = report.scene, report.animations
        if format.video is not None:
            painter = VideoPainter(
                scene, pictures=self._picture, fonts=self._fonts, animations=animations
            )
            sound = self._sound(scene, format.video)
            painted = encode_video(painter, file, settings=format.video, sound=sound)
            return expected.painted(painted)
        picture = still(
            scene,
            pictures=self._picture,
            fonts=self._fonts,
            at_s=scene.poster_s,
            animations=animations,
        )
        encode_still(picture, file, format=format.name, quality=format.quality)
        return expected


def _result(
    *,
    key: str,
    stored: StoredObject,
    expected: Expectation,
    report: SceneReport,
    render_s: float,
) -> TaskResult:
    scene = report.scene
    return TaskResult(
        asset_key=key,
        key=stored.key,
        sha256=stored.sha256,
        bytes=stored.bytes,
        width=scene.width_px,
        height=scene.height_px,
        frames=scene.frames,
        fps=scene.fps,
        duration_s=scene.duration_s,
        codec=expected.codec,
        fonts=report.fonts,
        warnings=report.warnings,
        render_s=render_s,
        created=stored.created,
    )
