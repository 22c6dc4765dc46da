"""Two templates and what was asked of one of them → which files another edit would change.

An asset key is the hash of a Scene and of how it is painted and encoded, so that what changes is
what has another key: no pixel is looked at to know it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from render_farm.delivery import delivery_of
from render_farm.errors import RenderFarmError
from render_farm.formats import asset_format
from render_farm.input_path import input_path
from render_farm.inputs import InputReader
from render_farm.job import RenderTask
from render_farm.keys import Toolchain, asset_key
from render_farm.scenes import SceneMaker
from templates import SceneReport, Template, TemplatesError, pack_template
from templates.text import FontLibrary


@dataclass(frozen=True, kw_only=True, slots=True)
class Creative:
    """A file that was asked for, or might be; live_key: its asset key in storage, if it is there.

    label: whom it shows; uses: in how many places it stands.
    """

    task: RenderTask
    label: str
    uses: int = 1
    live_key: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A creative under one of the templates: its scene and asset key, or why it has none."""

    report: SceneReport | None
    key: str | None
    error: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A creative whose file would be another one."""

    creative: Creative
    before: Made
    after: Made

    @property
    def broken(self) -> bool:
        """Whether it could be made, and could not be any more."""
        return self.before.error is None and self.after.error is not None

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings that only the new template gives."""
        old = self.before.report.warnings if self.before.report is not None else ()
        new = self.after.report.warnings if self.after.report is not None else ()
        return tuple(warning for warning in new if warning not in old)


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """What an edit changes. stale: live files that the old template would not make either."""

    old: Template
    new: Template
    changes: tuple[Change, ...]
    unchanged: int
    stale: int

    @property
    def broken(self) -> int:
        """How many creatives the new template refuses and the old one does not."""
        return sum(change.broken for change in self.changes)


class Overlay:
    """A store of inputs with some more in front of it."""

    def __init__(self, front: Mapping[str, bytes], *, behind: InputReader) -> None:
        self._front = front
        self._behind = behind

    def get(self, key: str) -> bytes:
        """The object's bytes. Raises ObjectMissing."""
        return self._front[key] if key in self._front else self._behind.get(key)


def difference(
    old: Template,
    new: Template,
    creatives: Iterable[Creative],
    *,
    store: InputReader,
    fonts: FontLibrary,
    toolchain: Toolchain,
) -> Difference:
    """Make each creative's Scene under both templates and compare their asset keys.

    What a template refuses is part of the answer. Raises what the store raises.
    """
    bundles = [pack_template(template) for template in (old, new)]
    hashes = [sha256(bundle).hexdigest() for bundle in bundles]
    front = {input_path(key): bundle for key, bundle in zip(hashes, bundles, strict=True)}
    scenes = SceneMaker(store=Overlay(front, behind=store), fonts=fonts)
    changes: list[Change] = []
    unchanged = stale = 0
    for creative in creatives:
        before, after = (
            _made(replace(creative.task, template=key), scenes, toolchain) for key in hashes
        )
        stale += creative.live_key is not None and not _is_live(creative, before, toolchain)
        if before.key == after.key and before.error == after.error:
            unchanged += 1
        else:
            changes.append(Change(creative=creative, before=before, after=after))
    return Difference(old=old, new=new, changes=tuple(changes), unchanged=unchanged, stale=stale)


def _made(task: RenderTask, scenes: SceneMaker, toolchain: Toolchain) -> Made:
    try:
        report = scenes.scene(task)
    except (TemplatesError, RenderFarmError) as error:
        if getattr(error, "retryable", False):
            raise
        return Made(report=None, key=None, error=str(error))
    key = asset_key(report.scene, format=asset_format(task.format), toolchain=toolchain)
    return Made(report=report, key=key)


def _is_live(creative: Creative, made: Made, toolchain: Toolchain) -> bool:
    """Whether the live file is that of the Scene, be it with the settings that a platform asked."""
    if made.report is None or creative.live_key == made.key:
        return creative.live_key == made.key
    task, format = creative.task, asset_format(creative.task.format)
    wanted = delivery_of(task.placement, ratio=task.ratio, moving=format.moving)
    return any(
        asset_key(made.report.scene, format=rung, toolchain=toolchain) == creative.live_key
        for rung in format.rungs(max_bytes=wanted.max_bytes)
    )
