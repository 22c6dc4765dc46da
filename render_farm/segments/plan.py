"""The tasks of a job → where the video of each is cut: only where pieces are shared, or it is long.

A cut costs a key frame and a few objects, so a template's cuts are used only where a piece beside
them is expected in two tasks at least, and not where the same tasks share both sides. Long videos
are cut besides, so that several workers can share one and a killed render loses little.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

from render_farm.formats import asset_format
from render_farm.job import RenderTask
from templates import SlotValue, Template, TemplatesError, resolve
from templates.stretch import Stretch, stretch_of

# A stretch past this is cut into parts of ten seconds: five groups of pictures each.
_LONG_S = 20.0
_PART_S = 10.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Cutting:
    """How a video is cut. cuts_s: the moments. pieces: what lies between them, with its part of
    the video (0 to 1), under keys that are equal where equal pictures are expected.
    """

    cuts_s: tuple[float, ...]
    pieces: Mapping[Hashable, float] = field(default_factory=lambda: MappingProxyType({}))


def plan_cuts(
    tasks: Iterable[RenderTask], *, templates: Mapping[str, Template]
) -> dict[str, Cutting]:
    """For each video's request key the moments, in seconds, at which it is cut.

    templates: by the sha256 of their bundles; a video of none of them is not cut.
    """
    videos = {
        task.request_key: task
        for task in tasks
        if task.template in templates and asset_format(task.format).video is not None
    }
    stretches = _Stretches(templates)
    signed = {key: stretches.signatures(task) for key, task in videos.items()}
    sharers: dict[Hashable, set[str]] = {}
    heard: dict[Hashable, set[SlotValue | None]] = {}
    for key, signatures in signed.items():
        sound = _sound(videos[key], templates[videos[key].template])
        for signature in signatures:
            sharers.setdefault(signature, set()).add(key)
            heard.setdefault(signature, set()).add(sound)
    cuts = {
        key: _cuts(
            templates[task.template],
            [sharers[signature] for signature in signed[key]],
            sounds=max((len(heard[signature]) for signature in signed[key]), default=0),
        )
        for key, task in videos.items()
    }
    return {
        key: Cutting(
            cuts_s=cuts[key], pieces=_pieces(templates[task.template], cuts[key], signed[key])
        )
        for key, task in videos.items()
    }


def _pieces(
    template: Template, cuts_s: tuple[float, ...], signatures: tuple[Hashable, ...]
) -> dict[Hashable, float]:
    """What lies between the cuts, by the signatures of the stretches that it covers.

    Nothing for an uncut video, or one of which nothing can be told: it shares no piece.
    """
    duration_s = template.duration_s or 0.0
    if not (cuts_s and signatures and duration_s):
        return {}
    stretches = (*pairwise((0.0, *template.cuts_s, duration_s)),)
    pieces: dict[Hashable, float] = {}
    for start_s, end_s in pairwise((0.0, *cuts_s, duration_s)):
        covered = tuple(
            signature
            for signature, (from_s, to_s) in zip(signatures, stretches, strict=False)
            if from_s < end_s and to_s > start_s
        )
        pieces[covered, start_s, end_s] = (end_s - start_s) / duration_s
    return pieces


def _sound(task: RenderTask, template: Template) -> SlotValue | None:
    slot = template.sound and template.sound.slot
    return task.content.get(slot) if slot else None


def _cuts(template: Template, sharers: Sequence[set[str]], *, sounds: int) -> tuple[float, ...]:
    """The cuts of a template that pay, and those of a long video.

    sharers: of each stretch. sounds: how many different ones they have; videos that differ in
    nothing else share all pieces, of which there must be two to be any.
    """
    used = tuple(
        cut_s
        for cut_s, (before, after) in zip(template.cuts_s, pairwise(sharers), strict=False)
        if before != after and max(len(before), len(after)) > 1
    )
    if not used and sounds > 1:
        used = template.cuts_s[:1]
    duration_s = template.duration_s or 0.0
    if duration_s <= _LONG_S:
        return used
    return tuple(sorted({*used, *_parts((0.0, *used, duration_s))}))


def _parts(edges_s: Sequence[float]) -> Iterator[float]:
    """Cuts every ten seconds from each edge to the next; no part is shorter than half of that."""
    for start_s, end_s in pairwise(edges_s):
        cut_s = start_s + _PART_S
        while cut_s <= end_s - _PART_S / 2:
            yield cut_s
            cut_s += _PART_S


class _Stretches:
    """What tasks have in common between the cuts of their templates."""

    def __init__(self, templates: Mapping[str, Template]) -> None:
        self._templates = templates
        self._found: dict[tuple[str, str], tuple[Stretch, ...]] = {}

    def signatures(self, task: RenderTask) -> tuple[Hashable, ...]:
        """Of each stretch, equal where equal pictures are expected; none where none can be told."""
        template = self._templates[task.template]
        if not template.cuts_s:
            return ()
        try:
            resolved = resolve(
                template,
                content=task.content,
                locale=task.locale,
                ratio=task.ratio,
                placement=task.placement,
            )
            stretches = self._stretches(template, task.ratio)
        except TemplatesError:
            return ()  # the worker will say why
        return tuple(
            (task.template, task.format, place, stretch.signature(resolved))
            for place, stretch in enumerate(stretches)
        )

    def _stretches(self, template: Template, ratio: str) -> tuple[Stretch, ...]:
        key = (template.sha256, ratio)
        if key not in self._found:
            edges_s = (0.0, *template.cuts_s, template.duration_s or 0.0)
            self._found[key] = tuple(
                stretch_of(template, ratio=ratio, start_s=start_s, end_s=end_s)
                for start_s, end_s in pairwise(edges_s)
            )
        return self._found[key]
