"""Where the creatives of a comparison come from: a campaign's tasks, or the check's own matrix."""

import io
import json
import math
import struct
import wave
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256

from api.errors import UnknownThing
from api.workbench.content import cover_files, sample_clip
from api.workbench.differing import Creative
from render_farm.formats import default_format
from render_farm.input_path import input_path
from render_farm.job import RenderTask
from render_farm.queue import JobStore
from render_farm.storage import ObjectMissing, ObjectStore
from templates import SlotValue, SoundRef, Template, VideoRef
from templates.check import extremes


def campaign_creatives(
    campaign_id: str, template_id: str, *, store: ObjectStore, jobs: JobStore
) -> Iterator[Creative]:
    """The files of a campaign that the template made, from the tasks of its last job.

    The manifest says which job that was; the job's tasks hold what filled each slot. Raises
    UnknownThing for a campaign without a manifest, UnknownJob, and what the store raises.
    """
    try:
        manifest = json.loads(store.get(f"campaigns/{campaign_id}/manifest.json"))
    except ObjectMissing as error:
        raise UnknownThing(
            f"no campaign {campaign_id!r}", where="--campaign", allowed="a campaign that was run"
        ) from error
    for record in jobs.tasks(manifest["campaign"]["job"]):
        task = record.task
        if task.template_id == template_id:
            artists = dict.fromkeys(use.artist_id or "" for use in task.uses)
            yield Creative(
                task=task,
                label=", ".join(artist for artist in artists if artist) or "by hand",
                uses=len(task.uses),
                live_key=record.result.asset_key if record.result is not None else None,
            )


def matrix_creatives(
    template: Template, *, ratios: Sequence[str] = (), locales: Sequence[str] = ()
) -> Iterator[Creative]:
    """Hard contents on invented artwork, in every ratio and locale. Raises InvalidLocale."""
    facts = tuple(facts for _, facts in cover_files())
    for locale in locales or template.locales:
        for sample in extremes(template, locale, pictures=facts):
            content = {slot: _there(value) for slot, value in sample.content.items()}
            for ratio in ratios or template.ratios:
                yield Creative(
                    task=RenderTask(
                        request_key=f"{sample.name} {locale} {ratio}",
                        template=template.sha256,
                        template_id=template.id,
                        template_version=template.version,
                        ratio=ratio,
                        locale=locale,
                        content=content,
                        format=default_format(template.kind),
                        cost_s=template.cost_s,
                        uses=(),
                    ),
                    label=sample.name,
                )


class MatrixInputs:
    """The pictures, the sound and the clip of `matrix_creatives`, as a store of inputs."""

    def __init__(self) -> None:
        files = [*(data for data, _ in cover_files()), tone(), sample_clip()[0]]
        self._files = {input_path(sha256(data).hexdigest()): data for data in files}

    def get(self, key: str) -> bytes:
        """The object's bytes. Raises ObjectMissing."""
        if key not in self._files:
            raise ObjectMissing("no such input", where=key)
        return self._files[key]


def _there(value: SlotValue) -> SlotValue:
    """The value, or a sound and a clip that there are for those that nobody has."""
    if isinstance(value, SoundRef):
        return SoundRef(sha256=sha256(tone()).hexdigest())
    if isinstance(value, VideoRef):
        return VideoRef(sha256=sample_clip()[1].sha256)
    return value


@lru_cache(maxsize=1)
def tone() -> bytes:
    """Two seconds of a tone that swells, as a WAV file."""
    rate = 8000
    swell = (
        math.sin(math.pi * t / rate / 2) * math.sin(2 * math.pi * 220 * t / rate)
        for t in range(2 * rate)
    )
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", round(20000 * level)) for level in swell))
    return out.getvalue()
