"""A sheet → one PNG: a row for each ratio, its locales side by side."""

import io

from PIL import Image, ImageDraw, ImageFont

from api.workbench.cells import SheetCell
from api.workbench.preview import Sheet

_GAP, _EDGE, _LABEL = 14, 40, 26
_PAPER, _INK, _SOFT, _BAD = "#f4f3f0", "#17181c", "#666972", "#b3261e"


def sheet_png(sheet: Sheet) -> bytes:
    """The sheet as a picture; what cannot be painted is a box that says why."""
    rows = [[cell for cell in sheet.cells if cell.ratio == ratio] for ratio in sheet.ratios]
    heights = [max(cell.height_px for cell in row) + 2 * _LABEL for row in rows]
    width = max(sum(_width(cell) + _GAP for cell in row) for row in rows) - _GAP
    canvas = Image.new(
        "RGB", (width + 2 * _EDGE, sum(heights) + _GAP * len(rows) + 2 * _EDGE + _LABEL), _PAPER
    )
    draw = ImageDraw.Draw(canvas)
    head = f"{sheet.template_id} {sheet.version}  ·  {sheet.warnings} warnings"
    draw.text((_EDGE, _EDGE - 14), head, fill=_INK, font=ImageFont.load_default(22))
    y = _EDGE + _LABEL
    for row, height in zip(rows, heights, strict=True):
        x = _EDGE
        for cell in row:
            _lay(cell, canvas, draw, (x, y))
            x += _width(cell) + _GAP
        y += height + _GAP
    out = io.BytesIO()
    canvas.save(out, "PNG", compress_level=3)
    return out.getvalue()


def _width(cell: SheetCell) -> int:
    return cell.width_px * max(1, len(cell.moments)) + 6 * (max(1, len(cell.moments)) - 1)


def _lay(
    cell: SheetCell, canvas: Image.Image, draw: ImageDraw.ImageDraw, corner: tuple[int, int]
) -> None:
    x, y = corner
    font = ImageFont.load_default(14)
    times = ", ".join(f"{moment.at_s:.1f} s" for moment in cell.moments if len(cell.moments) > 1)
    draw.text((x, y), f"{cell.ratio}  {cell.locale}  {times}", fill=_SOFT, font=font)
    y += _LABEL
    if cell.error is not None:
        draw.rectangle((x, y, x + cell.width_px, y + cell.height_px), outline=_BAD)
        draw.text((x + 10, y + 10), _wrapped(cell.error), fill=_BAD, font=font)
    for moment in cell.moments:
        with Image.open(io.BytesIO(moment.jpeg)) as picture:
            canvas.paste(picture, (x, y))
        x += cell.width_px + 6
    if cell.warnings:
        told = "; ".join(cell.warnings)[:60]
        draw.text((corner[0], y + cell.height_px + 4), told, fill=_BAD, font=font)


def _wrapped(text: str) -> str:
    # Pillow's own font draws Latin; the page tells other scripts as they are.
    plain = text.encode("ascii", "replace").decode()
    return "\n".join(plain[start : start + 34] for start in range(0, min(len(plain), 300), 34))
