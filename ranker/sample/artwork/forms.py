"""Forms: a flower of many petals, a ringed planet, arches with a sun, a geometric composition."""

import numpy as np

from ranker.sample.artwork.canvas import Array, Canvas, mix, planes, soft_step

_RINGS = 9


def bloom(c: Canvas) -> None:
    """A dahlia seen from above: rings of shaded petals on a deep ground."""
    x, y = c.rng.uniform(-0.08, 0.08), c.rng.uniform(-0.08, 0.06)
    away = c.distance(x, y)
    ground = 0.16 + 0.1 * c.noise(0.7, octaves=2) - 0.18 * away
    c.rgb[:] = c.palette.ramp(np.clip(ground, 0, 0.3))
    c.glow(0.35 * np.exp(-away * 3), c.palette.at(0.5))
    angle = np.arctan2(c.y - y, c.x - x)
    petals = int(c.rng.integers(9, 15))
    for ring in range(_RINGS):
        _petals(c, (x, y), petals, ring / (_RINGS - 1))
    heart = soft_step(0.07, 0.0, away)
    c.paint(c.inside(away - 0.05), c.palette.accent)
    c.glow(heart * 0.6, c.palette.light)
    dots = 0.5 + 0.5 * np.cos(away * 420) * np.cos(angle * 21)
    c.shade(c.inside(away - 0.047) * dots * 0.35)


def _petals(whole: Canvas, center: tuple[float, float], petals: int, ring: float) -> None:
    """One ring; `ring` is 0 outside and 1 inside. Every second ring stands between the petals."""
    size = 0.47 - 0.38 * ring
    c = whole.around(*center, size + 0.05)
    away = c.distance(*center)
    angle = np.arctan2(c.y - center[1], c.x - center[0])
    turned = angle * (petals / 2) + ring * (_RINGS - 1) * np.pi / 2
    across = np.abs(np.cos(turned))
    reach = size * (0.72 + 0.28 * across**0.6)
    mask = c.inside(away - reach)
    shadow = c.blur(c.shifted(mask, 0.004, 0.01), 0.014)
    c.shade(0.5 * shadow * (1 - mask))
    edge = soft_step(0.55, 1.0, away / np.maximum(reach, 1e-3))
    fold = np.abs(np.sin(turned)) ** 3
    vein = 0.02 * np.cos(turned * 9)
    tone = 0.28 + 0.5 * ring + 0.26 * edge - 0.3 * fold * (1 - 0.5 * edge) + vein
    c.paint(mask, c.palette.ramp(tone))


def planet(c: Canvas) -> None:
    """A banded giant with rings and two moons, lit from one side."""
    c.rgb[:] = c.palette.ramp(0.05 + 0.13 * soft_step(-0.2, 1.2, c.noise(0.6, octaves=3)))
    _dust(c)
    x, y, radius = c.rng.uniform(-0.06, 0.06), c.rng.uniform(-0.06, 0.04), 0.27
    tilt, squeeze = c.rng.uniform(-0.5, 0.5), c.rng.uniform(0.2, 0.3)
    across = (c.x - x) * np.cos(tilt) + (c.y - y) * np.sin(tilt)
    down = (c.y - y) * np.cos(tilt) - (c.x - x) * np.sin(tilt)
    orbit = np.hypot(across, down / squeeze)
    c.glow(0.4 * np.exp(-np.maximum(c.distance(x, y) - radius, 0) * 9), c.palette.at(0.6))
    _rings(c, orbit)
    behind = c.rgb.copy()
    _sphere(c, across, down, radius, light=(-0.55, -0.5))
    front = soft_step(-0.002, 0.002, down)
    c.paint(front * soft_step(0.33, 0.335, orbit), behind)
    _rings(c, orbit, part=front)
    for _ in range(2):
        _moon(c)


def _dust(c: Canvas) -> None:
    sky = np.zeros((c.height, c.width), dtype=np.float32)
    count = 420
    rows, columns = (c.rng.random((2, count)) * [[c.height], [c.width]]).astype(int)
    sky[rows, columns] = c.rng.random(count) ** 3
    c.glow(np.clip(sky + c.blur(sky, 0.002) * 8, 0, 1), c.palette.light)


