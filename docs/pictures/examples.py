"""demo-output → docs/pictures/examples.jpg: the picture grid of the README.

Run from the project's root after `make demo`: `.venv/bin/python docs/pictures/examples.py`.
"""

import io
import json
import sys
from pathlib import Path

from PIL import Image

from render_farm.contact_sheet import thumbnail

_ROWS = (
    (
        ("JP", "ja-JP", "9:16"),
        ("EG", "ar-EG", "1:1"),
        ("DE", "de-DE", "4:5"),
        ("IL", "he-IL", "1:1"),
    ),
    (
        ("BR", "pt-BR", "1:1"),
        ("IN", "hi-IN", "4:5"),
        ("IR", "fa-IR", "1:1"),
        ("US", "en-US", "9:16"),
    ),
)
_HEIGHT_PX, _GAP_PX = 300, 16


def main(folder: Path, target: Path) -> None:
    """Pick one asset per place, a different template beside each, and lay them out in rows."""
    assets = json.loads((folder / "manifest.json").read_text())["assets"]
    seen: dict[str, int] = {}
    rows = [[_tile(assets, place, folder, seen) for place in row] for row in _ROWS]
    width = max(sum(tile.width + _GAP_PX for tile in row) + _GAP_PX for row in rows)
    grid = Image.new("RGB", (width, len(rows) * (_HEIGHT_PX + _GAP_PX) + _GAP_PX), "#f5f4f1")
    for index, row in enumerate(rows):
        x = (width - sum(tile.width + _GAP_PX for tile in row) + _GAP_PX) // 2
        for tile in row:
            grid.paste(tile, (x, _GAP_PX + index * (_HEIGHT_PX + _GAP_PX)))
            x += tile.width + _GAP_PX
    grid.save(target, quality=86, optimize=True)


def _tile(
    assets: list[dict[str, str]], place: tuple[str, str, str], folder: Path, seen: dict[str, int]
) -> Image.Image:
    market, locale, ratio = place
    fitting = [
        row
        for row in assets
        if (row["market"], row["locale"], row["ratio"]) == (market, locale, ratio)
    ]
    row = min(fitting, key=lambda row: seen.get(row["template_id"], 0))
    seen[row["template_id"]] = seen.get(row["template_id"], 0) + 1
    return Image.open(io.BytesIO(thumbnail(folder / row["key"], at_s=1.6)))


if __name__ == "__main__":
    main(
        Path(sys.argv[1] if len(sys.argv) > 1 else "demo-output"),
        Path(__file__).with_name("examples.jpg"),
    )
