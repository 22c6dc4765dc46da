"""RenderTask → verified file in storage: the work of one task, on any machine.

resolve → study pictures → Scene → asset key → (there already?) → make and check → PUT.
A Workshop keeps what is warm between tasks; it reads nothing of a user but inputs/<sha256>.
"""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from render_farm.formats import AssetFormat, asset_format
from render_farm.gate import Expectation
from render_farm.job import RenderTask, TaskResult
from render_farm.keys import Toolchain, asset_key, asset_path
from render_farm.make import WarmMaterials, make_asset
from render_farm.scenes import SceneMaker
from render_farm.storage import ObjectStore, S3Settings, S3Store, StoredObject
from render_farm.toolchain import this_toolchain
from templates import SceneReport
from templates.text import FontLibrary


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
        self._scratch = scratch
        self._toolchain: Toolchain = this_toolchain(fonts)
        self._scenes = SceneMaker(store=store, fonts=fonts)
        self._materials = WarmMaterials(store=store, fonts=fonts, scratch=scratch)

    def render(self, task: RenderTask) -> TaskResult:
        """Make the task's file, or find it made. Raises TemplatesError, RenderFarmError."""
        started = time.perf_counter()
        format = asset_format(task.format)
        report = self._scenes.scene(task)
        key = asset_key(report.scene, format=format, toolchain=self._toolchain)
        path = asset_path(key, format=format)
        stored = self._store.head(path)
        if stored is None:
            stored = self._make(report, format, path)
        return _result(
            key=key,
            stored=stored,
            codec=Expectation.of(report.scene, format=format.name).codec,
            report=report,
            render_s=time.perf_counter() - started,
        )

    def _make(self, report: SceneReport, format: AssetFormat, path: str) -> StoredObject:
        with tempfile.TemporaryDirectory(dir=self._scratch) as folder:
            file = Path(folder, f"asset.{format.extension}")
            facts = make_asset(report, file, format=format, materials=self._materials)
            return self._store.put_new(
                path, file, sha256=facts.sha256, content_type=format.content_type
            )


def _result(
    *,
    key: str,
    stored: StoredObject,
    codec: str,
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
        codec=codec,
        fonts=report.fonts,
        warnings=report.warnings,
        render_s=render_s,
        created=stored.created,
    )
