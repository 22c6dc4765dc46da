"""ResolvedTemplate → SceneReport: lay out, mirror, draw up the layers, check."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from templates.build.checks import scene_warnings
from templates.build.colors import scene_colors
from templates.build.layers import Drawn, LayerMaker, Surroundings
from templates.build.limits import limit_warnings
from templates.build.motion_checks import motion_warnings
from templates.build.texts import TextSetter
from templates.build.videos import video_warnings
from templates.content import SoundRef
from templates.layout.flex import lay_out
from templates.layout.placed import Placed, mirror
from templates.nodes import AnyNode, PictureNode, TextNode, VideoNode, WaveformNode
from templates.pictures.facts import PictureFacts
from templates.resolved import ResolvedTemplate
from templates.scene import Box, LottieLayer, Scene, Sound
from templates.sounds.facts import SoundFacts
from templates.template import Template
from templates.text import FontLibrary, JoinAudit
from templates.videos.facts import VideoFacts


@dataclass(frozen=True, kw_only=True, slots=True)
class TextBox:
    """A text as it was set: node, words, size in pixels, its ink in the picture.

    joins: what the second opinion on Arabic joining compared, and what it could not.
    """

    node: str
    text: str
    size_px: float
    ink: Box
    lines: int
    ellipsized: bool
    joins: JoinAudit


@dataclass(frozen=True, kw_only=True, slots=True)
class SceneReport:
    """A scene and what is to say of it.

    warnings: `code:detail`, codes as in `templates.build.checks` and `templates.resolved`.
    fonts: families used. text_boxes: the texts, from back to front. animations: the files of the
    scene's animations, by sha256.
    """

    scene: Scene
    warnings: tuple[str, ...]
    fonts: tuple[str, ...]
    text_boxes: tuple[TextBox, ...]
    animations: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def make_scene(
    resolved: ResolvedTemplate,
    *,
    pictures: Mapping[str, PictureFacts],
    fonts: FontLibrary,
    sounds: Mapping[str, SoundFacts] = MappingProxyType({}),
    videos: Mapping[str, VideoFacts] = MappingProxyType({}),
) -> SceneReport:
    """The scene of a resolved template.

    pictures, videos: facts by sha256 of all in its values; sounds: of those that are drawn
    (`resolved.drawn_sounds`). Raises MissingPicture, MissingSound, MissingVideo, InvalidValue (a
    clip too short for its node), TextAuditFailed, and the text errors (TextUncovered,
    TextOverflow) with the node's path.
    """
    colors = scene_colors(resolved, pictures=pictures)
    texts = TextSetter(resolved, fonts=fonts)
    placed = _placed(resolved, texts)
    maker = LayerMaker(
        resolved,
        colors=colors,
        pictures=pictures,
        sounds=sounds,
        videos=videos,
        texts=texts,
        placed={item.node.id: item for item in placed.walk()},
    )
    # Sorting is stable: within one z the template's order stands.
    drawn = sorted(maker.layers(placed, Surroundings()), key=lambda item: item.z)
    background = colors.color(resolved.template.background)
    scene = Scene(
        width_px=resolved.width_px,
        height_px=resolved.height_px,
        background=background,
        layers=tuple(item.layer for item in drawn),
        duration_s=resolved.template.duration_s,
        fps=resolved.template.fps,
        poster_s=resolved.template.poster_s,
        sound=_sound(resolved, drawn),
        loop=resolved.template.loop,
    )
    seen = {**pictures, **{sha256: facts.likeness for sha256, facts in videos.items()}}
    found = scene_warnings(drawn, resolved, background=background, pictures=seen)
    return SceneReport(
        scene=scene,
        warnings=(*resolved.warnings, *limit_warnings(resolved), *found, *_motion(drawn, resolved)),
        fonts=_families(drawn, fonts),
        text_boxes=tuple(_text_boxes(drawn)),
        animations=_animations(scene, resolved.template),
    )


def _motion(drawn: list[Drawn], resolved: ResolvedTemplate) -> Iterator[str]:
    """What is to say of a video's motion."""
    template = resolved.template
    if template.duration_s is not None:
        yield from motion_warnings(
            drawn,
            duration_s=template.duration_s,
            unit_px=resolved.unit_px,
            loop=template.loop,
        )
        yield from video_warnings([item.layer for item in drawn], duration_s=template.duration_s)


