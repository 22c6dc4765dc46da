"""Creatives → a stored job: inputs copied and checked, known requests answered at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from render_farm.compile import compile_tasks
from render_farm.delivery import check_scene, delivery_of
from render_farm.errors import InvalidInput, RenderFarmError
from render_farm.failures import failure_of
from render_farm.formats import asset_format, default_format
from render_farm.housekeeping.tombstones import Tombstones
from render_farm.inputs import (
    read_input,
    store_picture,
    store_sound,
    store_template,
    store_video,
)
from render_farm.job import Creative, RenderJob, RenderTask, TaskFailure, TaskResult, Use
from render_farm.keys import Toolchain
from render_farm.queue import InputsSwept, JobRecord
from render_farm.scenes import SceneMaker
from render_farm.storage import ObjectStore, sha256_of
from render_farm.warm import WarmShelf
from templates import (
    PictureRef,
    SlotValue,
    SoundRef,
    Template,
    TemplatesError,
    VideoRef,
    unpack_template,
)
from templates.scene import Scene
from templates.text import FontLibrary

# Templates are small; a house has some dozens of them.
_KEPT = 256


class SubmissionQueue(Protocol):
    """What submission needs of the job store."""

    def submit(
        self,
        job: RenderJob,
        tasks: tuple[RenderTask, ...],
        *,
        settled: Mapping[str, TaskResult],
    ) -> JobRecord:
        """Store a job and its tasks in one transaction."""

    def memo(self, request_keys: tuple[str, ...]) -> Mapping[str, TaskResult]:
        """Results of requests that were answered before."""

    def spare(self, keys: Collection[str]) -> None:
        """Let jobs name objects again that a clean-up deleted and somebody stored anew."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """What would fail: the task's place in the job, and why."""

    template_id: str
    ratio: str
    locale: str
    failure: TaskFailure


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a job would do: its tasks, those answered already, and those that cannot go well."""

    tasks: tuple[RenderTask, ...]
    known: Mapping[str, TaskResult]
    problems: tuple[Problem, ...]
    warnings: Mapping[str, tuple[str, ...]]


class Submission:
    """The door into the farm; holds no state of its own but the seams."""

    def __init__(
        self, *, store: ObjectStore, jobs: SubmissionQueue, fonts: FontLibrary, toolchain: Toolchain
    ) -> None:
        self._store = store
        self._jobs = jobs
        self._fonts = fonts
        self._toolchain = toolchain
        self._templates: WarmShelf[Template] = WarmShelf(capacity=_KEPT)
        self._tombstones = Tombstones(store)

    def add_picture(self, data: bytes) -> PictureRef:
        """Check a picture and copy it to inputs/.

        Raises PictureRefused, InvalidInput, TakenDown.
        """
        self.check_upload(data)
        reference, _ = store_picture(data, store=self._store)
        return reference

    def add_sound(self, data: bytes) -> SoundRef:
        """Check a sound and copy it to inputs/. Raises InvalidInput, TakenDown."""
        self.check_upload(data)
        reference, _ = store_sound(data, store=self._store)
        return reference

    def add_video(self, data: bytes) -> VideoRef:
        """Check a clip and copy it to inputs/. Raises InvalidInput, TakenDown."""
        self.check_upload(data)
        reference, _ = store_video(data, store=self._store)
        return reference

    def check_upload(self, data: bytes) -> None:
        """Raise TakenDown for a file that may not be used any more."""
        self._tombstones.check(inputs=[sha256_of(data)])

    def check_artist(self, artist_id: str) -> None:
        """Raise TakenDown for an artist who may not be shown any more."""
        self._tombstones.check(artists=[artist_id])

    def add_template(self, template: Template) -> str:
        """Copy a template's bundle to inputs/; its sha256."""
        sha256 = store_template(template, store=self._store)
        self._templates.get(sha256, lambda: template)
        return sha256

    def creative(
        self,
        template: Template,
        *,
        content: Mapping[str, Mapping[str, SlotValue]],
        ratios: tuple[str, ...],
        format: str | None = None,
        use: Use | None = None,
        placement: str | None = None,
        value: float = 1.0,
    ) -> Creative:
        """One creative of a job: `content` maps each wanted locale to its slot values.

        placement: whose safe zones hold; None = Meta's strictest. value: what it is expected to
        bring, in any unit of the job.
        """
        return Creative(
            template=self.add_template(template),
            template_id=template.id,
            template_version=template.version,
            ratios=ratios,
            content=content,
            format=format or default_format(template.kind),
            cost_s=template.cost_s,
            use=use or Use(),
            placement=placement,
            value=value,
        )

    def submit(self, job: RenderJob) -> JobRecord:
        """Store the job; tasks whose file is in storage already are done at once.

        Raises InvalidInput for inputs that were cleared away since they were sent, InputsSwept
        while a clean-up deletes them, and TakenDown.
        """
        tasks = self._compile(job)
        self._tombstones.check_tasks(tasks)
        known = self._known(tasks)
        try:
            return self._jobs.submit(job, tasks, settled=known)
        except InputsSwept as swept:
            self._check_stored(swept.keys)
            self._jobs.spare(swept.keys)
        return self._jobs.submit(job, tasks, settled=known)

    def plan(self, job: RenderJob) -> Plan:
        """The dry run: every Scene is made, nothing is painted or stored."""
        tasks = self._compile(job)
        scenes = SceneMaker(store=self._store, fonts=self._fonts)
        problems: list[Problem] = []
        warnings: dict[str, tuple[str, ...]] = {}
        for task in tasks:
            try:
                self._tombstones.check_tasks([task])
                report = scenes.scene(task)
                _check_delivery(task, report.scene)
                warnings[task.request_key] = report.warnings
            except (TemplatesError, RenderFarmError) as error:
                problems.append(
                    Problem(
                        template_id=task.template_id,
                        ratio=task.ratio,
                        locale=task.locale,
                        failure=failure_of(error),
                    )
                )
        return Plan(
            tasks=tasks, known=self._known(tasks), problems=tuple(problems), warnings=warnings
        )

    def _compile(self, job: RenderJob) -> tuple[RenderTask, ...]:
        videos = {
            creative.template
            for creative in job.creatives
            if asset_format(creative.format).video is not None
        }
        templates = {sha256: self._template(sha256) for sha256 in videos}
        return compile_tasks(job, toolchain=self._toolchain, templates=templates)

    def _template(self, sha256: str) -> Template:
        return self._templates.get(
            sha256, lambda: unpack_template(read_input(sha256, store=self._store))
        )

    def _check_stored(self, keys: Collection[str]) -> None:
        gone = sorted(key for key in keys if self._store.head(key) is None)
        if gone:
            raise InvalidInput(
                f"{len(gone)} inputs of the job were cleared away since they were sent",
                where=gone[0],
                allowed="sending them again first",
            )

    def _known(self, tasks: tuple[RenderTask, ...]) -> dict[str, TaskResult]:
        """Remembered results whose object is still there: storage may have been cleaned."""
        memo = self._jobs.memo(tuple(task.request_key for task in tasks))
        return {
            request: result
            for request, result in memo.items()
            if (stored := self._store.head(result.key)) is not None
            and stored.sha256 == result.sha256
            and (result.poster is None or self._store.head(result.poster) is not None)
        }


def _check_delivery(task: RenderTask, scene: Scene) -> None:
    format = asset_format(task.format)
    wanted = delivery_of(task.placement, ratio=task.ratio, moving=format.moving)
    check_scene(wanted, scene, format=format)
