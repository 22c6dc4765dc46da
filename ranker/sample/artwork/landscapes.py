"""Landscapes: a sun over waves, a moon behind ridges, layers of cut paper around a light."""

import numpy as np

from ranker.sample.artwork.canvas import Array, Canvas, mix, planes, soft_step


def horizon(c: Canvas) -> None:
    """A great sun, slit by haze, over a swell that carries its light."""
    top, bottom = float(c.y[0, 0]), float(c.y[-1, 0])
    fall = (c.y - top) / (bottom - top)
    clouds = c.noise(0.5, octaves=3) * soft_step(-0.5, 0.2, c.y)
    c.rgb[:] = c.palette.ramp(0.08 + 0.95 * fall**1.25 + 0.05 * clouds)
    sun_x, sun_y, radius = c.rng.uniform(-0.12, 0.12), -0.09, c.rng.uniform(0.22, 0.29)
    away = c.distance(sun_x, sun_y)
    c.glow(0.75 * np.exp(-np.maximum(away - radius, 0) * 6), c.palette.at(0.75))
    _slit_sun(c, away, sun_y, radius)
    line = 0.12
    for layer in range(9):
        depth = layer / 8
        _wave(c, line + (bottom - line) * depth**1.35 * 0.96, depth, sun_x)


def _slit_sun(c: Canvas, away: Array, sun_y: float, radius: float) -> None:
    height = (c.y - sun_y) / radius
    disc = c.inside(away - radius)
    bars = np.clip(0.5 + (np.cos((height - 0.18) * 21) + 1.05 - height * 1.3) * 6, 0, 1)
    mask = disc * np.where(height > 0.1, bars, 1)
    c.paint(mask, mix(c.palette.light, c.palette.accent, soft_step(-1, 1, height)))


def _wave(whole: Canvas, line: float, depth: float, sun_x: float) -> None:
    """One crest: dark towards the viewer, lit along its edge and under the sun."""
    reach = 0.012 + 0.05 * depth
    c = whole.below(line - 1.7 * reach)
    phase = c.rng.uniform(0, 7, 3).tolist()
    crest = line + reach * (
        np.sin(c.x * (7 - 3 * depth) + phase[0])
        + 0.45 * np.sin(c.x * (15 - 5 * depth) + phase[1])
        + 0.2 * np.sin(c.x * 37 + phase[2])
    )
    below = c.y - crest
    mask = c.inside(-below)
    lit = np.exp(-np.maximum(below, 0) * (38 - 22 * depth))
    c.paint(mask, c.palette.ramp(0.62 - 0.56 * depth + 0.22 * lit))
    spread = 0.07 + 0.2 * depth
    path = np.exp(-(((c.x - sun_x) / spread) ** 2))
    c.glow(mask * lit * np.sqrt(lit) * path * (0.75 - 0.3 * depth), c.palette.light)


def ridges(c: Canvas) -> None:
    """Range behind range in the mist, under a large moon."""
    top, bottom = float(c.y[0, 0]), float(c.y[-1, 0])
    night = c.rng.random() < 0.5
    fall = (c.y - top) / (bottom - top)
    sky = 0.05 + 0.7 * fall if night else 0.98 - 0.42 * fall
    c.rgb[:] = c.palette.ramp(np.broadcast_to(sky, (c.height, c.width)) + 0.03 * c.noise(0.6))
    if night:
        _stars(c)
    x, y, radius = c.rng.uniform(-0.2, 0.2), c.rng.uniform(-0.22, -0.12), c.rng.uniform(0.15, 0.24)
    away = c.distance(x, y)
    color = c.palette.light if night else c.palette.accent
    c.glow((0.55 if night else 0.3) * np.exp(-np.maximum(away - radius, 0) * 7), color)
    c.paint(c.inside(away - radius), planes(color) * (0.93 + 0.07 * c.noise(0.09, octaves=3)))
    for layer in range(7):
        _ridge(c, layer / 6, night=night)


def _stars(c: Canvas) -> None:
    count = 260
    rows = (c.rng.random(count) ** 1.6 * c.height * 0.7).astype(int)
    columns = (c.rng.random(count) * c.width).astype(int)
    sky = np.zeros((c.height, c.width), dtype=np.float32)
    sky[rows, columns] = c.rng.uniform(0.4, 1, count)
    c.glow(np.clip(sky + c.blur(sky, 0.0022) * 9, 0, 1), c.palette.light)


def _ridge(whole: Canvas, depth: float, *, night: bool) -> None:
    """A skyline of several octaves; farther ranges are paler and softer, mist lies at the feet."""
    base = 0.02 + (float(whole.y[-1, 0]) - 0.02) * depth**1.1
    c = whole.below(base - 0.25)
    skyline = np.zeros_like(c.x)
    for octave in range(6):
        points = c.rng.uniform(-1, 1, 4 + 3 * 2**octave)
        spots = np.linspace(float(c.x[0, 0]), float(c.x[0, -1]), len(points))
        kind = np.interp(c.x[0], spots, points) if octave > 1 else _smooth(c.x[0], spots, points)
        skyline += (kind * 0.52**octave).astype(np.float32)[None, :]
    below = c.y - (base + skyline * (0.1 + 0.05 * depth) * (1 - 0.45 * depth))
    pale = (0.55 if night else 0.62) * (1 - depth) ** 1.1 + 0.03
    mist = np.exp(-np.maximum(below, 0) * 5) * 0.16 * (1 - depth)
    lit = np.exp(-np.maximum(below, 0) * 60) * 0.07
    c.paint(c.inside(-below), c.palette.ramp(pale + 0.14 * (1 - depth) - mist + lit))


def _smooth(x: Array, spots: Array, points: Array) -> Array:
    """Interpolation by half cosines: round where straight lines would show corners."""
    place = np.clip(np.searchsorted(spots, x) - 1, 0, len(spots) - 2)
    t = (x - spots[place]) / (spots[place + 1] - spots[place])
    ease = (1 - np.cos(np.pi * np.clip(t, 0, 1))) / 2
    return points[place] * (1 - ease) + points[place + 1] * ease


def papercut(c: Canvas) -> None:
    """Sheets of paper with ever smaller holes, each throwing its shadow; a light at the bottom."""
    x, y = c.rng.uniform(-0.06, 0.06), c.rng.uniform(-0.08, 0.02)
    away = c.distance(x, y)
    c.rgb[:] = mix(c.palette.accent, c.palette.light, np.exp(-((away / 0.2) ** 2)))
    c.paint(c.inside(away - 0.085), c.palette.light)
    bumps = [c.noise(0.42) * 0.7 + c.noise(0.2) * 0.3 for _ in range(2)]
    sheets = 7
    for sheet in range(sheets):
        t = sheet / (sheets - 1)
        wobble = bumps[0] * (1 - t) + bumps[1] * t
        hole = 0.14 + 0.36 * t + 0.075 * wobble * (1 + 1.3 * t)
        mask = c.inside(hole - away)
        shadow = c.blur(c.shifted(mask, 0.012, 0.02), 0.016)
        c.shade(0.55 * shadow * (1 - mask))
        rim = np.exp(-np.maximum(away - hole, 0) * 160) * 0.08
        slope = 0.05 * (c.y - c.x)
        c.paint(mask, c.palette.ramp(0.84 - 0.76 * t + rim - slope))