def _placed(resolved: ResolvedTemplate, texts: TextSetter) -> Placed:
    absent = frozenset(_absent(resolved.look.tree, resolved, texts))
    placed = lay_out(resolved, absent=absent, measure=texts.measure, state=texts.state())
    shrunk = [
        texts.settle(item.node, item.box)
        for item in placed.walk()
        if isinstance(item.node, TextNode) and item.node.id not in absent and item.box.width > 0
    ]
    if any(shrunk):
        placed = lay_out(resolved, absent=absent, measure=texts.measure, state=texts.state())
    if resolved.locale.right_to_left:
        return mirror(placed, width_px=float(resolved.width_px))
    return placed


def _absent(node: AnyNode, resolved: ResolvedTemplate, texts: TextSetter) -> list[str]:
    found = [node.id] if _is_absent(node, resolved, texts) else []
    for child in node.children:
        found += _absent(child, resolved, texts)
    return found


def _is_absent(node: AnyNode, resolved: ResolvedTemplate, texts: TextSetter) -> bool:
    turn = node.turn
    if turn is not None and resolved.value(turn.slot, turn) is None:
        return True
    if node.when is not None and resolved.value(node.when, turn) is None:
        return True
    if node.unless is not None and resolved.value(node.unless, turn) is not None:
        return True
    if isinstance(node, TextNode):
        return not texts.text(node)
    if isinstance(node, PictureNode | WaveformNode | VideoNode):
        return resolved.value(node.slot, turn) is None
    return False


def _animations(scene: Scene, template: Template) -> dict[str, bytes]:
    shown = {layer.sha256 for layer in scene.layers if isinstance(layer, LottieLayer)}
    return {
        facts.sha256: template.files[name]
        for name, facts in template.animations.items()
        if facts.sha256 in shown
    }


def _sound(resolved: ResolvedTemplate, drawn: list[Drawn]) -> Sound | None:
    """The bed and the voices of clips; None when nothing is heard."""
    plan = resolved.template.sound
    bed = resolved.values.get(plan.slot or "") if plan is not None else None
    sha256 = bed.sha256 if isinstance(bed, SoundRef) else None
    # Two layers may show the same clip, blurred and sharp: it is heard once.
    voices = tuple(dict.fromkeys(item.voice for item in drawn if item.voice is not None))
    if sha256 is None and not voices:
        return None
    if plan is None:
        return Sound(sha256=None, voices=voices)
    return Sound(
        sha256=sha256,
        fade_in_s=plan.fade_in_s,
        fade_out_s=plan.fade_out_s,
        gain_db=plan.gain_db,
        duck_db=plan.duck_db if voices and sha256 else 0.0,
        voices=voices,
    )


def _families(drawn: list[Drawn], fonts: FontLibrary) -> tuple[str, ...]:
    used = {
        run.font
        for item in drawn
        if item.text is not None
        for line in item.text.block.lines
        for run in line.runs
    }
    return tuple(sorted({fonts.file(sha256).family for sha256 in used}))


def _text_boxes(drawn: list[Drawn]) -> list[TextBox]:
    return [
        TextBox(
            node=item.text.node.id,
            text=item.text.text,
            size_px=item.text.block.size_px,
            ink=item.text.ink,
            lines=len(item.text.block.lines),
            ellipsized=item.text.block.ellipsized,
            joins=item.text.block.audit,
        )
        for item in drawn
        if item.text is not None
    ]
