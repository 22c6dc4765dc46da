"""Which layers can be lifted out, and what is lost of those that are."""

from collections.abc import Iterator, Mapping
from typing import Any

from templates.lottie.matrix import Matrix
from templates.lottie.placement import Place
from templates.lottie.plain_shape import PlainShape, plain_shape

_TEXT = 5
_ALPHA = 1
_BLENDS = {
    1: "multiply",
    2: "screen",
    3: "overlay",
    4: "darken",
    5: "lighten",
    9: "soft-light",
    16: "add",
}


def why_closed(layer: Mapping[str, Any]) -> str | None:
    """Why what a composition holds cannot be taken out of it; None when it can."""
    reasons = {
        "masksProperties": "the composition has a mask",
        "tt": "the composition has a matte",
        "ef": "the composition has effects",
        "sy": "the composition has layer styles",
        "tm": "the composition's time is remapped",
        "bm": "the composition has a blend mode",
        "ddd": "the composition is 3D",
    }
    return next((reason for key, reason in reasons.items() if layer.get(key)), None)


def why_kept(place: Place, matte: Place | None) -> str | None:
    """Why a text or image layer cannot be lifted; None when it can."""
    layer = place.layer
    if layer.get("masksProperties"):
        return "it has a mask"
    if layer.get("tt") and (matte is None or window_of(place, matte) is None):
        return "its matte is no plain still shape"
    if place.matrix(place.span[0]).flips:
        return "its scale mirrors it"
    if layer["ty"] == _TEXT:
        if ((layer.get("t") or {}).get("p") or {}).get("m") is not None:
            return "its text follows a path"
        if not str(text_document(layer).get("t", "")).strip():
            return "it has no words"
    return None


def window_of(place: Place, matte: Place) -> PlainShape | None:
    """The plain shape that a lifted layer is seen through, None when it takes more than that.

    A picture takes the shape's place, and may move with it. A text is cut by a rectangle that
    stands still and upright.
    """
    shape = plain_shape(matte.layer)
    if shape is None or place.layer.get("tt") != _ALPHA or not _always_there(place, matte):
        return None
    if place.layer["ty"] == _TEXT:
        upright = abs(matte.matrix(0.0).degrees) < 0.01 and not matte.matrix(0.0).skewed
        still = matte.transform.still and all(mover.transform.still for mover in matte.movers)
        return shape if upright and still and not shape.ellipse and not shape.radius else None
    round_enough = abs(shape.rect[2] - shape.rect[3]) < 0.01 * shape.rect[2]
    return shape if not shape.ellipse or round_enough else None


def blend_of(layer: Mapping[str, Any]) -> str | None:
    """Handbill's name of the layer's blend mode; None for the normal one and those it lacks."""
    return _BLENDS.get(layer.get("bm", 0))


def losses(place: Place) -> Iterator[str]:
    """What a lifted layer does not keep."""
    layer = place.layer
    for key, name in (("ef", "effects"), ("sy", "layer styles")):
        found = layer.get(key)
        if isinstance(found, list) and found:
            names = ", ".join(str(e.get("nm", "?")) for e in found if isinstance(e, Mapping))
            yield f"without its {name} ({names})"
    if layer.get("bm") and blend_of(layer) is None:
        yield "without its blend mode"
    if layer.get("ddd"):
        yield "flat: Handbill knows no third dimension"
    if layer["ty"] == _TEXT:
        text = layer["t"]
        if text.get("a"):
            yield "without its text animators"
        if len((text.get("d") or {}).get("k") or ()) > 1:
            yield "with its first words and style: those that follow are left out"


def text_document(layer: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first text document of a text layer; empty when there is none."""
    try:
        found = layer["t"]["d"]["k"][0]["s"]
    except (KeyError, IndexError, TypeError):
        return {}
    return found if isinstance(found, Mapping) else {}


def stretched(matrix: Matrix) -> bool:
    """Whether it makes one axis longer than the other."""
    across, down = matrix.scales
    return abs(across - down) > 0.01 * max(across, down)


def _always_there(place: Place, matte: Place) -> bool:
    start, end = matte.span
    opaque = matte.transform.opacity.still and matte.opacity(start) == place_opacity(matte)
    return start <= place.span[0] and end >= place.span[1] and opaque


def place_opacity(place: Place) -> float:
    """The opacity that the compositions around leave to a layer of full opacity."""
    return 1.0 if place.holder is None else place.holder.opacity(place.span[0])
