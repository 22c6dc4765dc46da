"""Drawings → the same lines as Debian's Chromium draws them, from the same font files.

Chromium gets the text, the paragraph's direction and, for each stretch that the engine sets from
one font at one size, that font, size and letter spacing (which the engine keeps out of scripts that
join, but Chromium only out of joins). Levels, order, shaping, placing and painting are its own
(ICU, HarfBuzz, Skia).
"""

import io
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from html import escape
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
from PIL import Image

from templates.text import Direction, FontLibrary
from templates.text.itemise import Item, itemise
from templates.text.metrics import script_scale
from templates.text.script import JOINED_SCRIPTS
from tests.proof.corpus import SIZE_PX
from tests.proof.drawing import LINE_PX, Drawing, Mask

PROGRAM = "chromium"
_TIMEOUT_S = 60
# Around each text on the page; stacked marks reach far.
_MARGIN_PX = 64
# Skia paints surfaces up to 16384 px high.
_PAGE_PX = 16000
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-lcd-text",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--font-render-hinting=none",
    "--allow-file-access-from-files",
    "--virtual-time-budget=10000",
)


def chromium_masks(drawings: Sequence[Drawing], *, fonts: FontLibrary) -> list[Mask]:
    """Coverage (255 is ink) of each drawing's part of the page, drawn by Chromium."""
    masks: list[Mask] = []
    batch: list[Drawing] = []
    for drawing in drawings:
        if sum(map(_height, (*batch, drawing))) > _PAGE_PX:
            masks += _batch(batch, fonts)
            batch = []
        batch.append(drawing)
    return masks + (_batch(batch, fonts) if batch else [])


def _batch(drawings: Sequence[Drawing], fonts: FontLibrary) -> list[Mask]:
    width = round(max(drawing.block.width_px for drawing in drawings)) + 3 * _MARGIN_PX
    ends = list(accumulate(map(_height, drawings)))
    ink = 255 - np.asarray(screenshot(page(drawings, fonts), width, ends[-1]).convert("L"))
    return [ink[start:end] for start, end in pairwise((0, *ends))]


def screenshot(html: str, width: int, height: int) -> Image.Image:
    """What Chromium shows of a page, in RGB."""
    # What Chromium's helpers still write when it has ended must not fail a proof.
    with tempfile.TemporaryDirectory(prefix="handbill-proof-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "page.html").write_text(html, encoding="utf-8")
        _run(folder, width, height)
        with Image.open(folder / "page.png") as picture:
            return picture.convert("RGB")


def _height(drawing: Drawing) -> int:
    return LINE_PX * len(drawing.block.lines) + 2 * _MARGIN_PX


def _run(folder: Path, width: int, height: int) -> None:
    """Take the picture; the whole process group is ended, come what may."""
    command = [
        shutil.which(PROGRAM) or PROGRAM,
        *_FLAGS,
        f"--user-data-dir={folder / 'profile'}",
        f"--window-size={width},{height}",
        f"--screenshot={folder / 'page.png'}",
        (folder / "page.html").as_uri(),
    ]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            command, stdout=log, stderr=log, cwd=folder, start_new_session=True
        ) as process,
    ):
        try:
            process.wait(_TIMEOUT_S)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    if not (folder / "page.png").is_file():
        said = (folder / "log").read_text(errors="replace")[-2000:]
        raise RuntimeError(f"{PROGRAM} took no picture (exit code {process.returncode}): {said}")


def page(drawings: Sequence[Drawing], fonts: FontLibrary) -> str:
    """The HTML of all texts, one below the other.

    Each font file is a family of its own, so that none stands in for another.
    """
    families: dict[Path, str] = {}
    rows = io.StringIO()
    tops = accumulate(map(_height, drawings), initial=_MARGIN_PX)
    for drawing, top in zip(drawings, tops, strict=False):
        items = itemise(
            drawing.text,
            style=drawing.style,
            locale=drawing.sample.locale,
            direction=drawing.direction,
            fonts=fonts,
        )
        way, side = ("rtl", "right") if drawing.direction is Direction.RTL else ("ltr", "left")
        spans = "".join(_span(drawing, item, families) for item in items)
        width = drawing.sample.width_px
        box = "white-space:pre" if width is None else f"width:{width:g}px"
        rows.write(f'<p dir="{way}" style="top:{top}px;{side}:{_MARGIN_PX}px;{box}">{spans}</p>\n')
    faces = "".join(
        f'@font-face{{font-family:"{family}";src:url("{path.resolve().as_uri()}");'
        "font-weight:1 1000;font-stretch:25% 200%;font-display:block}\n"
        for path, family in families.items()
    )
    return (
        f'<!doctype html><meta charset="utf-8"><style>\n{faces}'
        "*{margin:0}body{background:#fff;color:#000}"
        f"p{{position:absolute;line-height:{LINE_PX}px;"
        "font-kerning:normal;font-synthesis:none;"
        "font-optical-sizing:none;text-rendering:geometricPrecision;"
        "-webkit-font-smoothing:antialiased}span{line-height:0}\n"
        f"</style>\n{rows.getvalue()}"
    )


def _span(drawing: Drawing, item: Item, families: dict[Path, str]) -> str:
    setting = item.setting
    family = families.setdefault(setting.font.path, f"proof-{len(families)}")
    axes = ",".join(f"'{tag}' {value:g}" for tag, value in setting.axes) or "normal"
    spacing = 0.0 if setting.script in JOINED_SCRIPTS else drawing.sample.letter_spacing * SIZE_PX
    return (
        f'<span lang="{setting.language}" style="font-family:{family};'
        f"font-size:{SIZE_PX * script_scale(setting.script):g}px;letter-spacing:{spacing:g}px;"
        f'font-variation-settings:{axes}">'
        f"{escape(drawing.text[item.start : item.end])}</span>"
    )
