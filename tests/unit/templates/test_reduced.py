from dataclasses import replace

from templates.motion import Keyframe, Track
from templates.reduced import reduced
from templates.scene import (
    Box,
    Carrier,
    Color,
    Glyph,
    GlyphRun,
    PictureLayer,
    Scene,
    Shadow,
    Solid,
    TextLayer,
    Tracks,
    Treatment,
)

BLACK = Color(red=0, green=0, blue=0)
BOX = Box(x=100, y=200, width=400, height=300)
AXES = (("wght", 700.0),)
TRACKS = Tracks(
    offset=Track(keyframes=(Keyframe(t_s=0.5, value=(40.0, -20.0)),)),
    scale=Track(keyframes=(Keyframe(t_s=0.5, value=(2.0,)),)),
)
TEXT = TextLayer(
    name="t",
    box=BOX,
    tracks=TRACKS,
    shadow=Shadow(dx=4, dy=8, sigma_px=16, color=BLACK),
    runs=(
        GlyphRun(font="ab", axes=AXES, size_px=80, glyphs=(Glyph(id=7, x=20, y=60),), text="a"),
    ),
    paint=Solid(color=BLACK),
)  # fmt: skip
PICTURE = PictureLayer(
    name="p", box=BOX, sha256="ab", crop=Box(x=10, y=20, width=1000, height=750), radius_px=24,
    extent=Box(x=0, y=0, width=1200, height=900),
    frame=BOX, treatment=Treatment(blur_px=6, brightness=0.5),
)  # fmt: skip
SCENE = Scene(width_px=1080, height_px=1350, background=BLACK, layers=(PICTURE, TEXT), fps=30)


def test_every_length_shrinks_and_nothing_else() -> None:
    small = reduced(SCENE, 0.25)
    assert (small.width_px, small.height_px, small.fps) == (270, 336, 30)
    picture, text = small.layers
    assert picture.box == Box(x=25, y=50, width=100, height=75) == picture.frame
    assert isinstance(picture, PictureLayer) and isinstance(text, TextLayer)
    assert (picture.crop, picture.extent) == (PICTURE.crop, PICTURE.extent)
    assert (picture.radius_px, picture.treatment.blur_px) == (6, 1.5)
    assert picture.treatment.brightness == 0.5
    run = text.runs[0]
    assert (run.size_px, run.axes, run.glyphs) == (
        20,
        AXES,
        (Glyph(id=7, x=5, y=15),),
    )
    assert text.shadow == Shadow(dx=1, dy=2, sigma_px=4, color=BLACK)
    assert text.tracks.offset is not None and text.tracks.offset.keyframes[0].value == (10.0, -5.0)
    assert text.tracks.scale == TRACKS.scale


def test_the_whole_size_is_the_same_scene() -> None:
    assert reduced(SCENE, 1.0) == SCENE


def test_what_takes_a_layer_along_turns_about_the_same_point() -> None:
    inner = Carrier(box=BOX, pivot=(40, 80), tracks=TRACKS)
    outer = Carrier(box=BOX, pivot=(540, 960), tracks=Tracks(), carrier=inner)
    (small,) = reduced(replace(SCENE, layers=(replace(TEXT, carrier=outer),)), 0.25).layers
    pivots = [
        carrier and carrier.pivot
        for carrier in (small.carrier, small.carrier and small.carrier.carrier)
    ]
    assert pivots == [(135, 240), (10, 20)]
