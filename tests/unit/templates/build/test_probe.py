from templates.build.probe import colors_behind, paint_at
from templates.scene import (
    Bars,
    Box,
    Color,
    LinearGradient,
    PictureLayer,
    RadialGradient,
    ShapeKind,
    ShapeLayer,
    Solid,
    Stop,
    Treatment,
)
from tests.unit.templates.samples import SHA, facts

BLACK, WHITE = Color(red=0, green=0, blue=0), Color(red=255, green=255, blue=255)
ALL = Box(x=0, y=0, width=100, height=100)


def shape(kind: ShapeKind = ShapeKind.RECTANGLE, **more: object) -> ShapeLayer:
    return ShapeLayer(name="s", box=ALL, kind=kind, fill=Solid(color=WHITE), **more)  # type: ignore[arg-type]


def behind(*layers: ShapeLayer | PictureLayer, box: Box = ALL) -> set[int]:
    found = colors_behind(box, layers, background=BLACK, pictures={SHA: facts((100, 50, 50))})
    return {color.red for color in found}


def test_shapes_cover_what_they_cover() -> None:
    assert behind(shape()) == {255}
    assert behind(shape(opacity=0.5)) == {128}
    assert behind(shape(frame=Box(x=0, y=0, width=50, height=100))) == {0, 255}
    assert behind(shape(ShapeKind.ELLIPSE)) == {0, 255}
    triangle = shape(ShapeKind.POLYGON, points=((0, 0), (1, 0), (0, 1)))
    assert behind(triangle) == {0, 255}
    assert behind(shape(ShapeKind.BARS, bars=Bars(heights=(0.2, 1.0)))) == {0, 255}
    assert behind(shape(ShapeKind.BARS, bars=Bars(heights=(0.0,)))) == {0}


def test_pictures_are_known_by_their_likeness_and_treatment() -> None:
    picture = PictureLayer(
        name="p", box=ALL, sha256=SHA, crop=Box(x=0, y=0, width=1200, height=1200)
    )
    dark = PictureLayer(
        name="p",
        box=ALL,
        sha256=SHA,
        crop=picture.crop,
        treatment=Treatment(brightness=0.5, tint=Color(red=0, green=0, blue=0, alpha=0.5)),
    )
    assert behind(picture) == {100}
    assert behind(dark) == {25}


def test_gradients() -> None:
    stops = (Stop(at=0, color=BLACK), Stop(at=1, color=WHITE))
    line = LinearGradient(x0=0, y0=0, x1=0, y1=1, stops=stops)
    assert [paint_at(line, 0.3, y).red for y in (0, 0.5, 1)] == [0, 128, 255]
    circle = RadialGradient(cx=0.5, cy=0.5, radius=0.5, stops=stops)
    assert [paint_at(circle, x, 0.5).red for x in (0.5, 0.75, 1)] == [0, 128, 255]