def _sphere(
    c: Canvas, across: Array, down: Array, radius: float, *, light: tuple[float, float]
) -> None:
    flat = np.hypot(across, down)
    height = np.sqrt(np.maximum(radius**2 - flat**2, 0)) / radius
    swirl = c.noise(0.3, octaves=2) * 0.05 + c.noise(0.08, octaves=2) * 0.015
    bands = np.sin((down / radius + swirl * 2.4) * 11) * 0.5
    bands += np.sin((down / radius + swirl * 3.0) * 23) * 0.25
    lit = np.clip(across / radius * light[0] + down / radius * light[1] + height * 0.68, 0, 1)
    tone = 0.08 + (0.62 + 0.17 * bands) * lit**0.75
    color = c.palette.ramp(np.asarray(tone, dtype=np.float32))
    warm = np.clip(bands * lit, 0, 1) * 0.45
    c.paint(c.inside(flat - radius), mix(color, c.palette.accent, warm))
    rim = c.inside(flat - radius) * (1 - height) ** 3 * lit
    c.glow(np.asarray(rim, dtype=np.float32) * 0.5, c.palette.light)


def _rings(c: Canvas, orbit: Array, *, part: Array | float = 1.0) -> None:
    grooves = 0.55 + 0.3 * np.sin(orbit * 190) + 0.15 * np.sin(orbit * 71)
    band = soft_step(0.345, 0.352, orbit) * soft_step(0.53, 0.52, orbit)
    gap = 1 - 0.9 * soft_step(0.012, 0.006, np.abs(orbit - 0.455))
    color = c.palette.ramp(np.asarray(0.62 + 0.3 * grooves, dtype=np.float32))
    c.paint(np.asarray(band * gap * part * (0.35 + 0.45 * grooves), dtype=np.float32), color)


def _moon(c: Canvas) -> None:
    turn, far = c.rng.uniform(0, 6.3), c.rng.uniform(0.4, 0.46)
    x, y, radius = far * np.cos(turn), far * np.sin(turn) * 0.9, c.rng.uniform(0.018, 0.036)
    away = c.distance(x, y)
    lit = np.clip(0.55 - ((c.x - x) + (c.y - y)) / radius * 0.5, 0, 1)
    c.paint(c.inside(away - radius), c.palette.ramp(0.1 + 0.85 * lit))


def arches(c: Canvas) -> None:
    """Arches within arches and a stair that leads to a low sun."""
    fall = soft_step(-0.7, 0.7, c.y)
    c.rgb[:] = c.palette.ramp(np.broadcast_to(0.9 - 0.2 * fall, (c.height, c.width)))
    side = 1.0 if c.rng.random() < 0.5 else -1.0
    count = int(c.rng.integers(4, 6))
    for i in range(count):
        t = i / (count - 1)
        _arch(c, half=0.44 - 0.27 * t, crown=-0.3 + 0.16 * t, tone=0.66 - 0.5 * t, side=side)
    half, crown = 0.135, -0.13
    door = _arch_distance(c, half, crown)
    sky = c.palette.ramp(0.98 - 0.6 * soft_step(-0.26, 0.34, c.y) + 0 * c.x)
    c.paint(c.inside(door), sky)
    sun = c.distance(0.02 * side, 0.06)
    c.paint(c.inside(door) * c.inside(sun - 0.085), c.palette.accent)
    c.glow(c.inside(door) * 0.5 * np.exp(-np.maximum(sun - 0.085, 0) * 14), c.palette.light)
    for step in range(7):
        _step(c, step / 6)


def _arch_distance(c: Canvas, half: float, crown: float) -> Array:
    """Signed distance to a door with a round top; `crown` is where the curve begins."""
    round_top = c.distance(0, crown) - half
    below = np.abs(c.x) - half + 0 * c.y
    return np.where(c.y < crown, round_top, below).astype(np.float32)


def _arch(c: Canvas, *, half: float, crown: float, tone: float, side: float) -> None:
    distance = _arch_distance(c, half, crown)
    mask = c.inside(distance)
    lit = soft_step(-half, half, c.x * side) * 0.16
    inner = np.exp(np.minimum(distance, 0) * 22) * 0.12
    c.paint(mask, c.palette.ramp(np.asarray(tone + lit - inner, dtype=np.float32)))
    cast = c.blur(c.shifted(1 - mask, 0.035 * side, 0.03), 0.012)
    c.shade(0.4 * cast * mask)


