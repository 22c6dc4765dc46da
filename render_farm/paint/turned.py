"""Opaque content that turns, scales or drifts → its planes at a moment, sampled as planes.

Premultiplied RGBA need not be resampled first: each plane is taken along the grid for itself.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render_farm.paint.i420 import I420, Planes
from render_farm.paint.kernels_planes import chroma_planes, luma_plane
from render_farm.paint.kernels_turn import (
    NO_CORE,
    Core,
    Grid,
    chroma_pixels,
    fill_spans,
    over_edges,
    sample_chroma_edges,
    sample_plane,
    spans_along,
    thinned,
)
from render_farm.paint.place import landing
from render_farm.paint.raster import PixelRect, Pixels, Raster
from render_farm.paint.scratch import Scratch
from render_farm.paint.state import NO_CLIP, Affine, LayerState

_ONE = 65536
# The chroma of cores is kept as means of two by two samples, which fits scales about 1.
_LEAST_SCALE, _MOST_SCALE = 0.7, 1.5
# With less than this share opaque (a circle has a half) there is much alpha to sample, no gain.
_LEAST_CORE = 0.4
_LONGEST = 32_000
_STEPS = 32
# Parts of a span: between its start, the start and the end of its core, and its end.
_BEFORE, _CORE, _AFTER = (0, 1), (1, 2), (2, 3)
_Three = tuple[Pixels, Pixels, Pixels]


def is_turnable(state: LayerState) -> bool:
    """Whether a state is one that `TurnedSource` paints: about its own size, not cut aslant."""
    matrix = state.matrix
    area = matrix.xx * matrix.yy - matrix.xy * matrix.yx
    about_own_size = _LEAST_SCALE**2 < area <= _MOST_SCALE**2
    return about_own_size and (matrix.upright or state.clip == NO_CLIP)


def turned_source(raster: Raster, scratch: Scratch) -> "TurnedSource | None":
    """The raster made ready to be turned; None where other ways are as good."""
    if max(raster.width, raster.height) > _LONGEST:
        return None
    cores = opaque_cores(raster.pixels[:, :, 3])
    left, top, right, bottom = cores[0]
    if (right - left) * (bottom - top) < _LEAST_CORE * raster.width * raster.height:
        return None
    return TurnedSource(raster, cores, scratch)


@dataclass(frozen=True, kw_only=True, slots=True)
class _View:
    """Where a part of the canvas lies in the luma of a source, and in the chroma of its cores."""

    fine: Grid
    coarse: Grid
    spans: NDArray[np.int64]
    coarse_spans: NDArray[np.int64]


class TurnedSource:
    """A raster's planes as they are sampled, and room for those of one moment."""

    def __init__(self, raster: Raster, cores: tuple[Core, Core], scratch: Scratch) -> None:
        clear = raster.with_clear_edge()
        grown = raster.x - clear.x
        self._raster = raster
        self._place = (clear.x, clear.y)
        self._cores = tuple(_moved(core, grown) for core in cores)
        size = (clear.height, clear.width)
        self._luma, self._alpha, self._cb, self._cr = (
            np.empty(size, dtype=np.uint8) for _ in range(4)
        )
        luma_plane(clear.packed, self._luma, self._alpha)
        chroma_pixels(clear.packed, self._cb, self._cr)
        half = (size[0] // 2, size[1] // 2)
        self._core_cb, self._core_cr, thin = (np.empty(half, dtype=np.uint8) for _ in range(3))
        chroma_planes(clear.packed, self._core_cb, self._core_cr, thin)
        self._half_cores = tuple(_inside_half(core) for core in self._cores)
        self._scratch = scratch

    def planes(self, matrix: Affine, canvas: PixelRect) -> Planes:
        """What falls on the canvas, valid until the scratch is used again."""
        rect = landing(self._raster, matrix).cut(canvas).even()
        whole, half = (rect.height, rect.width), (rect.height // 2, rect.width // 2)
        luma, cb, cr = own = self._scratch.planes("out", whole, half, half)
        for plane in own:
            plane.fill(0)
        view = self._view(matrix, rect, rect)
        alpha, thin = self._sample(view, (luma, cb, cr), (luma, cb, cr))
        return Planes(rect=rect, luma=luma, alpha=alpha, cb=cb, cr=cr, thin=thin, opaque=False)

    def lay(self, frame: I420, matrix: Affine, canvas: PixelRect, rect: PixelRect) -> None:
        """Lay it over the frame, inside an even rectangle: as `planes` would be, at less cost.

        What is opaque is sampled into the frame, and only edges are laid.
        """
        whole = landing(self._raster, matrix).cut(canvas).even()
        rect = whole.cut(rect)
        if rect.empty:
            return
        view = self._view(matrix, whole, rect)
        luma, cb, cr = frame.part(rect)
        shapes = [(plane.shape[0], plane.shape[1]) for plane in (luma, cb, cr)]
        edges = self._scratch.planes("out", *shapes)
        alpha, thin = self._sample(view, (luma, cb, cr), (edges[0], edges[1], edges[2]))
        over_edges(luma, edges[0], alpha, view.spans)
        over_edges(cb, edges[1], thin, view.coarse_spans)
        over_edges(cr, edges[2], thin, view.coarse_spans)

    def _view(self, matrix: Affine, whole: PixelRect, rect: PixelRect) -> "_View":
        """The grids start from `whole`, so that the same samples are found in each part of it."""
        across, down = rect.left - whole.left, rect.top - whole.top
        grid = self._grid(matrix.inverse(), whole)
        fine, coarse = (
            _from(grid, across, down),
            _from(_halved(grid), across // 2, down // 2),
        )
        spans = _spans(fine, self._luma, self._cores, rows=rect.height, columns=rect.width)
        half = (rect.height // 2, rect.width // 2)
        return _View(
            fine=fine,
            coarse=coarse,
            spans=spans,
            coarse_spans=_spans(
                coarse, self._core_cb, self._half_cores, rows=half[0], columns=half[1]
            ),
        )

    def _sample(self, view: "_View", cores: _Three, edges: _Three) -> tuple[Pixels, Pixels]:
        """Take samples of luma, Cb and Cr, inside and at the edges; alpha of luma and of chroma."""
        fine, coarse, spans = view.fine, view.coarse, view.spans
        luma = self._near(self._luma)
        sample_plane(luma, fine, spans, _CORE, cores[0])
        sample_plane(luma, fine, spans, _BEFORE, edges[0])
        sample_plane(luma, fine, spans, _AFTER, edges[0])
        sizes = [(plane.shape[0], plane.shape[1]) for plane in (edges[0], edges[1])]
        alpha, thin = self._scratch.planes("alpha", *sizes)
        near = self._near(self._alpha)
        fill_spans(spans, alpha)
        sample_plane(near, fine, spans, _BEFORE, alpha)
        sample_plane(near, fine, spans, _AFTER, alpha)
        thinned(alpha, thin)
        sample_plane(self._near(self._core_cb), coarse, view.coarse_spans, _CORE, cores[1])
        sample_plane(self._near(self._core_cr), coarse, view.coarse_spans, _CORE, cores[2])
        source = (self._cb, self._cr)
        sample_chroma_edges(source, fine, spans, view.coarse_spans, edges[1], edges[2])
        return alpha, thin

    def _near(self, plane: Pixels) -> Pixels:
        """A copy in memory that is near: read aslant, a plane far away costs twice the time."""
        (near,) = self._scratch.planes("near", (plane.shape[0], plane.shape[1]))
        np.copyto(near, plane)
        return near

    def _grid(self, back: Affine, rect: PixelRect) -> Grid:
        x, y = back.apply(rect.left + 0.5, rect.top + 0.5)
        u, v = x - self._place[0] - 0.5, y - self._place[1] - 0.5
        places = (u, v, back.xx, back.xy, back.yx, back.yy)
        first, down, right_u, down_u, right_v, down_v = (round(_ONE * place) for place in places)
        return (first, down, right_u, down_u, right_v, down_v)


def opaque_cores(alpha: Pixels) -> tuple[Core, Core]:
    """The largest rectangle of opaque samples about the middle, and the one that adds most to it.

    Rounded corners leave two that cross, a circle a square and a part. Found where rows have no
    holes; (0, 0, 0, 0) is none.
    """
    opaque = alpha == 255
    left = opaque.argmax(axis=1)
    right = alpha.shape[1] - opaque[:, ::-1].argmax(axis=1)
    counts = opaque.sum(axis=1)
    unbroken = np.flatnonzero((counts > 0) & (counts == right - left))
    if unbroken.size == 0 or unbroken.size != unbroken[-1] + 1 - unbroken[0]:
        return NO_CORE, NO_CORE
    first, stop = int(unbroken[0]), int(unbroken[-1]) + 1
    found = []
    for step in range(_STEPS):
        cut = (stop - first) * step // (2 * _STEPS)
        rows = slice(first + cut, stop - cut)
        found.append((int(left[rows].max()), rows.start, int(right[rows].min()), rows.stop))
    best = max(found, key=_area)
    return best, max(found, key=lambda core: _area(core) - _area(_shared(core, best)))


def _area(core: Core) -> int:
    return max(0, core[2] - core[0]) * max(0, core[3] - core[1])


def _shared(one: Core, other: Core) -> Core:
    low, high = (max(one[0], other[0]), max(one[1], other[1])), (2, 3)
    return (*low, min(one[high[0]], other[high[0]]), min(one[high[1]], other[high[1]]))


def _moved(core: Core, by: int) -> Core:
    return (core[0] + by, core[1] + by, core[2] + by, core[3] + by)


def _inside_half(core: Core) -> Core:
    """The chroma samples whose four pixels all lie in a core."""
    left, top, right, bottom = core
    return ((left + 1) // 2, (top + 1) // 2, right // 2, bottom // 2)


def _halved(grid: Grid) -> Grid:
    """The same for chroma, which has half the samples on both sides, here and there."""
    u, v, u_right, u_down, v_right, v_down = grid
    first_u = (u + (u_right + u_down) // 2 - _ONE // 2) // 2
    first_v = (v + (v_right + v_down) // 2 - _ONE // 2) // 2
    return (first_u, first_v, u_right, u_down, v_right, v_down)


def _from(grid: Grid, across: int, down: int) -> Grid:
    """The grid from another of its samples on."""
    u, v, u_right, u_down, v_right, v_down = grid
    first_u, first_v = (
        u + across * u_right + down * u_down,
        v + across * v_right + down * v_down,
    )
    return (first_u, first_v, u_right, u_down, v_right, v_down)


def _spans(
    grid: Grid, source: Pixels, cores: tuple[Core, ...], *, rows: int, columns: int
) -> NDArray[np.int64]:
    spans = np.empty((rows, 4), dtype=np.int64)
    size = (source.shape[0], source.shape[1])
    spans_along(grid, size, (cores[0], cores[1]), columns, spans)
    return spans
