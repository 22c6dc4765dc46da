"""RenderJob → RenderTasks: every creative × locale × ratio, equal requests merged."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from render_farm.formats import asset_format
from render_farm.job import Creative, RenderJob, RenderTask
from render_farm.keys import Toolchain, request_key
from render_farm.segments.plan import plan_cuts
from templates import Template


def compile_tasks(
    job: RenderJob,
    *,
    toolchain: Toolchain,
    templates: Mapping[str, Template] = MappingProxyType({}),
) -> tuple[RenderTask, ...]:
    """The tasks of a job, best rank first, dear before cheap within a rank.

    Two creatives that ask for the same file become one task with the uses of both. Dear tasks
    lead within a rank, since a long render at the very end would leave other workers idle.
    templates: of the videos, by sha256, to tell where these are cut. Raises UnknownFormat.
    """
    merged: dict[str, RenderTask] = {}
    for task in _product(job, toolchain):
        twin = merged.get(task.request_key)
        merged[task.request_key] = replace(twin, uses=twin.uses + task.uses) if twin else task
    cuts = plan_cuts(merged.values(), templates=templates)
    tasks = (replace(task, cuts_s=cuts.get(key, ())) for key, task in merged.items())
    return tuple(sorted(tasks, key=_order))


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
    )


def _order(task: RenderTask) -> tuple[int, float]:
    best = min((use.rank for use in task.uses if use.rank is not None), default=0)
    return best, -task.cost_s
