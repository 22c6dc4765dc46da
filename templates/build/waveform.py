"""A waveform node in its place → the bars that are drawn."""

from collections.abc import Mapping

from templates.content import SoundRef
from templates.errors import MissingSound
from templates.layout.placed import Placed
from templates.nodes import Unit, WaveformNode
from templates.resolved import ResolvedTemplate
from templates.scene import Bars, Box
from templates.sounds.bars import bar_heights
from templates.sounds.facts import SoundFacts

# Bars thinner than this share of their step would be hairs.
_MOST_GAP = 0.95


def waveform_bars(
    node: WaveformNode,
    placed: Placed,
    *,
    resolved: ResolvedTemplate,
    sounds: Mapping[str, SoundFacts],
) -> Bars:
    """The bars of what is heard, from the right in a mirrored layout. Raises MissingSound."""
    facts = _facts(node, resolved, sounds)
    heard = bar_heights(facts, bars=node.bars, seconds=resolved.template.duration_s)
    heights = tuple(round(node.least + (1 - node.least) * height, 3) for height in heard)
    return Bars(
        heights=heights[::-1] if placed.flipped else heights,
        gap=_gap(node, placed.box, resolved.unit_px),
        above=node.above,
    )


def _facts(
    node: WaveformNode, resolved: ResolvedTemplate, sounds: Mapping[str, SoundFacts]
) -> SoundFacts:
    value = resolved.values.get(node.slot)
    if not isinstance(value, SoundRef) or value.sha256 not in sounds:
        raise MissingSound(
            f"no facts for {value.sha256 if isinstance(value, SoundRef) else None}",
            where=f"content.{node.slot}",
            allowed="facts of the sound's loudness",
        )
    return sounds[value.sha256]


def _gap(node: WaveformNode, box: Box, unit_px: float) -> float:
    """The gap as a share of the step from bar to bar."""
    if node.gap.unit is Unit.PARENT:
        return min(max(node.gap.value / 100, 0.0), _MOST_GAP)
    gap_px = max(node.gap.value * unit_px, 0.0)
    # bars · step − gap = width
    return min(gap_px * node.bars / (box.width + gap_px), _MOST_GAP)
