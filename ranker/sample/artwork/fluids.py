"""Fluids: threads of silk drawn out by a flow, and stone that was a fluid once."""

import numpy as np

from ranker.sample.artwork.canvas import Array, Canvas, mix, soft_step


def silk(c: Canvas) -> None:
    """Thousands of threads carried around an orb by a swirling flow, dense where they meet."""
    c.rgb[:] = c.palette.ramp(0.02 + 0.1 * soft_step(1.0, -0.6, c.y) + 0.03 * c.noise(0.5))
    x, y, radius = c.rng.uniform(-0.08, 0.08), c.rng.uniform(-0.1, 0.02), c.rng.uniform(0.13, 0.19)
    density, hue = _trace(c, (x, y), radius)
    thick = 1 - np.exp(-density * 0.55)
    color = c.palette.ramp(np.clip(0.3 + 0.62 * thick, 0, 1))
    c.glow(0.5 * c.blur(thick, 0.03), c.palette.at(0.45))
    c.paint(np.clip(thick * 1.15, 0, 1), mix(color, c.palette.accent, hue))
    _orb(c, x, y, radius)


def _trace(c: Canvas, center: tuple[float, float], radius: float) -> tuple[Array, Array]:
    """How many threads pass each pixel, and how many of them are of the accent colour (0–1)."""
    count, steps = 5200, 150
    ratio = np.array([c.width, c.height]) / c.scale
    start = c.rng.uniform(-0.62, 0.62, (count, 2)) * ratio
    waves = c.rng.uniform(-6, 6, (4, 2)), c.rng.uniform(0, 6.3, 4)
    spin = float(c.rng.choice([-1.0, 1.0]))
    special = start[:, 0] * spin + start[:, 1] > 0.28
    path = np.empty((steps, count, 2), dtype=np.float32)
    for step in range(steps):
        path[step] = start
        start += _flow(start, center, radius, waves, spin) * 0.0042
    total, part = _splat(c, path.reshape(-1, 2)), _splat(c, path[:, special].reshape(-1, 2))
    share = part / np.maximum(total, 1e-6)
    unit = (c.scale / 700) ** 2
    return (total * unit).astype(np.float32), share.astype(np.float32)


def _flow(
    at: Array, center: tuple[float, float], radius: float, waves: tuple[Array, Array], spin: float
) -> Array:
    """A divergence-free swell plus a vortex around the orb that no thread enters."""
    fields, phases = waves
    angle = at @ fields.T + phases
    swell = np.stack([-np.cos(angle) @ fields[:, 1], np.cos(angle) @ fields[:, 0]], axis=1) * 0.12
    away = at - np.asarray(center)
    far = np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-3)
    unit = away / far
    ring = np.stack([-unit[:, 1], unit[:, 0]], axis=1) * spin * np.exp(-((far - radius) ** 2) * 18)
    push = unit * np.maximum(radius * 1.04 - far, 0) * 30
    return np.asarray(swell + 1.6 * ring + push)


def _splat(c: Canvas, at: Array) -> Array:
    """How many points lie on each pixel, each spread over its four nearest."""
    plane = np.zeros(c.height * c.width)
    px = at[:, 0] * c.scale + c.width / 2 - 0.5
    py = at[:, 1] * c.scale + c.height / 2 - 0.5
    seen = (px >= 0) & (px < c.width - 1) & (py >= 0) & (py < c.height - 1)
    px, py = px[seen], py[seen]
    left, top = px.astype(np.int64), py.astype(np.int64)
    fx, fy = px - left, py - top
    place = top * c.width + left
    for step, part in (
        *((0, (1 - fx) * (1 - fy)), (1, fx * (1 - fy))),
        *((c.width, (1 - fx) * fy), (c.width + 1, fx * fy)),
    ):
        plane += np.bincount(place + step, weights=part, minlength=plane.size)
    return np.asarray(plane.reshape(c.height, c.width), dtype=np.float32)


