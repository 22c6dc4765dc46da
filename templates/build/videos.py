"""A placed video node and facts of its clip → the layer that shows it, and what is heard of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from templates.build.crop import cover_crop
from templates.content import VideoRef
from templates.errors import InvalidValue, MissingVideo
from templates.nodes import VideoNode
from templates.resolved import ResolvedTemplate
from templates.scene import AnyLayer, Box, VideoLayer, Voice
from templates.videos.facts import VideoFacts

# A clip may end so many seconds before its layer does: nobody sees a frame or two stand.
_SHORT_S = 0.1


def clip_of(
    resolved: ResolvedTemplate,
    node: VideoNode,
    videos: Mapping[str, VideoFacts],
) -> VideoFacts:
    """The facts of a node's clip. Raises MissingVideo.

    A focal point that came with the value stands for what was studied, faces and all.
    """
    value = resolved.value(node.slot, node.turn)
    if not isinstance(value, VideoRef) or value.sha256 not in videos:
        sha256 = value.sha256 if isinstance(value, VideoRef) else None
        raise MissingVideo(
            f"no facts for {sha256}", where=f"content.{node.slot}", allowed="facts by study_video"
        )
    facts = videos[value.sha256]
    if value.focal is None:
        return facts
    return replace(facts, likeness=replace(facts.likeness, focal=value.focal, faces=()))


def clip_crop(node: VideoNode, facts: VideoFacts, shown: Box) -> Box:
    """What of a clip's picture fills `shown`, in fractions of it."""
    whole = facts.likeness
    crop = cover_crop(whole, shown.width / shown.height, node.focal)
    return Box(
        x=crop.x / whole.width,
        y=crop.y / whole.height,
        width=crop.width / whole.width,
        height=crop.height / whole.height,
    )


def clip_frames(node: VideoNode, facts: VideoFacts) -> tuple[int, int]:
    """The first and the last frame that run. Raises InvalidValue: the clip ends before."""
    first = int(node.from_s * facts.fps + 1e-4)
    if first >= facts.frames:
        raise InvalidValue(
            f"a clip of {facts.duration_s:.2f} s",
            where=f"content.{node.slot}",
            allowed=f"longer than the {node.from_s:g} s that {node.id} begins at",
        )
    end = facts.frames if node.to_s is None else round(node.to_s * facts.fps)
    stop = min(end, facts.frames)
    return first, max(first, stop - 1)


def clip_voice(node: VideoNode, facts: VideoFacts, layer: VideoLayer) -> Voice | None:
    """What is heard of a clip while its layer is shown; None when nothing is."""
    if not facts.heard or node.volume == 0:
        return None
    return Voice(
        sha256=layer.sha256,
        from_s=layer.first / layer.fps,
        to_s=(layer.last + 1) / layer.fps,
        start_s=layer.start_s,
        speed=layer.speed,
        loop=layer.loop,
        in_s=layer.in_s,
        out_s=layer.out_s,
        volume=node.volume,
    )


def video_warnings(layers: Sequence[AnyLayer], *, duration_s: float | None) -> Iterator[str]:
    """`video_short:node:seconds`: its clip ends so long before it goes, and stands still."""
    for layer in layers:
        if not isinstance(layer, VideoLayer) or layer.loop or duration_s is None:
            continue
        end_s = duration_s if layer.out_s is None else min(layer.out_s, duration_s)
        runs_s = (layer.last + 1 - layer.first) / (layer.fps * layer.speed)
        stands_s = end_s - layer.start_s - runs_s
        if stands_s > _SHORT_S:
            yield f"video_short:{layer.name}:{stands_s:.2f}"
