"""A template, filled → the task that a worker renders, with its inputs in storage."""

from bench.run import RATIO, Run
from render_farm.compile import compile_tasks
from render_farm.formats import default_format
from render_farm.inputs import store_picture, store_template
from render_farm.job import Creative, RenderJob, RenderTask
from render_farm.storage import ObjectStore
from render_farm.toolchain import this_toolchain
from templates import SoundRef, Template


def task_of(
    run: Run, template: Template, *, store: ObjectStore, turn: int = 0, format: str | None = None
) -> RenderTask:
    """The task of artist number `turn`, in the template's own locale; without its sound.

    format: by default JPEG of a static template, MP4 of an animated one. Raises what storing
    its pictures and its bundle raises.
    """
    filled = run.contents(template, template.default_locale, turn)
    for file in filled.files.values():
        store_picture(file, store=store)
    spoken = {
        slot: value
        for slot, value in filled.sample.content.items()
        if not isinstance(value, SoundRef)
    }
    sha256 = store_template(template, store=store)
    creative = Creative(
        template=sha256,
        template_id=template.id,
        template_version=template.version,
        ratios=(RATIO,),
        content={template.default_locale: spoken},
        format=format or default_format(template.kind),
        cost_s=template.cost_s,
    )
    (task,) = compile_tasks(
        RenderJob(id="bench", name="bench", creatives=(creative,)),
        toolchain=this_toolchain(run.fonts),
        templates={sha256: template},
    )
    return task
