"""RenderJob → RenderTasks: every creative × locale × ratio, equal requests merged."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from render_farm.formats import asset_format
from render_farm.job import Creative, RenderJob, RenderTask
from render_farm.keys import Toolchain, request_key
from render_farm.order import Choice, order
from render_farm.segments.plan import Cutting, plan_cuts
from templates import Template

# Of what a video costs, the part that no shared piece saves: its Scene, its sound, joining,
# checking (docs/benchmarks.md, campaigns of shared pieces: cost ÷ unique frames).
_JOINING = 0.05
_UNCUT = Cutting(cuts_s=())


def compile_tasks(
    job: RenderJob,
    *,
    toolchain: Toolchain,
    templates: Mapping[str, Template] = MappingProxyType({}),
) -> tuple[RenderTask, ...]:
    """The tasks of a job, the most value for its marginal cost first; `position` says so, too.

    Two creatives that ask for the same file become one task with the uses and the value of both.
    Among equals the best rank leads, and dear leads within a rank: a long render at the very end
    would leave other workers idle. templates: of the videos, by sha256, to tell where these are
    cut. Raises UnknownFormat.
    """
    merged: dict[str, RenderTask] = {}
    for task in _product(job, toolchain):
        twin = merged.get(task.request_key)
        merged[task.request_key] = _both(twin, task) if twin else task
    cut = plan_cuts(merged.values(), templates=templates)
    tasks = sorted(merged.values(), key=_rank)
    cuttings = [cut.get(task.request_key, _UNCUT) for task in tasks]
    places = order([_choice(task, cutting) for task, cutting in zip(tasks, cuttings, strict=True)])
    return tuple(
        replace(tasks[place], cuts_s=cuttings[place].cuts_s, position=position)
        for position, place in enumerate(places)
    )


def _both(first: RenderTask, second: RenderTask) -> RenderTask:
    return replace(first, uses=first.uses + second.uses, value=first.value + second.value)


def _choice(task: RenderTask, cutting: Cutting) -> Choice:
    """What the task costs, apart from pieces that others have as well."""
    shared = task.cost_s * (1 - _JOINING)
    pieces = {piece: shared * part for piece, part in cutting.pieces.items()}
    return Choice(value=task.value, cost_s=task.cost_s - sum(pieces.values()), pieces=pieces)


def _product(job: RenderJob, toolchain: Toolchain) -> Iterator[RenderTask]:
    for creative in job.creatives:
        for locale in creative.content:
            for ratio in creative.ratios:
                yield _task(creative, locale, ratio, toolchain)


def _task(creative: Creative, locale: str, ratio: str, toolchain: Toolchain) -> RenderTask:
    content = creative.content[locale]
    return RenderTask(
        request_key=request_key(
            template=creative.template,
            content=content,
            ratio=ratio,
            locale=locale,
            format=asset_format(creative.format),
            toolchain=toolchain,
            placement=creative.placement,
        ),
        template=creative.template,
        template_id=creative.template_id,
        template_version=creative.template_version,
        ratio=ratio,
        locale=locale,
        content=content,
        format=creative.format,
        cost_s=creative.cost_s,
        uses=(creative.use,),
        placement=creative.placement,
        value=creative.value,
    )


def _rank(task: RenderTask) -> tuple[int, float]:
    best = min((use.rank for use in task.uses if use.rank is not None), default=0)
    return best, -task.cost_s
