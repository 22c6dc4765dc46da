"""A small scene and its artwork → the same, with pictures hardly larger than they are drawn."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from PIL import Image

from templates.scene import Box, PictureLayer, Scene

Pictures = Callable[[str], Image.Image]

# How many times larger than drawn a picture stays: what then makes it smaller still filters well.
_ROOM = 1.5
_KEPT = 64


class SmallArtwork:
    """Pictures made smaller by whole factors, each once for all cells that draw it so small."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int], Image.Image] = OrderedDict()

    def fitted(self, scene: Scene, pictures: Pictures) -> tuple[Scene, Pictures]:
        """The scene with its crops in pixels of the smaller pictures, and these."""
        shrinks: dict[str, int] = {}
        for layer in scene.layers:
            if isinstance(layer, PictureLayer):
                found = _shrink(layer)
                shrinks[layer.sha256] = min(found, shrinks.get(layer.sha256, found))
        layers = tuple(
            _cropped(layer, shrinks[layer.sha256]) if isinstance(layer, PictureLayer) else layer
            for layer in scene.layers
        )
        return replace(scene, layers=layers), lambda sha256: self._small(
            sha256, shrinks[sha256], pictures
        )

    def _small(self, sha256: str, shrink: int, pictures: Pictures) -> Image.Image:
        known = self._kept.pop((sha256, shrink), None) or _reduced(pictures(sha256), shrink)
        self._kept[sha256, shrink] = known
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return known


def _shrink(layer: PictureLayer) -> int:
    larger = min(layer.crop.width / layer.box.width, layer.crop.height / layer.box.height)
    return max(1, int(larger / _ROOM))


def _cropped(layer: PictureLayer, shrink: int) -> PictureLayer:
    extent = layer.extent and _divided(layer.extent, shrink)
    return replace(layer, crop=_divided(layer.crop, shrink), extent=extent)


def _divided(box: Box, by: int) -> Box:
    return Box(x=box.x / by, y=box.y / by, width=box.width / by, height=box.height / by)


def _reduced(picture: Image.Image, shrink: int) -> Image.Image:
    if shrink == 1:
        return picture
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB").reduce(shrink)
