"""Painting against encoding, in one process and one thread: `python -m bench.render`.

A synthetic 9:16 scene (picture, scrim, cover with shadow, three lines of text, call to action, end
card), once with a background that zooms all the time and once with one that stands. Times are of
the processor, not of the clock, so that a busy machine tells nearly the same.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from render_farm.encode import VideoSettings, encode_still, encode_video
from render_farm.gate import Expectation, check_file
from render_farm.paint import I420, VideoPainter, still
from templates.easing import EASINGS
from templates.motion import Keyframe, Track
from templates.scene import (
    AnyLayer,
    Box,
    Color,
    LinearGradient,
    PictureLayer,
    Scene,
    Shadow,
    ShapeKind,
    ShapeLayer,
    Solid,
    Stop,
    TextLayer,
    Tracks,
)
from templates.text import FontLibrary, TextStyle, fit_text

WIDTH, HEIGHT, FPS = 1080, 1920, 30
BLACK, WHITE = Color(red=0, green=0, blue=0), Color(red=255, green=255, blue=255)
YELLOW = Color(red=255, green=205, blue=0)
SOFT = Shadow(dx=0, dy=16, sigma_px=28, color=replace(BLACK, alpha=0.6))


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of the table: milliseconds until the first frame, then milliseconds a frame."""

    name: str
    setup_ms: float
    paint_ms: float
    encode_ms: float
    whole_ms: float
    gate_ms: float


def photo() -> Image.Image:
    """A picture with soft shapes and noise, as a photo has."""
    dice = np.random.default_rng(5)
    soft = cv2.resize(
        dice.integers(20, 235, (24, 18, 3), dtype=np.uint8),
        (1500, 2000),
        interpolation=cv2.INTER_CUBIC,
    )
    noisy = soft.astype(np.int16) + dice.integers(-6, 7, (2000, 1500, 1), dtype=np.int16)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def track(ease: str, *keys: tuple[float, tuple[float, ...]]) -> Track:
    return Track(keyframes=tuple(Keyframe(t_s=t, value=v, ease=EASINGS[ease]) for t, v in keys))


def text(words: str, locale: str, y: float, fonts: FontLibrary, start_s: float) -> TextLayer:
    style = TextStyle(families=("Rubik",), weight=700, size_px=110, min_size_px=60, max_lines=1)
    block = fit_text(words, style=style, locale=locale, width_px=920, height_px=None, fonts=fonts)
    return TextLayer(
        name=words,
        box=Box(x=80, y=y, width=920, height=block.height_px),
        runs=block.lines[0].runs,
        paint=Solid(color=WHITE),
        shadow=replace(SOFT, dy=3, sigma_px=6),
        tracks=Tracks(
            offset=track("expo-out", (start_s, (60, 0)), (start_s + 1, (0, 0))),
            opacity=track("ease-out", (start_s, (0,)), (start_s + 0.5, (1,))),
        ),
    )


def make_scene(fonts: FontLibrary, *, zoom: bool, seconds: float) -> Scene:
    full = Box(x=0, y=0, width=WIDTH, height=HEIGHT)
    scrim = (Stop(at=0, color=replace(BLACK, alpha=0.0)), Stop(at=1, color=BLACK))
    layers: tuple[AnyLayer, ...] = (
        PictureLayer(
            name="ground",
            box=full,
            sha256="00" * 32,
            crop=Box(x=187.5, y=0, width=1125, height=2000),
            zoom=track("linear", (0, (1.0,)), (seconds, (1.12,))) if zoom else None,
        ),
        ShapeLayer(
            name="scrim",
            box=Box(x=0, y=900, width=WIDTH, height=1020),
            kind=ShapeKind.RECTANGLE,
            fill=LinearGradient(x0=0, y0=0, x1=0, y1=1, stops=scrim),
        ),
        PictureLayer(
            name="cover",
            box=Box(x=190, y=260, width=700, height=700),
            sha256="00" * 32,
            crop=Box(x=0, y=250, width=1500, height=1500),
            radius_px=36,
            shadow=SOFT,
            tracks=Tracks(scale=track("expo-out", (0.2, (0.85,)), (1.2, (1.0,)))),
        ),
        text("New album", "en", 1060, fonts, 0.4),
        text("عمرو دياب", "ar-EG", 1200, fonts, 0.6),
        text("Listen now", "en", 1360, fonts, 0.8),
        ShapeLayer(
            name="button",
            box=Box(x=340, y=1560, width=400, height=110),
            kind=ShapeKind.RECTANGLE,
            radius_px=55,
            fill=Solid(color=YELLOW),
            tracks=Tracks(scale=track("spring", (seconds / 2, (0.9,)), (seconds / 2 + 0.8, (1,)))),
        ),
        ShapeLayer(
            name="end card",
            box=full,
            kind=ShapeKind.RECTANGLE,
            fill=Solid(color=Color(red=30, green=30, blue=46)),
            in_s=seconds * 0.8,
            tracks=Tracks(opacity=track("linear", (seconds * 0.8, (0,)), (seconds * 0.85, (1,)))),
        ),
        replace(text("Only here", "en", 900, fonts, seconds * 0.85), in_s=seconds * 0.85),
    )
    return Scene(
        width_px=WIDTH,
        height_px=HEIGHT,
        background=BLACK,
        layers=layers,
        duration_s=seconds,
        fps=FPS,
    )


