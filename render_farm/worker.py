"""RenderTask → verified file in storage: the work of one task, on any machine.

resolve → study pictures → Scene → asset key → (there already?) → make and check → PUT.
A Workshop keeps what is warm between tasks; it reads nothing of a user but inputs/<sha256>.
"""

import logging
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from render_farm.crew import Renderer
from render_farm.delivery import delivery_of
from render_farm.errors import EncodeError, QualityFailure
from render_farm.formats import AssetFormat, asset_format, poster_format
from render_farm.gate import Expectation
from render_farm.housekeeping import RefusingRenderer
from render_farm.job import RenderTask, TaskResult
from render_farm.keys import Toolchain, asset_key, asset_path, poster_path
from render_farm.log_lines import LogSettings, show_log
from render_farm.make import MadeAsset, WarmMaterials, make_asset
from render_farm.metrics import (
    SILENT,
    Meter,
    MeteredRenderer,
    MeteredStore,
    Phase,
    PhaseClock,
    WorkshopStore,
)
from render_farm.owned_folder import owned_folder
from render_farm.pulse import Pulse
from render_farm.scenes import SceneMaker
from render_farm.segments import LeaseDesk, SegmentedFilm, SegmentStore
from render_farm.storage import S3Settings, S3Store, StoredObject
from render_farm.toolchain import this_toolchain
from templates import SceneReport
from templates.text import FontLibrary

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkshopSettings:
    """All that a worker process needs to begin; plain values, so that it can travel.

    scratch: an existing folder for files in the making; None: the temporary one of the worker's
    machine. brand_fonts: folders of more fonts.
    core_hour_cost: of the worker's core, in any currency. log: of the worker's process.
    """

    storage: S3Settings
    scratch: str | None = None
    brand_fonts: tuple[str, ...] = ()
    core_hour_cost: float = 0.0
    log: LogSettings = field(default_factory=LogSettings)


def open_workshop(
    settings: WorkshopSettings, open_meter: Callable[[], Meter] = lambda: SILENT
) -> Renderer:
    """A workshop on S3 storage, with the packaged and the brand fonts; its work is measured.

    For a process of its own: what it logs goes to standard error from now on.
    """
    show_log(settings.log, keep="info")  # for the log of each attempt
    meter, phases = open_meter(), PhaseClock()
    store = S3Store(settings.storage)
    workshop = Workshop(
        store=MeteredStore(store, meter=meter, phases=phases),
        fonts=FontLibrary.packaged(folders=[Path(folder) for folder in settings.brand_fonts]),
        scratch=Path(settings.scratch or tempfile.gettempdir()),
        meter=meter,
        phases=phases,
    )
    return MeteredRenderer(
        RefusingRenderer(workshop, store=store),
        meter=meter,
        phases=phases,
        core_hour_cost=settings.core_hour_cost,
    )


