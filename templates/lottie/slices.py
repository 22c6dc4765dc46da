"""An animation and the layers to show → an animation of those alone, all in their places."""

import copy
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from templates.lottie.document import Plain
from templates.lottie.stack import Kept, Path
from templates.lottie.structure import assets_of, composition

_NULL = 3
_NULL_KEYS = ("ddd", "ind", "parent", "nm", "sr", "ks", "ao", "ip", "op", "st")


def slice_of(animation: Plain, kept: Collection[Kept]) -> Plain:
    """A copy that draws the kept layers; others stay, as nulls, where they move something."""
    paths = {item.path for item in kept} | {item.matte for item in kept if item.matte is not None}
    cutter = _Cutter(assets_of(animation), paths)
    layers = cutter.layers(animation["layers"], ())
    whole = {
        key: copy.deepcopy(value)
        for key, value in animation.items()
        if key not in ("layers", "assets", "fonts", "chars", "markers", "slots")
    }
    assets = cutter.assets()
    lists = [layers, *(asset.get("layers", []) for asset in assets)]
    if any(layer["ty"] == 5 for found in lists for layer in found):
        whole.update({key: animation[key] for key in ("fonts", "chars") if key in animation})
    return {**whole, "assets": assets, "layers": layers}


class _Cutter:
    def __init__(self, assets: Mapping[str, Plain], paths: Collection[Path]) -> None:
        self._sources = assets
        self._paths = frozenset(paths)
        self._made: dict[str, Plain] = {}

    def assets(self) -> list[Plain]:
        """All that the cut layers refer to."""
        return list(self._made.values())

    def layers(self, layers: Sequence[Plain], prefix: Path) -> list[Plain]:
        shown = [index for index in range(len(layers)) if self._shown((*prefix, index))]
        movers = _movers(layers, shown)
        found: list[Plain] = []
        for index, layer in enumerate(layers):
            path = (*prefix, index)
            if index in shown:
                found.append(self._whole(layer) if path in self._paths else self._part(layer, path))
            elif layer.get("ind") in movers:
                null = {key: copy.deepcopy(layer[key]) for key in _NULL_KEYS if key in layer}
                found.append({**null, "ty": _NULL})
        return found

    def _shown(self, path: Path) -> bool:
        return any(kept[: len(path)] == path for kept in self._paths)

    def _whole(self, layer: Plain) -> Plain:
        """A layer with all that it refers to."""
        self._take(layer)
        return copy.deepcopy(layer)

    def _part(self, layer: Plain, path: Path) -> Plain:
        """A composition of which only a part is shown."""
        source = self._sources[str(layer["refId"])]
        name = "-".join([str(layer["refId"]), *map(str, path)])
        part = {key: value for key, value in source.items() if key != "layers"}
        self._made[name] = {**part, "id": name, "layers": self.layers(source["layers"], path)}
        return {**copy.deepcopy(layer), "refId": name}

    def _take(self, layer: Mapping[str, Any]) -> None:
        name = str(layer.get("refId"))
        source = self._sources.get(name)
        if source is None or name in self._made:
            return
        self._made[name] = copy.deepcopy(source)
        if composition(layer, self._sources) is not None:
            for inner in source["layers"]:
                self._take(inner)


def _movers(layers: Sequence[Plain], shown: Sequence[int]) -> set[int]:
    """The numbers of all layers that move a shown one."""
    parents = {layer["ind"]: layer.get("parent") for layer in layers if "ind" in layer}
    found: set[int] = set()
    for index in shown:
        above = layers[index].get("parent")
        while above is not None:
            found.add(above)
            above = parents.get(above)
    return found
