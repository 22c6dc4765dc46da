"""Portraits without features: head, hair and shoulders in blocks of colour before a halo."""

import math
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from PIL import Image, ImageDraw

from ranker.sample.artwork.canvas import Array, Canvas, mix, soft_step

_OVERSAMPLE = 3
Point = tuple[float, float]
# Right halves of what hangs behind the head: long hair, a bun's cap, a bob.
_LONG = ((0.0, -0.33), (0.13, -0.3), (0.2, -0.17), (0.2, 0.02), (0.235, 0.2), (0.2, 0.36))
_CAP = ((0.0, -0.305), (0.12, -0.28), (0.165, -0.15), (0.15, -0.04), (0.0, 0.0))
_BOB = ((0.0, -0.315), (0.14, -0.28), (0.195, -0.15), (0.2, 0.0), (0.18, 0.085), (0.1, 0.09))
_HAIR: Mapping[int, tuple[Point, ...]] = MappingProxyType(
    {1: (*_LONG, (0.06, 0.3)), 2: _CAP, 3: (*_BOB, (0.0, 0.05))}
)


def portrait(c: Canvas) -> None:
    """A musician seen from the front, lit from one side; hair, clothes and headphones vary."""
    side = float(c.rng.choice([-1.0, 1.0]))
    c.rgb[:] = c.palette.ramp(0.66 + 0.2 * soft_step(0.7, -0.7, c.y) + 0 * c.x)
    _halo(c, side)
    hair = int(c.rng.integers(5))
    _hair_behind(c, hair)
    _body(c, side)
    _head(c, side)
    _hair_front(c, hair, side)
    _extra(c, side)


def _halo(c: Canvas, side: float) -> None:
    away = c.distance(0, -0.1)
    warm = 0.3 * soft_step(-0.4, 0.4, c.y)
    c.paint(c.inside(away - 0.385), mix(c.palette.accent, c.palette.light, warm))
    pitch = 0.024
    row = np.floor(c.y / pitch)
    u = np.mod(c.x / pitch + 0.5 * np.mod(row, 2), 1) - 0.5
    v = np.mod(c.y / pitch, 1) - 0.5
    size = 0.46 * soft_step(0.9, -0.35, c.x * side + c.y)
    dots = np.clip(0.5 - (np.hypot(u, v) - size) * pitch * c.scale, 0, 1)
    c.paint(dots * (1 - c.inside(away - 0.385)) * 0.5, c.palette.at(0.5))
    for ring in (0.42, 0.445):
        c.paint(c.inside(np.abs(away - ring) - 0.0035) * 0.9, c.palette.light)


def _polygon(c: Canvas, points: list[Point]) -> Array:
    """The inside of a smooth closed curve through `points`."""
    curve = _closed_curve(np.array(points))
    pixels = (curve * c.scale + [c.width / 2, c.height / 2]) * _OVERSAMPLE
    size = (c.width * _OVERSAMPLE, c.height * _OVERSAMPLE)
    image = Image.new("L", size)
    ImageDraw.Draw(image).polygon([(float(x), float(y)) for x, y in pixels], fill=255)
    return np.asarray(image.reduce(_OVERSAMPLE), dtype=np.float32) / 255


def _closed_curve(points: Array, steps: int = 14) -> Array:
    """Catmull–Rom through all points."""
    before, after, beyond = (np.roll(points, shift, axis=0) for shift in (1, -1, -2))
    t = np.linspace(0, 1, steps, endpoint=False)[:, None, None]
    curve = 0.5 * (
        2 * points
        + (after - before) * t
        + (2 * before - 5 * points + 4 * after - beyond) * t**2
        + (3 * points - before - 3 * after + beyond) * t**3
    )
    return np.asarray(curve.transpose(1, 0, 2).reshape(-1, 2))


def _mirrored(half: list[Point]) -> list[Point]:
    """Points of the right side from top to bottom, and their mirror image back up."""
    return [*half, *((-x, y) for x, y in reversed(half) if abs(x) > 1e-6)]


def _body(c: Canvas, side: float) -> None:
    low = float(c.y[-1, 0]) + 0.2
    shoulders = _mirrored(
        [
            (0.0, 0.2),
            (0.075, 0.2),
            (0.1, 0.235),
            (0.22, 0.28),
            (0.33, 0.35),
            (0.4, 0.52),
            (0.43, low),
        ]
    )
    mask = _polygon(c, shoulders)
    lit = soft_step(-0.4, 0.4, c.x * side)
    tone = 0.16 + 0.16 * lit + 0.05 * soft_step(0.7, 0.2, c.y)
    c.paint(mask, c.palette.ramp(np.asarray(tone, dtype=np.float32)))
    if c.rng.random() < 0.6:
        bars = np.clip(0.5 + np.sin((c.y + c.x**2 * 0.6) * 62) * 4, 0, 1)
        c.paint(mask * bars * soft_step(0.27, 0.33, c.y) * 0.9, c.palette.at(0.82))
    neck = _polygon(
        c, _mirrored([(0.0, 0.05), (0.068, 0.06), (0.07, 0.2), (0.09, 0.245), (0.0, 0.3)])
    )
    c.paint(neck, c.palette.at(0.5))
    c.shade(neck * soft_step(0.2, 0.1, c.y) * 0.45)