class Workshop:
    """The warm parts of one worker process; not for several threads at once."""

    def __init__(
        self,
        *,
        store: WorkshopStore,
        fonts: FontLibrary,
        scratch: Path,
        meter: Meter = SILENT,
        phases: PhaseClock | None = None,
    ) -> None:
        self._store = store
        self._scratch = scratch
        self._toolchain: Toolchain = this_toolchain(fonts)
        self._scenes = SceneMaker(store=store, fonts=fonts)
        self._materials = WarmMaterials(store=store, fonts=fonts, scratch=scratch, meter=meter)
        self._segments = SegmentStore(store, meter=meter)
        self._phases = phases or PhaseClock()
        self._desk = LeaseDesk(store)

    def render(self, task: RenderTask, pulse: Pulse | None = None) -> TaskResult:
        """Make the task's file, or find it made. Raises TemplatesError, RenderFarmError.

        pulse: steps where work gets on; None: nobody listens.
        """
        pulse = pulse or Pulse()
        started = time.perf_counter()
        report = self._scene(task)
        pulse.step()
        format, stored = self._make(report, task, pulse)
        pulse.step(1.0)
        return _result(
            key=self._key(report, format),
            stored=stored,
            format=format,
            report=report,
            render_s=time.perf_counter() - started,
        )

    def assist(self, task: RenderTask, pulse: Pulse | None = None) -> None:
        """Make pieces of a video that another worker is at. Raises what `render` raises."""
        pulse = pulse or Pulse()
        format = asset_format(task.format)
        if format.video is None or not task.cuts_s:
            return
        report = self._scene(task)
        pulse.step()
        if self._store.head(self._path(report, format)) is not None:
            return  # whoever renders it will find it made
        with owned_folder(self._scratch) as folder:
            self._film(task).assist(
                report,
                folder,
                settings=format.video,
                materials=self._materials,
                pulse=pulse,
            )

    def _scene(self, task: RenderTask) -> SceneReport:
        with self._phases.during(Phase.SCENE):
            return self._scenes.scene(task)

    def _wait(self, seconds: float) -> None:
        with self._phases.during(Phase.WAIT):
            time.sleep(seconds)

    def _make(
        self, report: SceneReport, task: RenderTask, pulse: Pulse
    ) -> tuple[AssetFormat, StoredObject]:
        """The object that the task asks for, made only where it is not there."""
        there: dict[str, StoredObject] = {}

        def known(rung: AssetFormat) -> int | None:
            path = self._path(report, rung)
            stored = self._store.head(path)
            if stored is None:
                return None
            there[path] = stored
            return stored.bytes

        format = asset_format(task.format)
        wanted = delivery_of(task.placement, ratio=task.ratio, moving=format.moving)
        with owned_folder(self._scratch) as folder:
            file = folder / f"asset.{format.extension}"
            make = partial(
                make_asset, report, file, format=format, materials=self._materials, pulse=pulse
            )
            made = self._made(partial(make, wanted=wanted, known=known), task)
            self._phases.move(made.gate_s, to=Phase.GATE)
            path = self._path(report, made.format)
            if made.format.moving:
                # First, so that whenever we die a video that is there has its poster.
                self._keep_poster(report, made.format, folder)
            pulse.step()
            if made.facts is None:
                return made.format, there[path]
            stored = self._store.put_new(
                path, file, sha256=made.facts.sha256, content_type=format.content_type
            )
            return made.format, stored

    def _made(self, make: "partial[MadeAsset]", task: RenderTask) -> MadeAsset:
        """A file that passed the gate; of pieces that do not, one made in one go."""
        if not task.cuts_s:
            return make()
        film = self._film(task)
        try:
            return make(film=film)
        except (QualityFailure, EncodeError) as error:
            _LOG.warning("%s", error, extra={"action": "pieces_unfit"})
            film.forget()
            return make()

    def _film(self, task: RenderTask) -> SegmentedFilm:
        return SegmentedFilm(
            store=self._segments,
            desk=self._desk,
            toolchain=self._toolchain,
            cuts_s=task.cuts_s,
            wait=self._wait,
        )

    def _keep_poster(self, report: SceneReport, format: AssetFormat, folder: Path) -> None:
        """Make and store the poster of a video, unless it is there."""
        path, poster = poster_path(self._key(report, format)), poster_format()
        if self._store.head(path) is not None:
            return
        file = folder / "poster.jpg"
        made = make_asset(report, file, format=poster, materials=self._materials)
        if made.facts is not None:
            self._store.put_new(
                path, file, sha256=made.facts.sha256, content_type=poster.content_type
            )

    def _path(self, report: SceneReport, format: AssetFormat) -> str:
        return asset_path(self._key(report, format), format=format)

    def _key(self, report: SceneReport, format: AssetFormat) -> str:
        return asset_key(report.scene, format=format, toolchain=self._toolchain)


def _result(
    *,
    key: str,
    stored: StoredObject,
    format: AssetFormat,
    report: SceneReport,
    render_s: float,
) -> TaskResult:
    expected = Expectation.of(report.scene, format=format.name)
    return TaskResult(
        asset_key=key,
        key=stored.key,
        sha256=stored.sha256,
        bytes=stored.bytes,
        width=expected.width,
        height=expected.height,
        frames=expected.frames,
        fps=expected.fps,
        duration_s=expected.duration_s,
        codec=expected.codec,
        fonts=report.fonts,
        warnings=report.warnings,
        render_s=render_s,
        created=stored.created,
        poster=poster_path(key) if format.moving else None,
    )