def _orb(c: Canvas, x: float, y: float, radius: float) -> None:
    away = c.distance(x, y)
    c.glow(0.6 * np.exp(-np.maximum(away - radius, 0) * 16), c.palette.accent)
    lit = np.clip(0.62 - ((c.x - x) * 0.5 + (c.y - y) * 0.8) / radius * 0.6, 0, 1)
    mask = c.inside(away - radius)
    c.paint(mask, c.palette.ramp(0.25 + 0.75 * lit**1.3))
    rim = soft_step(0.75, 1.0, away / radius) * mask * (1 - lit)
    c.glow(rim * 0.8, c.palette.accent)
    spot = np.exp(-((c.distance(x - 0.38 * radius, y - 0.45 * radius) / radius * 4) ** 2))
    c.glow(mask * spot * 0.8, c.palette.light)


def agate(c: Canvas) -> None:
    """A slice of agate: bands around a core of crystal, a gilded crust, its shadow on paper."""
    paper = c.rng.random() < 0.5
    wash = 0.08 * soft_step(-0.8, 0.8, c.x + c.y) + 0.015 * c.noise(0.4)
    c.rgb[:] = c.palette.ramp(0.98 - wash if paper else 0.04 + wash)
    x, y = c.rng.uniform(-0.05, 0.05), c.rng.uniform(-0.05, 0.05)
    depth = _slice(c, x, y)
    mask = c.inside((depth - 1) * 0.36)
    shadow = c.blur(c.shifted(mask, 0.02, 0.035), 0.03)
    c.shade((0.5 if paper else 0.8) * shadow * (1 - mask))
    c.paint(mask, c.palette.ramp(_bands(c, depth)))
    for place in c.rng.uniform(0.45, 0.9, 3).tolist():
        c.paint(mask * np.exp(-(((depth - place) / 0.009) ** 2)), c.palette.accent)
    _crystal(c, depth)
    c.paint(c.inside(np.abs(depth - 0.985) * 0.36 - 0.008), c.palette.accent)
    sheen = np.exp(-((((c.x - x) * 0.8 + (c.y - y) + 0.16) / 0.1) ** 2))
    c.glow(mask * sheen * 0.16, c.palette.light)


def _slice(c: Canvas, x: float, y: float) -> Array:
    """0 at the heart, 1 at the crust; uneven, as stone grows."""
    swell = 0.075 * c.noise(0.55) + 0.03 * c.noise(0.22)
    away = c.distance(x, y)
    fine = 0.012 * c.noise(0.07) * soft_step(0.1, 0.3, away)
    return np.asarray((away + swell + fine) / 0.41, dtype=np.float32)


def _bands(c: Canvas, depth: Array) -> Array:
    """Broad and hair-fine bands, darker towards the crust."""
    spots = np.sort(c.rng.uniform(0, 1.05, 30))
    tones = np.clip(0.78 - 0.55 * spots + c.rng.uniform(-0.24, 0.24, 30), 0.08, 0.98)
    fine = np.linspace(0, 1.2, 2048)
    table = np.interp(fine, spots, tones) + 0.035 * np.sin(fine * 240) * np.sin(fine * 37)
    steps = np.clip(depth / 1.2 * 2047, 0, 2047).astype(np.intp)
    return np.asarray(table.astype(np.float32).take(steps))


def _crystal(c: Canvas, depth: Array) -> None:
    """Facets in the hollow at the heart, bright where they face the light."""
    size = 0.28 + 0.05 * c.noise(0.1)
    hollow = soft_step(0.03, -0.03, depth - size)
    facets = np.abs(c.noise(0.03)) + 0.7 * np.abs(c.noise(0.016))
    c.paint(hollow, c.palette.ramp(0.35 + 0.5 * facets))
    c.glow(hollow * soft_step(0.75, 1.2, facets) * 0.9, c.palette.light)
    c.shade(0.5 * hollow * soft_step(0.12, 0.0, size - depth) * (depth < size))
