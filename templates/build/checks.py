"""A made scene → what a careful eye would send back, as warnings with stable codes.

`code:node` or `code:node:figure`: outside_safe_zone, outside_picture, low_contrast,
text_ellipsized, text_too_small, join_not_compared (with the letters), texts_overlap,
picture_upscaled, face_cut.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from templates.blend import blended
from templates.build.crop import cut_faces
from templates.build.layers import Drawn
from templates.build.probe import colors_behind, paint_at, points_in, seen_at
from templates.build.texts import SetText
from templates.color import contrast, over
from templates.pictures.facts import PictureFacts
from templates.resolved import ResolvedTemplate
from templates.scene import (
    Blend,
    Box,
    Color,
    ColorGlyphRun,
    LottieLayer,
    PictureLayer,
    TextLayer,
    VideoLayer,
)

LEAST_TEXT = 2.6
LEAST_CONTRAST = 4.5
LEAST_CONTRAST_LARGE = 3.0
MOST_UPSCALING = 1.5

# "Large" in WCAG 1.4.3: 24 px, or 18.66 px bold, on a phone about 360 px wide.
_PHONE_PX = 360.0
_LARGE_PX, _LARGE_BOLD_PX, _BOLD = 24.0, 18.66, 700.0
_TOUCH_PX = 1.0
# Parts of the em: a stroke that letters are told by, and a blur that leaves none to be read.
_THICK, _GLOW = 0.02, 0.1
# The least of a letter that a mask must show for it to count as one to be read.
_READ = 0.5


def scene_warnings(
    drawn: Sequence[Drawn],
    resolved: ResolvedTemplate,
    *,
    background: Color,
    pictures: Mapping[str, PictureFacts],
) -> Iterator[str]:
    """All warnings, in the order of the layers."""
    zone = resolved.safe_zone.box(resolved.width_px, resolved.height_px)
    whole = Box(x=0, y=0, width=resolved.width_px, height=resolved.height_px)
    for index, item in enumerate(drawn):
        name = item.layer.name if item.text is None else item.text.node.id
        if isinstance(item.layer, PictureLayer):
            yield from _picture_warnings(item.layer, pictures)
        if isinstance(item.layer, VideoLayer) and item.layer.sha256 in pictures:
            yield from _clip_warnings(item.layer, pictures[item.layer.sha256])
        if item.text is not None and not is_ornament(item):
            if not _within(item.text.ink, whole):
                yield f"outside_picture:{name}"
            elif not _within(item.text.ink, zone):
                yield f"outside_safe_zone:{name}"
            yield from _text_warnings(item.text, resolved)
            found = text_contrast(drawn, index, background=background, pictures=pictures)
            if found < _needed(item.text, resolved):
                yield f"low_contrast:{name}:{found:.2f}"
    yield from _overlaps(drawn)


def _picture_warnings(layer: PictureLayer, pictures: Mapping[str, PictureFacts]) -> Iterator[str]:
    if layer.treatment.blur_px:
        return
    factor = layer.box.width / layer.crop.width
    if factor > MOST_UPSCALING:
        yield f"picture_upscaled:{layer.name}:{factor:.2f}"
    if layer.sha256 in pictures and (cut := cut_faces(pictures[layer.sha256], layer.crop)):
        yield f"face_cut:{layer.name}:{cut}"


def _clip_warnings(layer: VideoLayer, facts: PictureFacts) -> Iterator[str]:
    crop = Box(
        x=layer.crop.x * facts.width,
        y=layer.crop.y * facts.height,
        width=layer.crop.width * facts.width,
        height=layer.crop.height * facts.height,
    )
    factor = layer.box.width / crop.width
    if factor > MOST_UPSCALING:
        yield f"picture_upscaled:{layer.name}:{factor:.2f}"
    if cut := cut_faces(facts, crop):
        yield f"face_cut:{layer.name}:{cut}"


def text_contrast(
    drawn: Sequence[Drawn],
    index: int,
    *,
    background: Color,
    pictures: Mapping[str, PictureFacts],
) -> float:
    """The least contrast of a text with what lies behind it while it is shown."""
    item = drawn[index]
    if not isinstance(item.layer, TextLayer) or item.text is None:
        return 21.0
    below = [
        other.layer
        for other in drawn[:index]
        if other.layer.out_s is None or other.layer.out_s > item.layer.in_s + 0.5
    ]
    if any(isinstance(layer, LottieLayer) for layer in below):
        # What an animation shows there is known only when it is painted.
        return 21.0
    ink, mask = item.text.ink, item.layer.mask
    behind = colors_behind(ink, below, background=background, pictures=pictures)
    told = list(_inks(item.layer, item.text.block.size_px))
    mode = item.layer.blend
    shown = {(back, 1.0) for back in behind}
    if mask is not None:
        # What a mask fades away is not there to be read.
        places = zip(points_in(ink), behind, strict=True)
        seen = ((back, seen_at(mask, x, y)) for (x, y), back in places)
        shown = {(back, share) for back, share in seen if share > _READ}
    return min(
        (_best(inks, back, share, mode) for back, share in shown for inks in told),
        default=21.0,
    )


def _inks(layer: TextLayer, size_px: float) -> Iterator[list[Color]]:
    """The colours by which letters are told from their ground: any of them will do.

    Once for each colour that the text takes on; never where all glyphs bring their own.
    """
    if all(isinstance(run, ColorGlyphRun) for run in layer.runs):
        return
    thick = layer.stroke is not None and layer.stroke_px >= _THICK * size_px
    for color in _colors(layer):
        yield [color, layer.stroke] if thick and layer.stroke is not None else [color]


def _best(inks: Sequence[Color], back: Color, share: float, mode: Blend) -> float:
    faded = inks if share == 1 else [replace(ink, alpha=ink.alpha * share) for ink in inks]
    return max(contrast(over(blended(ink, back, mode), back), back) for ink in faded)


def is_ornament(item: Drawn) -> bool:
    """Whether a text is too blurred to be read: a glow, or an echo of another."""
    return item.text is not None and item.layer.blur_px > _GLOW * item.text.block.size_px


def _colors(layer: TextLayer) -> list[Color]:
    """The colour of a text, or the ones that it takes on."""
    if layer.tracks.color is None:
        return [paint_at(layer.paint, 0.5, 0.5)]
    values = [key.value for key in layer.tracks.color.keyframes]
    return [Color(red=round(r), green=round(g), blue=round(b), alpha=a) for r, g, b, a in values]


def _needed(text: SetText, resolved: ResolvedTemplate) -> float:
    return least_contrast(text.block.size_px, text.style.weight, resolved.width_px)


def least_contrast(size_px: float, weight: float, width_px: int) -> float:
    """What WCAG 1.4.3 asks of a text of that size in a picture as wide as a phone."""
    size = size_px * _PHONE_PX / width_px
    large = size >= _LARGE_PX or (size >= _LARGE_BOLD_PX and weight >= _BOLD)
    return LEAST_CONTRAST_LARGE if large else LEAST_CONTRAST


def _text_warnings(text: SetText, resolved: ResolvedTemplate) -> Iterator[str]:
    if text.block.ellipsized:
        yield f"text_ellipsized:{text.node.id}"
    unknown = dict.fromkeys(text.block.audit.incomparable)
    if unknown:
        yield f"join_not_compared:{text.node.id}:{' '.join(unknown)}"
    if text.block.size_px < LEAST_TEXT * resolved.hundredth_px - 0.5:
        yield f"text_too_small:{text.node.id}:{text.block.size_px / resolved.hundredth_px:.2f}"


def _overlaps(drawn: Sequence[Drawn]) -> Iterator[str]:
    texts = [item for item in drawn if item.text is not None and not is_ornament(item)]
    for index, one in enumerate(texts):
        for other in texts[index + 1 :]:
            together = _at_once(one, other)
            if one.text and other.text and together and _touch(one.text.ink, other.text.ink):
                yield f"texts_overlap:{one.text.node.id}:{other.text.node.id}"


def _at_once(one: Drawn, other: Drawn) -> bool:
    def ends(item: Drawn) -> float:
        return float("inf") if item.layer.out_s is None else item.layer.out_s

    return one.layer.in_s < ends(other) and other.layer.in_s < ends(one)


def _touch(one: Box, other: Box) -> bool:
    return (
        min(one.x + one.width, other.x + other.width) - max(one.x, other.x) > _TOUCH_PX
        and min(one.y + one.height, other.y + other.height) - max(one.y, other.y) > _TOUCH_PX
    )


def _within(box: Box, outer: Box) -> bool:
    return (
        box.x >= outer.x - _TOUCH_PX
        and box.y >= outer.y - _TOUCH_PX
        and box.x + box.width <= outer.x + outer.width + _TOUCH_PX
        and box.y + box.height <= outer.y + outer.height + _TOUCH_PX
    )
