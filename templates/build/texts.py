"""Text nodes → set text: measured for the layout, then set in the box the layout gave."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from templates.errors import TemplatesError, TextAuditFailed
from templates.nodes import TextNode, TypeStyle
from templates.resolved import ResolvedTemplate
from templates.scene import Box
from templates.text import (
    Align,
    Case,
    Direction,
    FontLibrary,
    Overflow,
    TextBlock,
    TextLine,
    TextStyle,
    fit_text,
)
from templates.text.block import leaning

_ENOUGH_PX = 0.5
# Sigmas beyond an edge at which a blur is no longer seen.
_BLURRED = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class SetText:
    """A text in its place: where the block's corner lies, and its ink, in the picture's pixels."""

    node: TextNode
    text: str
    block: TextBlock
    style: TypeStyle
    x_px: float
    y_px: float
    ink: Box


class TextSetter:
    """Sets the texts of one resolved template, each width once."""

    def __init__(self, resolved: ResolvedTemplate, *, fonts: FontLibrary) -> None:
        self._resolved = resolved
        self._fonts = fonts
        self._blocks: dict[tuple[str, float, float | None], TextBlock] = {}
        self._rooms: dict[str, float] = {}
        self._styles: dict[str, TextStyle] = {}
        self._sizes: dict[tuple[str, float | None], tuple[float, float]] = {}

    def text(self, node: TextNode) -> str:
        """What the node says; empty when its slot, or the item on turn, has no value."""
        if node.number:
            return self._resolved.number(node.turn)
        if node.slot is None:
            return node.text or ""
        value = self._resolved.value(node.slot, node.turn)
        return value if isinstance(value, str) else ""

    def style(self, node: TextNode) -> TypeStyle:
        """The node's style, as changed for its words' language, else for their script."""
        locale, look = self._resolved.locale, self._resolved.look
        for key in (locale.language, locale.script):
            if (node.style, key) in look.script_styles:
                return look.script_styles[node.style, key]
        return look.styles[node.style]

    def measure(self, node: TextNode, width_px: float | None) -> tuple[float, float]:
        """Width and height of the text, at most `width_px` wide (None: on few, long lines)."""
        # A layout asks some ten times for the same.
        key = node.id, width_px
        if key not in self._sizes:
            self._sizes[key] = self._measured(node, width_px)
        return self._sizes[key]

    def state(self) -> Hashable:
        """All that `measure` goes by, but for the template and its ratio."""
        resolved = self._resolved
        words = ((k, v) for k, v in resolved.values.items() if isinstance(v, str | tuple))
        return (
            self._fonts,
            resolved.locale,
            tuple(resolved.text_locales.items()),
            tuple(words),
            tuple(self._rooms.items()),
        )

    def _measured(self, node: TextNode, width_px: float | None) -> tuple[float, float]:
        if width_px is not None and width_px < 1:
            return 0.0, 0.0
        # Unbounded text still wraps somewhere: at the picture's width.
        width = width_px or float(self._resolved.width_px)
        block = self._block(node, width, self._rooms.get(node.id))
        top, bottom = _trims(block, node)
        # A hair more than the text needs, so that rounding never wraps it anew.
        return block.width_px + 0.05, block.height_px - top - bottom

    def settle(self, node: TextNode, box: Box) -> bool:
        """Whether the box is too low for the text; from then on it measures as set smaller.

        Laying out again with what it then measures closes the gaps that the smaller text leaves.
        """
        block = self._block(node, max(box.width, 1.0), None)
        top, bottom = _trims(block, node)
        trimmed = max(block.height_px - top - bottom, 1.0)
        if trimmed - box.height <= _ENOUGH_PX:
            return False
        self._sizes = {key: size for key, size in self._sizes.items() if key[0] != node.id}
        self._rooms[node.id] = max(box.height * block.height_px / trimmed, 1.0)
        return True

    def set(self, node: TextNode, box: Box) -> SetText:
        """The text in its box, in the middle of what room is left over."""
        block = self._block(node, max(box.width, 1.0), self._rooms.get(node.id))
        top, bottom = _trims(block, node)
        self._refuse_doubted(node, block)
        x = box.x + block.x_in(box.width) - _bearing(block, node)
        free = box.height - (block.height_px - top - bottom)
        y = box.y - top + free / 2
        if node.baseline is not None and block.lines:
            y = box.y + node.baseline * box.height - block.lines[0].baseline_y_px
        ink = union([_shifted(line.ink, x, y) for line in block.lines if line.ink.width > 0])
        return SetText(
            node=node,
            text=self.text(node),
            block=block,
            style=self.style(node),
            x_px=x,
            y_px=y,
            ink=_grown(ink, self._around(node)),
        )

    def _around(self, node: TextNode) -> float:
        """How far a stroke and a blur reach beyond the letters, in pixels."""
        stroke = node.stroke_width / 2 if node.stroke else 0.0
        return (stroke + _BLURRED * node.blur) * self._resolved.unit_px

    def _block(self, node: TextNode, width_px: float, height_px: float | None) -> TextBlock:
        key = (node.id, round(width_px, 1), None if height_px is None else round(height_px, 1))
        if key not in self._blocks:
            try:
                self._blocks[key] = self._fitted(node, width_px, height_px)
            except TemplatesError as error:
                error.where = error.where or f"text.{node.id}"
                raise
        return self._blocks[key]

    def _fitted(self, node: TextNode, width_px: float, height_px: float | None) -> TextBlock:
        mirrored = self._resolved.locale.right_to_left and node.mirror
        return fit_text(
            self.text(node),
            style=self._text_style(node),
            locale=self._locale(node),
            width_px=width_px,
            height_px=height_px,
            fonts=self._fonts,
            # The side a text leans to is the layout's; the engine lets it run its own way there.
            direction=Direction.RTL if mirrored else Direction.LTR,
        )

    def _locale(self, node: TextNode) -> str:
        if node.slot is None and not node.number:
            return self._resolved.template.default_locale
        return self._resolved.text_locales.get(node.slot or "", self._resolved.locale.tag)

    def _text_style(self, node: TextNode) -> TextStyle:
        if node.id not in self._styles:
            self._styles[node.id] = self._made_style(node)
        return self._styles[node.id]

    def _made_style(self, node: TextNode) -> TextStyle:
        style, unit = self.style(node), self._resolved.unit_px
        return TextStyle(
            families=style.families,
            weight=style.weight,
            width=style.width,
            size_px=style.size * unit,
            min_size_px=min(style.min_size, style.size) * unit,
            line_height=style.line_height,
            letter_spacing=style.spacing,
            case=Case.UPPER if style.uppercase else Case.NONE,
            max_lines=style.max_lines,
            align=Align(node.align),
            overflow=Overflow.FAIL if style.fail else Overflow.ELLIPSIS,
            balance=style.balance,
        )

    def _refuse_doubted(self, node: TextNode, block: TextBlock) -> None:
        if block.audit.differing:
            found = ", ".join(difference.text for difference in block.audit.differing[:8])
            raise TextAuditFailed(
                f"two accounts of joining disagree over {found}",
                where=f"text.{node.id}",
                allowed="text whose letters join alike in HarfBuzz and arabic-reshaper",
            )


def union(boxes: Sequence[Box]) -> Box:
    """The smallest box around all; an empty one for none."""
    if not boxes:
        return Box(x=0.0, y=0.0, width=0.0, height=0.0)
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width for box in boxes)
    bottom = max(box.y + box.height for box in boxes)
    return Box(x=left, y=top, width=right - left, height=bottom - top)


def _trims(block: TextBlock, node: TextNode) -> tuple[float, float]:
    """What lies above the first line's capitals and below the last line's feet."""
    if not node.trim or not block.lines:
        return 0.0, 0.0
    first, last = block.lines[0], block.lines[-1]
    top = min(first.baseline_y_px - first.cap_height_px, first.ink.y)
    # Accents may stand in the space above; a whole script of marks may not.
    allowed = first.baseline_y_px - first.cap_height_px - 0.12 * block.size_px
    top = max(top, allowed)
    return top, block.height_px - last.baseline_y_px - _kept_feet(last, block.size_px)


def _kept_feet(line: TextLine, size_px: float) -> float:
    """How much below the baseline counts as the line's own: all but the tips of its tails.

    A Latin descender ends within a quarter of the size; the bowls of a Naskh hang twice as far.
    """
    feet = max(line.ink.y + line.ink.height - line.baseline_y_px, 0.0)
    return min(feet, max(0.24 * size_px, feet - 0.12 * size_px))


def _bearing(block: TextBlock, node: TextNode) -> float:
    """The white before large letters, by which a block is moved to stand at its edge."""
    lean = leaning(block.align, block.direction)
    # What stands on a given baseline stands there by its origin, not by its ink.
    if node.align == "center" or node.baseline is not None or not block.lines:
        return 0.0
    most = 0.1 * block.size_px
    if lean < 0.5:
        white = min(line.ink.x - line.x_px for line in block.lines)
        return max(-most, min(white, most))
    white = min(line.x_px + line.width_px - line.ink.x - line.ink.width for line in block.lines)
    return -max(-most, min(white, most))


def _shifted(box: Box, x: float, y: float) -> Box:
    return replace(box, x=box.x + x, y=box.y + y)


def _grown(box: Box, by_px: float) -> Box:
    if not by_px:
        return box
    return Box(
        x=box.x - by_px,
        y=box.y - by_px,
        width=box.width + 2 * by_px,
        height=box.height + 2 * by_px,
    )
