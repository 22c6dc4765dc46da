"""What holds for every layer, wherever it lies and however it moves."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from render_farm.paint import VideoPainter, still
from render_farm.paint.content import content
from render_farm.paint.place import landing, placed
from render_farm.paint.raster import PixelRect
from render_farm.paint.schedule import merged
from render_farm.paint.state import state_at
from templates.scene import (
    AnyLayer,
    Bars,
    Blend,
    Box,
    Carrier,
    LinearGradient,
    Mask,
    Scene,
    Shadow,
    ShapeKind,
    Stop,
    Tracks,
)
from tests.unit.render_farm.paint.scenes import (
    BLACK,
    NO_FONTS,
    WHITE,
    box,
    picture,
    pictures,
    rectangle,
    scene,
    track,
)

CANVAS = PixelRect(left=0, top=0, right=64, bottom=48)
SHARE = st.floats(0, 1)


def boxes() -> st.SearchStrategy[Box]:
    return st.builds(
        box, st.floats(-30, 60), st.floats(-30, 50), st.floats(1, 70), st.floats(1, 50)
    )


def moves() -> st.SearchStrategy[Tracks]:
    pair = st.tuples(st.floats(-40, 40), st.floats(-40, 40))
    one = st.tuples(st.floats(0.1, 1.6))
    clip = st.tuples(*(st.floats(0, 0.6),) * 4)
    color = st.tuples(*(st.floats(0, 255),) * 3, SHARE)
    return st.builds(
        Tracks,
        offset=st.builds(lambda a, b: track((0, a), (0.5, b)), pair, pair),
        scale=st.none() | st.builds(lambda a, b: track((0, a), (0.5, b)), one, one),
        rotation=st.none() | st.builds(lambda a: track((0, (0,)), (0.5, (a,))), st.floats(-90, 90)),
        opacity=st.none() | st.builds(lambda a, b: track((0, (a,)), (0.5, (b,))), SHARE, SHARE),
        clip=st.none() | st.builds(lambda a, b: track((0, a), (0.5, b)), clip, clip),
        color=st.none() | st.builds(lambda a, b: track((0, a), (0.5, b)), color, color),
    )


def masks() -> st.SearchStrategy[Mask]:
    fade = LinearGradient(
        x0=0,
        y0=0,
        x1=1,
        y1=1,
        stops=(Stop(at=0, color=WHITE), Stop(at=1, color=replace(WHITE, alpha=0.1))),
    )
    corner = st.tuples(st.floats(-0.5, 1.5), st.floats(-0.5, 1.5))
    return st.builds(
        Mask,
        box=boxes(),
        kind=st.none()
        | st.sampled_from((ShapeKind.RECTANGLE, ShapeKind.ELLIPSE, ShapeKind.POLYGON)),
        radius_px=st.floats(0, 20),
        points=st.tuples(corner, corner, corner, corner),
        fade=st.none() | st.just(fade),
    )


def carriers() -> st.SearchStrategy[Carrier | None]:
    """Boxes that take a layer along, sometimes one in another."""
    point = st.tuples(st.floats(0, 60), st.floats(0, 40))
    outer = st.none() | st.builds(Carrier, box=boxes(), pivot=point, tracks=moves())
    return st.none() | st.builds(Carrier, box=boxes(), pivot=point, tracks=moves(), carrier=outer)


def layers() -> st.SearchStrategy[AnyLayer]:
    """Shapes and photographs, some masked, blurred and blended."""
    return st.builds(
        lambda layer, mask, mode, blur: replace(layer, mask=mask, blend=mode, blur_px=blur),
        plain_layers(),
        st.none() | masks(),
        st.just(Blend.NORMAL) | st.sampled_from(Blend),
        st.just(0.0) | st.floats(0.1, 12),
    )


def plain_layers() -> st.SearchStrategy[AnyLayer]:
    shapes = st.builds(
        lambda where, kind, radius, moving, shadow: replace(
            rectangle(where, color=WHITE, radius_px=radius),
            kind=kind,
            points=((0, 0), (1, 0.2), (0.4, 1)),
            bars=Bars(heights=(0.3, 1.0, 0.0, 0.6), gap=0.3, above=1.0),
            tracks=moving,
            shadow=Shadow(dx=2, dy=3, sigma_px=2, color=BLACK) if shadow else None,
        ),
        boxes(),
        st.sampled_from(ShapeKind),
        st.floats(0, 20),
        moves(),
        st.booleans(),
    )
    photos = st.builds(
        lambda where, moving, zoom, pan: replace(
            picture(where, crop=box(75, 100, 150, 200)),
            tracks=moving,
            zoom=track((0, (1.0,)), (0.5, (zoom,))),
            pan=pan and track((0, (0.0, 0.0)), (0.5, pan)),
            extent=box(0, 0, 300, 400),
        ),
        boxes(),
        st.just(Tracks()) | moves(),
        st.floats(1, 1.5),
        st.none() | st.tuples(st.floats(-1, 1), st.floats(-1, 1)),
    )
    return st.builds(
        lambda layer, carrier: replace(layer, carrier=carrier), shapes | photos, carriers()
    )


def film(*what: AnyLayer) -> Scene:
    return scene(*what, width=64, height=48, frames=5)


@settings(max_examples=40)
@given(layers())
def test_pixels_stay_premultiplied_and_where_they_are_said_to_land(layer: AnyLayer) -> None:
    raster = content(layer, pictures=pictures(), fonts=NO_FONTS)
    assert (raster.pixels[:, :, :3] <= raster.pixels[:, :, 3:]).all()
    for frame in range(5):
        state = state_at(layer, frame / 10)
        if state is not None:
            moved = placed(raster, layer, state, canvas=CANVAS)
            assert (moved.pixels[:, :, :3] <= moved.pixels[:, :, 3:]).all()
            assert moved.rect.empty or landing(raster, state.matrix).covers(moved.rect)


@settings(max_examples=25)
@given(st.lists(layers(), min_size=1, max_size=4))
def test_repainting_what_changed_is_like_painting_all(what: list[AnyLayer]) -> None:
    """A frame has the same pixels wherever the painting begins."""
    kept = [
        frame.buffer.copy()
        for frame in VideoPainter(film(*what), pictures=pictures(), fonts=NO_FONTS).frames()
    ]
    for number in (2, 4):
        late = VideoPainter(film(*what), pictures=pictures(), fonts=NO_FONTS)
        fresh = next(late.frames(first=number))
        assert (kept[number] == fresh.buffer).all()


@settings(max_examples=25)
@given(plain_layers())
def test_a_mask_of_everything_is_no_mask(layer: AnyLayer) -> None:
    plain = content(layer, pictures=pictures(), fonts=NO_FONTS)
    masked = replace(layer, mask=Mask(box=layer.box))
    assert (content(masked, pictures=pictures(), fonts=NO_FONTS).pixels == plain.pixels).all()


@settings(max_examples=25)
@given(layers(), masks())
def test_a_mask_only_takes_away(layer: AnyLayer, mask: Mask) -> None:
    bare = replace(layer, shadow=None, mask=None)
    whole = content(bare, pictures=pictures(), fonts=NO_FONTS)
    less = content(replace(bare, mask=mask), pictures=pictures(), fonts=NO_FONTS)
    assert less.rect == whole.rect
    assert (less.pixels <= whole.pixels).all()


@settings(max_examples=25)
@given(st.lists(layers(), max_size=3))
def test_stills_are_deterministic(what: list[AnyLayer]) -> None:
    first, second = (
        still(film(*what), pictures=pictures(), fonts=NO_FONTS, at_s=0.2) for _ in range(2)
    )
    assert first.tobytes() == second.tobytes()


RECTS = st.builds(
    lambda x, y, w, h: PixelRect(left=x, top=y, right=x + w, bottom=y + h),
    *(st.integers(0, 30),) * 4,
)


@given(st.lists(RECTS, max_size=8))
def test_merged_rectangles_are_apart_and_cover_all(rects: list[PixelRect]) -> None:
    apart = merged(rects)
    for index, one in enumerate(apart):
        assert all(one.cut(other).empty for other in apart[index + 1 :])
    for rect in rects:
        assert rect.empty or any(one.covers(rect) for one in apart)