def _head(c: Canvas, side: float) -> None:
    face = _polygon(
        c,
        _mirrored(
            [
                (0.0, -0.265),
                (0.085, -0.245),
                (0.135, -0.16),
                (0.137, -0.06),
                (0.115, 0.035),
                (0.065, 0.105),
                (0.0, 0.13),
            ]
        ),
    )
    ears = _polygon(c, [(0.128, -0.075), (0.158, -0.085), (0.156, -0.03), (0.13, -0.005)])
    c.paint(np.maximum(ears, ears[:, ::-1]), c.palette.at(0.56))
    c.paint(face, c.palette.at(0.74))
    nose = 0.012 * np.exp(-(((c.y + 0.025) / 0.035) ** 2)) * 2.2
    shadow = soft_step(0.004, -0.004, c.x * side - nose + 0.006 * np.sin(c.y * 9))
    c.paint(face * shadow, c.palette.at(0.5))
    blush = np.exp(-((c.distance(0.075 * side, 0.005) / 0.045) ** 2))
    c.paint(np.asarray(face * blush * 0.2, dtype=np.float32), c.palette.accent)


def _hair_behind(c: Canvas, hair: int) -> None:
    color = c.palette.at(0.04)
    if hair == 0:
        _curls(c)
    elif hair == 2:
        c.paint(c.inside(c.distance(0.0, -0.35) - 0.075), color)
    if hair in _HAIR:
        c.paint(_polygon(c, _mirrored(list(_HAIR[hair]))), color)


def _curls(c: Canvas) -> None:
    curls = c.inside(c.distance(0, -0.14) - 0.22)
    for turn in np.linspace(-3.5, 0.4, 26).tolist():
        away = c.distance(0.2 * math.cos(turn), -0.12 + 0.19 * math.sin(turn))
        curls = np.maximum(curls, c.inside(away - c.rng.uniform(0.06, 0.085)))
    c.paint(curls, c.palette.at(0.04))


def _hair_front(c: Canvas, hair: int, side: float) -> None:
    if hair == 4:
        _hat(c, side)
        return
    dark, shine = c.palette.at(0.04), c.palette.at(0.3)
    drop = (-0.11, -0.15, -0.17, -0.12, 0.0)[hair]
    fringe = [
        (0.0, -0.315),
        (0.09 * side, -0.3),
        (0.155 * side, -0.2),
        (0.15 * side, -0.08),
        (0.118 * side, -0.14),
        (0.02 * side, drop - 0.06),
        (-0.06 * side, drop),
        (-0.12 * side, drop + 0.05),
        (-0.152 * side, -0.06),
        (-0.155 * side, -0.2),
        (-0.09 * side, -0.3),
    ]
    mask = _polygon(c, fringe)
    c.paint(mask, dark)
    gleam = np.exp(-(((c.distance(0.0, -0.06) - 0.205) / 0.012) ** 2))
    c.paint(np.asarray(mask * gleam * soft_step(-0.05, 0.12, c.x * side), dtype=np.float32), shine)


def _hat(c: Canvas, side: float) -> None:
    crown = [(0.0, -0.4), (0.1, -0.39), (0.145, -0.3), (0.155, -0.17), (0.0, -0.15)]
    brim = [(0.0, -0.215), (0.2, -0.195), (0.275, -0.15), (0.16, -0.135), (0.0, -0.125)]
    lit = soft_step(-0.2, 0.2, c.x * side)
    c.paint(_polygon(c, _mirrored(crown)), c.palette.ramp(0.06 + 0.16 * lit + 0 * c.y))
    band = _polygon(c, _mirrored([(0.0, -0.26), (0.15, -0.245), (0.156, -0.195), (0.0, -0.19)]))
    c.paint(band, c.palette.light)
    c.paint(_polygon(c, _mirrored(brim)), c.palette.ramp(0.1 + 0.2 * lit + 0 * c.y))


def _extra(c: Canvas, side: float) -> None:
    """Headphones, round glasses, or earrings."""
    kind = int(c.rng.integers(3))
    if kind == 0:
        away = c.distance(0, -0.1)
        arc = c.inside(np.abs(away - 0.192) - 0.014) * c.inside(c.y + 0.09 + 0 * c.x)
        c.paint(arc, c.palette.light)
        for x in (-0.178, 0.178):
            cup = np.hypot((c.x - x) / 0.62, c.y + 0.045)
            c.paint(c.inside(cup - 0.068), c.palette.at(0.1))
            c.paint(c.inside(cup - 0.045), c.palette.light)
    elif kind == 1:
        for x in (-0.062, 0.062):
            away = c.distance(x, -0.055)
            lens = soft_step(-0.05, 0.05, (c.x - x) * side + c.y + 0.055)
            c.paint(c.inside(away - 0.047), c.palette.ramp(0.05 + 0.25 * lens))
            c.paint(c.inside(np.abs(away - 0.047) - 0.0045), c.palette.accent)
        bridge = c.inside(np.abs(c.x) - 0.017 + 0 * c.y) * c.inside(np.abs(c.y + 0.062) - 0.004)
        c.paint(bridge, c.palette.accent)
    else:
        for x in (-0.145, 0.145):
            ring = np.abs(c.distance(x, 0.04) - 0.026) - 0.005
            c.paint(c.inside(ring), c.palette.accent)
