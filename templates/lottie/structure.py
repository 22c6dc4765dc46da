"""Checked JSON → an animation whose layers, parents and compositions can be followed safely."""

from collections.abc import Iterator, Mapping
from typing import Any

from templates.lottie.document import Plain, fail, number

MAX_LAYERS = 2000
MAX_NESTING = 16
MAX_PARENTS = 64
MAX_SIDE_PX = 8192
MAX_FRAMES = 7200

_Path = tuple[str | int, ...]


def check_structure(animation: Plain, *, file: str) -> None:
    """TemplateError unless sizes, times, layers, parents and compositions make sense.

    Cycles of parents or of compositions, and compositions that multiply to more than
    `MAX_LAYERS`, are refused with their key path.
    """
    for side in ("w", "h"):
        if not 1 <= number(animation, side, file=file, path=()) <= MAX_SIDE_PX:
            fail(f"{animation[side]}", file=file, path=(side,), allowed=f"1 to {MAX_SIDE_PX}")
    if not 1 <= number(animation, "fr", file=file, path=()) <= 120:
        fail(f"{animation['fr']}", file=file, path=("fr",), allowed="1 to 120 frames a second")
    frames = number(animation, "op", file=file, path=()) - number(
        animation, "ip", file=file, path=()
    )
    if not 0 < frames <= MAX_FRAMES:
        fail(f"{frames:g} frames", file=file, path=("op",), allowed=f"1 to {MAX_FRAMES} after ip")
    assets = assets_of(animation, file=file)
    for path, layers in _lists(animation, file=file):
        _check_layers(layers, assets, path, file)
    _count(animation, assets, file)


def assets_of(animation: Plain, *, file: str = "animation") -> dict[str, Plain]:
    """The animation's assets by id."""
    found: dict[str, Plain] = {}
    assets = animation.get("assets", [])
    if not isinstance(assets, list):
        fail("no list", file=file, path=("assets",), allowed="a list of assets")
    for index, asset in enumerate(assets):
        if not isinstance(asset, dict) or not isinstance(asset.get("id"), str | int):
            fail("no asset", file=file, path=("assets", index), allowed="an object with an id")
        if str(asset["id"]) in found:
            fail(
                f"{asset['id']!r} stands twice", file=file, path=("assets", index, "id"), allowed=""
            )
        found[str(asset["id"])] = asset
    return found


def composition(layer: Mapping[str, Any], assets: Mapping[str, Plain]) -> Plain | None:
    """The composition that a layer shows; None for any other layer."""
    asset = assets.get(str(layer.get("refId"))) if layer.get("ty") == 0 else None
    return asset if asset is not None and "layers" in asset else None


def _lists(animation: Plain, *, file: str) -> Iterator[tuple[_Path, list[Any]]]:
    holders: list[tuple[_Path, Plain]] = [((), animation)]
    holders += [(("assets", i), asset) for i, asset in enumerate(animation.get("assets", []))]
    for path, holder in holders:
        layers = holder.get("layers", None if path == () else [])
        if not isinstance(layers, list):
            fail("no list", file=file, path=(*path, "layers"), allowed="a list of layers")
        yield (*path, "layers"), layers


def _check_layers(layers: list[Any], assets: Mapping[str, Plain], path: _Path, file: str) -> None:
    parents: dict[int, int] = {}
    for index, layer in enumerate(layers):
        here = (*path, index)
        if not isinstance(layer, dict) or not isinstance(layer.get("ty"), int):
            fail("no layer", file=file, path=here, allowed="an object with a type, ty")
        _check_layer(layer, here, file)
        if layer["ty"] == 0 and composition(layer, assets) is None:
            allowed = ", ".join(sorted(assets)) or "none: there are no assets"
            what = f"no composition {layer.get('refId')!r}"
            fail(what, file=file, path=(*here, "refId"), allowed=allowed)
        if "parent" in layer and "ind" in layer:
            parents[layer["ind"]] = layer["parent"]
    _check_parents(layers, parents, path, file)


def _check_layer(layer: Plain, path: _Path, file: str) -> None:
    for key in ("ip", "op"):
        number(layer, key, file=file, path=path)
    for key, least, most in (("st", -MAX_FRAMES, MAX_FRAMES), ("sr", 0.01, 100)):
        if key in layer and not least <= number(layer, key, file=file, path=path) <= most:
            fail(f"{layer[key]}", file=file, path=(*path, key), allowed=f"{least} to {most}")
    if not isinstance(layer.get("ks", {}), dict):
        fail("no transform", file=file, path=(*path, "ks"), allowed="an object")
    for key in ("ind", "parent"):
        if key in layer and not isinstance(layer[key], int):
            fail(f"{layer[key]!r:.40}", file=file, path=(*path, key), allowed="a whole number")


def _check_parents(layers: list[Any], parents: Mapping[int, int], path: _Path, file: str) -> None:
    known = {layer["ind"] for layer in layers if "ind" in layer}
    for index, layer in enumerate(layers):
        above = layer.get("parent")
        seen = {layer.get("ind")}
        while above is not None:
            if above in seen:
                fail(
                    "parents in a circle", file=file, path=(*path, index, "parent"), allowed="none"
                )
            if above not in known:
                fail(
                    f"no layer {above}",
                    file=file,
                    path=(*path, index, "parent"),
                    allowed="the ind of a layer beside it",
                )
            seen.add(above)
            if len(seen) > MAX_PARENTS:
                where = (*path, index, "parent")
                fail("too many parents", file=file, path=where, allowed=f"{MAX_PARENTS}")
            above = parents.get(above)


def _count(animation: Plain, assets: Mapping[str, Plain], file: str) -> None:
    """Follow all compositions as a renderer would, in the order it would."""
    count = 0
    waiting: list[tuple[list[Any], _Path, tuple[str, ...]]] = [
        (animation["layers"], ("layers",), ())
    ]
    while waiting:
        layers, path, inside = waiting.pop()
        for index, layer in enumerate(layers):
            count += 1
            if count > MAX_LAYERS:
                fail("too many layers", file=file, path=path, allowed=f"at most {MAX_LAYERS}")
            inner = composition(layer, assets)
            if inner is None:
                continue
            name, here = str(inner["id"]), (*path, index, "refId")
            if name in inside:
                fail(f"{name!r} holds itself", file=file, path=here, allowed="no circles")
            if len(inside) >= MAX_NESTING:
                fail("nested too deeply", file=file, path=here, allowed=f"{MAX_NESTING} levels")
            waiting.append((inner["layers"], here, (*inside, name)))
