"""An export as it comes → without programs, with its pictures in it, and nothing to be fetched."""

import copy
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from templates.errors import PictureRefused
from templates.lottie.document import Plain, fail, is_expression, walk
from templates.lottie.facts import embedded_picture
from templates.lottie.report import Finding, kind_of
from templates.lottie.structure import assets_of
from templates.pictures.header import read_header

_IMAGE = 2
_KINDS = {"PNG": "png", "JPEG": "jpeg"}


def cleaned(
    animation: Plain, *, file: str, pictures: Mapping[str, bytes]
) -> tuple[Plain, tuple[Finding, ...]]:
    """A copy without expressions, fonts' paths and sounds, its pictures embedded.

    pictures: by the path that the export names (`u` and `p`). Raises TemplateError for pictures
    that are not there, or not PNG or JPEG.
    """
    found = copy.deepcopy(animation)
    findings = tuple(_without_expressions(found))
    for font in (found.get("fonts") or {}).get("list") or []:
        if isinstance(font, dict):
            font.pop("fPath", None)
    found.pop("markers", None)
    nulls = [(path, key) for path, key, value in walk(found) if value is None]
    for path, key in nulls:
        holder = _at(found, path)
        if isinstance(holder, dict):
            del holder[key]
    shown = {
        str(value["refId"])
        for _, _, value in walk(found)
        if isinstance(value, dict) and value.get("ty") == _IMAGE and "refId" in value
    }
    for index, (name, asset) in enumerate(assets_of(found, file=file).items()):
        if "layers" not in asset and name in shown:
            _embed(asset, index, file, pictures)
    return found, findings


def picture_paths(animation: Plain) -> Iterator[str]:
    """Paths, beside the export, of pictures that are not embedded in it."""
    for asset in assets_of(animation).values():
        source = asset.get("p")
        if "layers" not in asset and isinstance(source, str) and not source.startswith("data:"):
            yield f"{asset.get('u') or ''}{source}"


def _without_expressions(animation: Plain) -> Iterator[Finding]:
    found = [(path, key) for path, key, value in walk(animation) if is_expression(key, value)]
    for path, key in found:
        holder: Any = animation
        layer: Plain = {}
        for part in path:
            holder = holder[part]
            if isinstance(holder, dict) and "ty" in holder and "ks" in holder:
                layer = holder
        del holder[key]
        yield Finding(
            layer=str(layer.get("nm") or "?"),
            kind=kind_of(layer["ty"]) if isinstance(layer.get("ty"), int) else "",
            outcome="changed",
            detail=f"without its expression at {'.'.join(map(str, path[-3:]))}",
        )


def _at(animation: Plain, path: tuple[str | int, ...]) -> Any:
    holder: Any = animation
    for part in path:
        holder = holder[part]
    return holder


def _embed(asset: Plain, index: int, file: str, pictures: Mapping[str, bytes]) -> None:
    path = ("assets", index, "p")
    source = str(asset.get("p", ""))
    name = f"{asset.get('u') or ''}{source}"
    data = embedded_picture(source) if source.startswith("data:") else pictures.get(name)
    if data is None:
        allowed = "an embedded PNG or JPEG, or the path of one beside the export"
        fail(f"no picture {name!r:.80}", file=file, path=path, allowed=allowed)
    try:
        kind = _KINDS.get(read_header(data).format)
    except PictureRefused as error:
        fail(error.what, file=file, path=path, allowed=error.allowed)
    if kind is None:
        fail("a WebP picture", file=file, path=path, allowed="PNG, JPEG")
    asset |= {"u": "", "e": 1, "p": f"data:image/{kind};base64,{b64encode(data).decode()}"}
