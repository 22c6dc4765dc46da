"""A layer and its state → the layer whose content is that of the moment."""

from dataclasses import replace

from render_farm.paint.state import LayerState
from templates.scene import AnyLayer, Color, PictureLayer, ShapeLayer, Solid, TextLayer


def at_moment(layer: AnyLayer, state: LayerState) -> AnyLayer:
    """The layer with the crop and the colour of the moment; where it lies stays the matrix's.

    The zoom is left to whoever paints the crop, as it is about a centre.
    """
    if isinstance(layer, PictureLayer):
        return panned(layer, state.pan)
    return layer if state.color is None else recolored(layer, state.color)


def panned(layer: PictureLayer, pan: tuple[float, float]) -> PictureLayer:
    """A picture with its crop moved by fractions of it."""
    if pan == (0.0, 0.0):
        return layer
    crop = layer.crop
    x, y = crop.x + pan[0] * crop.width, crop.y + pan[1] * crop.height
    return replace(layer, crop=replace(crop, x=x, y=y))


def recolored(layer: AnyLayer, color: Color) -> AnyLayer:
    """A text or a shape in one colour; all else as it is."""
    if isinstance(layer, TextLayer):
        return replace(layer, paint=Solid(color=color))
    return replace(layer, fill=Solid(color=color)) if isinstance(layer, ShapeLayer) else layer
