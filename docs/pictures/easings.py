"""The easings of templates → docs/pictures/easings.png: each curve with its name.

Run from the project's root: `.venv/bin/python docs/pictures/easings.py`.
"""

from pathlib import Path

from PIL import Image, ImageDraw

from templates.easing import EASINGS, Easing

_COLUMNS, _TILE_PX, _CURVE_PX, _SCALE = 7, 128, 64, 3
_INK, _LINE, _GROUND = "#2f6fdf", "#c9ced6", "#ffffff"


def main(target: Path) -> None:
    """Draw all curves three times as large, and make them smaller, for soft edges."""
    rows = -(-len(EASINGS) // _COLUMNS)
    size = (_COLUMNS * _TILE_PX * _SCALE, rows * _TILE_PX * _SCALE)
    picture = Image.new("RGB", size, _GROUND)
    draw = ImageDraw.Draw(picture)
    for index, (name, ease) in enumerate(EASINGS.items()):
        left = index % _COLUMNS * _TILE_PX * _SCALE
        top = index // _COLUMNS * _TILE_PX * _SCALE
        _draw(draw, name, ease, left, top)
    picture.resize(
        (size[0] * 2 // _SCALE, size[1] * 2 // _SCALE), Image.Resampling.LANCZOS
    ).quantize(32).save(target, optimize=True)


def _draw(draw: ImageDraw.ImageDraw, name: str, ease: Easing, left: int, top: int) -> None:
    start, side = left + (_TILE_PX - _CURVE_PX) // 2 * _SCALE, _CURVE_PX * _SCALE
    foot = top + 96 * _SCALE
    for y in (foot, foot - side):
        draw.line((start, y, start + side, y), fill=_LINE, width=_SCALE)
    points = [(start + side * n / 200, foot - side * ease.progress(n / 200)) for n in range(201)]
    draw.line(points, fill=_INK, width=2 * _SCALE, joint="curve")
    middle = left + _TILE_PX * _SCALE // 2
    draw.text((middle, foot + 14 * _SCALE), name, fill="#333333", anchor="mm", font_size=36)


if __name__ == "__main__":
    main(Path(__file__).with_name("easings.png"))