class Finished:
    """Frames that were painted before: what encoding alone costs."""

    width_px, height_px, fps = WIDTH, HEIGHT, FPS

    def __init__(self, frames: list[I420]) -> None:
        self._frames = frames

    def frames(self) -> Iterator[I420]:
        return iter(self._frames)


def measure(name: str, scene: Scene, picture: Image.Image, fonts: FontLibrary) -> Row:
    """Paint alone, encode the finished frames alone, both at once, and the gate."""
    frames = scene.frames
    film = VideoPainter(scene, pictures=lambda _: picture, fonts=fonts)
    for _ in film.frames():
        pass  # compiles the kernels
    started = time.process_time()
    painting = film.frames()
    next(painting)
    setup = time.process_time() - started
    for _ in painting:
        pass
    paint = time.process_time() - started - setup
    finished = [replace(frame, buffer=frame.buffer.copy()) for frame in film.frames()]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "film.mp4")
        started = time.process_time()
        encode_video(Finished(finished), path, settings=VideoSettings())
        encode = time.process_time() - started
        finished.clear()
        started = time.process_time()
        painted = encode_video(film, path, settings=VideoSettings())
        whole = time.process_time() - started
        started = time.process_time()
        check_file(path, expected=Expectation.of(scene, format="mp4").painted(painted))
        gate = time.process_time() - started
    ms = [1000 * seconds / frames for seconds in (paint, encode, whole, gate)]
    return Row(
        name=name,
        setup_ms=1000 * setup,
        paint_ms=ms[0],
        encode_ms=ms[1],
        whole_ms=ms[2],
        gate_ms=ms[3],
    )


def measure_still(scene: Scene, picture: Image.Image, fonts: FontLibrary) -> tuple[float, float]:
    """Milliseconds to paint one still, and to encode it as JPEG."""
    best_paint = best_encode = 1e9
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(6):
            started = time.process_time()
            image = still(scene, pictures=lambda _: picture, fonts=fonts, at_s=2.0)
            middle = time.process_time()
            encode_still(image, Path(folder, "still.jpg"), format="jpg")
            best_paint = min(best_paint, middle - started)
            best_encode = min(best_encode, time.process_time() - middle)
    return 1000 * best_paint, 1000 * best_encode


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0)
    seconds = parser.parse_args().seconds
    cv2.setNumThreads(1)
    fonts, picture = FontLibrary.packaged(), photo()
    print(f"{WIDTH}×{HEIGHT}, {FPS} fps, {seconds} s, one thread; ms of processor time a frame\n")
    print(
        f"{'scene':<12}{'setup':>8}{'paint':>8}{'encode':>8}{'whole':>8}{'ratio':>8}{'gate':>8}{'fps':>8}"
    )
    for name, zoom in (("zooming", True), ("standing", False)):
        row = measure(name, make_scene(fonts, zoom=zoom, seconds=seconds), picture, fonts)
        ratio, rate = row.whole_ms / row.encode_ms, 1000 / row.whole_ms
        print(
            f"{row.name:<12}{row.setup_ms:>8.0f}{row.paint_ms:>8.2f}{row.encode_ms:>8.2f}{row.whole_ms:>8.2f}"
            f"{ratio:>8.2f}{row.gate_ms:>8.2f}{rate:>8.1f}"
        )
    paint, encode = measure_still(make_scene(fonts, zoom=False, seconds=seconds), picture, fonts)
    print(f"\nstill, artwork decoded: paint {paint:.1f} ms, JPEG {encode:.1f} ms")


if __name__ == "__main__":
    main()