def _step(whole: Canvas, t: float) -> None:
    """Stairs widen towards the viewer; each has a lit tread and a dark riser."""
    top, half = 0.2 + 0.34 * t**1.15, 0.15 + 0.34 * t
    c = whole.below(top - 0.01)
    inside = c.inside(np.abs(c.x) - half + 0 * c.y) * c.inside(top - c.y + 0 * c.x)
    down = c.y - top
    tone = 0.86 - 0.1 * t - 0.42 * soft_step(0.016, 0.02, down) + 0.04 * c.x
    c.paint(inside, c.palette.ramp(np.asarray(tone, dtype=np.float32)))


def bauhaus(c: Canvas) -> None:
    """Quarter circles, discs and stripes on a grid, shaded with grain, around one great eye."""
    c.rgb[:] = planes(c.palette.light)
    cells = int(c.rng.integers(4, 6))
    size = 1 / cells
    across = int(np.ceil(c.width / c.scale / size / 2)) + 1
    down = int(np.ceil(c.height / c.scale / size / 2)) + 1
    tones = [c.palette.at(t) for t in (0.06, 0.3, 0.52, 0.74, 0.92)] + [c.palette.accent]
    offset = 0.0 if cells % 2 == 0 else 0.5
    for row in range(-down, down):
        for column in range(-across, across):
            center = ((column + 0.5 - offset) * size, (row + 0.5 - offset) * size)
            _tile(c, center, size, tones)
    _eye(c, tones, size)


def _tile(c: Canvas, center: tuple[float, float], size: float, tones: list[Array]) -> None:
    columns, rows = _window(c.x[0], center[0], size), _window(c.y[:, 0], center[1], size)
    if columns.stop <= columns.start or rows.stop <= rows.start:
        return
    x, y = (c.x[:, columns] - center[0]) / size, (c.y[rows] - center[1]) / size
    ground, ink = (tones[i] for i in c.rng.permutation(len(tones))[:2])
    turn = int(c.rng.integers(4))
    u, v = ((x + 0 * y, y + 0 * x), (y + 0 * x, -x + 0 * y), (-x - 0 * y, -y - 0 * x))[turn % 3]
    kind = int(c.rng.integers(6))
    edge = c.scale * size
    shapes = (
        np.hypot(u + 0.5, v + 0.5) - 1.0,
        np.hypot(u, v) - 0.42,
        np.hypot(u, v + 0.5) - 0.5,
        np.abs(np.mod(u * 4 + 0.5, 1) - 0.5) / 4 - 0.0625,
        np.maximum(np.hypot(u + 0.5, v + 0.5) - 1, np.hypot(u - 0.5, v - 0.5) - 1),
        np.abs(np.hypot(u + 0.5, v + 0.5) - 0.68) - 0.17,
    )
    mask = np.clip(0.5 - shapes[kind] * edge, 0, 1)
    speckle = c.rng.random(mask.shape, dtype=np.float32)
    worn = np.clip((u + v) * 0.5 + 0.5, 0, 1) ** 2 > speckle
    shade = np.where(worn, np.float32(0.86), np.float32(1))
    c.rgb[:, rows, columns] = planes(ground) * (1 - mask) + planes(ink) * (mask * shade)


def _window(places: Array, center: float, size: float) -> slice:
    low, high = np.searchsorted(places, [center - size / 2, center + size / 2])
    return slice(int(low), int(high))


def _eye(c: Canvas, tones: list[Array], size: float) -> None:
    """The subject: a disc of two cells with rings and a split iris."""
    away = c.distance(0, 0) / size
    speckle = c.rng.random(away.shape, dtype=np.float32)
    worn = np.where(soft_step(-1, 1, (c.x + c.y) / size) * 0.8 > speckle, 0.84, 1.0)
    order = (4, 5, 0, 3)
    for radius, tone in zip((1.0, 0.78, 0.52, 0.2), order, strict=True):
        c.paint(c.inside((away - radius) * size), planes(tones[tone]) * worn)
    ring = c.inside((away - 0.52) * size) * (1 - c.inside((away - 0.2) * size))
    c.paint(ring * c.inside(c.x), tones[2])
