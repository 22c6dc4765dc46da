"""The words of Bodymovin 5.7: layers, properties, shapes, texts as After Effects exports them."""

import base64
import io
from collections.abc import Iterable
from typing import Any

import numpy as np
import uharfbuzz as hb
from PIL import Image

from templates.text import FontLibrary

Plain = dict[str, Any]

# After Effects' "easy ease", and one that rushes in and settles.
EASY = (0.333, 0.0, 0.667, 1.0)
EXPO = (0.16, 1.0, 0.3, 1.0)
LINEAR = (0.167, 0.167, 0.833, 0.833)


def val(value: Any, ix: int = 0) -> Plain:
    """A property that stands still."""
    return {"a": 0, "k": value, "ix": ix}


def keyed(*keys: Any, ease: tuple[float, ...] = EASY, ix: int = 0) -> Plain:
    """Keyframes (frame, value[, {more}]); each eases to the next."""
    listed: list[Plain] = []
    for frame, value, *more in keys:
        values = value if isinstance(value, list) else [value]
        key: Plain = {
            "i": {"x": [ease[2]], "y": [ease[3]]},
            "o": {"x": [ease[0]], "y": [ease[1]]},
            "t": frame,
            "s": values,
        }
        listed.append({**key, **(more[0] if more else {})})
    listed[-1] = {"t": listed[-1]["t"], "s": listed[-1]["s"]}
    return {"a": 1, "k": listed, "ix": ix}


def spatial(*keys: Any, ease: tuple[float, ...] = EASY, ix: int = 2) -> Plain:
    """Keyframes of a position: one easing for the way, as Bodymovin writes spatial properties."""
    found = keyed(*keys, ease=ease, ix=ix)
    for key in found["k"][:-1]:
        for side in ("i", "o"):
            key[side] = {axis: numbers[0] for axis, numbers in key[side].items()}
        key.setdefault("to", [0, 0, 0])
        key.setdefault("ti", [0, 0, 0])
    return found


def ks(**changes: Any) -> Plain:
    """A layer's transform."""
    plain = {
        "o": val(100, 11),
        "r": val(0, 10),
        "p": val([0, 0, 0], 2),
        "a": val([0, 0, 0], 1),
        "s": val([100, 100, 100], 6),
    }
    return {**plain, **changes}


def layer(ty: int, name: str, ind: int, *, op: float, **changes: Any) -> Plain:
    """What all layers have."""
    plain: Plain = {"ddd": 0, "ind": ind, "ty": ty, "nm": name, "sr": 1, "ks": ks(), "ao": 0}
    return {**plain, "ip": 0, "op": op, "st": 0, "bm": 0, **changes}


def solid(name: str, ind: int, size: tuple[int, int], color: str, **changes: Any) -> Plain:
    """A solid layer."""
    return layer(1, name, ind, sw=size[0], sh=size[1], sc=color, **changes)


def shape(name: str, ind: int, items: Iterable[Plain], **changes: Any) -> Plain:
    """A shape layer of one group."""
    group = {"ty": "gr", "it": [*items, tr()], "nm": "Group 1", "np": 2, "cix": 2, "bm": 0}
    more = {"ix": 1, "mn": "ADBE Vector Group", "hd": False}
    return layer(4, name, ind, shapes=[{**group, **more}], **changes)


def rect(width: float, height: float, radius: float = 0, at: tuple[float, float] = (0, 0)) -> Plain:
    """A rectangle about a point."""
    body = {"s": val([width, height], 2), "p": val(list(at), 3), "r": val(radius, 4)}
    return {"ty": "rc", "d": 1, **body, "nm": "Rectangle Path 1", "hd": False}


def ellipse(width: float, height: float) -> Plain:
    """An ellipse about the origin."""
    body = {"d": 1, "s": val([width, height], 2), "p": val([0, 0], 3)}
    return {"ty": "el", **body, "nm": "Ellipse Path 1", "hd": False}


def line(*points: tuple[float, float]) -> Plain:
    """An open path of straight stretches."""
    none = [[0, 0] for _ in points]
    path = {"i": none, "o": none, "v": [list(point) for point in points], "c": False}
    return {"ind": 0, "ty": "sh", "ix": 1, "ks": val(path, 2), "nm": "Path 1", "hd": False}


def fill(red: float, green: float, blue: float, opacity: float = 100) -> Plain:
    """A fill of one colour."""
    body = {"c": val([red, green, blue, 1], 4), "o": val(opacity, 5), "r": 1, "bm": 0}
    return {"ty": "fl", **body, "nm": "Fill 1", "hd": False}


def stroke(red: float, green: float, blue: float, width: float) -> Plain:
    """A stroke with round ends."""
    body = {"c": val([red, green, blue, 1], 3), "o": val(100, 4), "w": val(width, 5)}
    return {"ty": "st", **body, "lc": 2, "lj": 2, "bm": 0, "nm": "Stroke 1", "hd": False}


def gradient(start: list[float], end: list[float], stops: list[float], count: int) -> Plain:
    """A linear gradient: stops as (at, red, green, blue)…, then (at, alpha)…."""
    body = {"o": val(100, 10), "r": 1, "bm": 0, "g": {"p": count, "k": val(stops, 9)}}
    return {"ty": "gf", **body, "s": val(start, 5), "e": val(end, 6), "t": 1, "nm": "Gradient 1"}


def trim(start: Any, end: Any, offset: Any = 0) -> Plain:
    """Trim paths, in per cent."""
    parts = [part if isinstance(part, dict) else val(part) for part in (start, end, offset)]
    return {"ty": "tm", "s": parts[0], "e": parts[1], "o": parts[2], "m": 1, "nm": "Trim Paths 1"}


def tr(**changes: Any) -> Plain:
    """The transform of a group."""
    plain = {"p": val([0, 0], 2), "a": val([0, 0], 1), "s": val([100, 100], 3), "r": val(0, 6)}
    return {"ty": "tr", **plain, "o": val(100, 7), "sk": val(0, 4), "sa": val(0, 5), **changes}


def text(name: str, ind: int, words: str, *, font: str, size: float, **changes: Any) -> Plain:
    """A text layer: point text, or with `sz` and `ps` box text. color: three channels, 0-1."""
    document: Plain = {"s": size, "f": font, "t": words, "ca": 0, "j": changes.pop("j", 0)}
    document |= {"tr": changes.pop("tr", 0), "lh": changes.pop("lh", size * 1.2), "ls": 0}
    document["fc"] = changes.pop("color", [1, 1, 1])
    document |= {key: changes.pop(key) for key in ("sz", "ps") if key in changes}
    more = {"p": {}, "m": {"g": 1, "a": val([0, 0], 2)}, "a": []}
    return layer(5, name, ind, t={"d": {"k": [{"s": document, "t": 0}]}, **more}, **changes)


def composition(name: str, assets: list[Plain], layers: list[Plain]) -> str:
    """Add a composition to the assets; its id."""
    assets.append({"id": f"comp_{len(assets)}", "nm": name, "layers": layers})
    return str(assets[-1]["id"])


def picture(assets: list[Plain], image: Image.Image, *, kind: str = "JPEG") -> str:
    """Add an embedded picture to the assets; its id."""
    file = io.BytesIO()
    image.save(file, kind, quality=80)
    source = f"data:image/{kind.lower()};base64,{base64.b64encode(file.getvalue()).decode()}"
    name = f"image_{len(assets)}"
    size = {"w": image.width, "h": image.height}
    assets.append({"id": name, **size, "u": "", "p": source, "e": 1})
    return name


def placeholder(side: int) -> Image.Image:
    """A soft square of two colours with a disc, to see how it lies."""
    y, x = np.mgrid[0:side, 0:side] / side
    pixels = np.stack([40 + 190 * x, 60 + 60 * y, 200 - 120 * x], axis=2)
    pixels[np.hypot(x - 0.5, y - 0.4) < 0.22] = (250, 220, 170)
    return Image.fromarray(pixels.astype(np.uint8))


def chars(words: Iterable[str], family: str, style: str, weight: float) -> list[Plain]:
    """Glyphs as Bodymovin's "Glyphs" option has them: outlines at 100 px, advance in per cent."""
    library = FontLibrary.packaged()
    font = library.font(library.find(family, weight=weight), (("wght", weight),))
    found = []
    for character in sorted(set("".join(words)) - {"\r", "\n"}):
        glyph = font.get_nominal_glyph(ord(character))
        advance = font.get_glyph_h_advance(glyph) / font.scale[0] * 100
        pen = _Pen(100 / font.scale[0])
        font.draw_glyph(glyph, pen.functions(), None)
        data = {"shapes": pen.shapes(character)} if pen.paths else {}
        found.append(
            {
                "ch": character,
                "size": 100,
                "style": style,
                "w": round(advance, 2),
                "data": data,
                "fFamily": family,
            }
        )
    return found


class _Pen:
    def __init__(self, scale: float) -> None:
        self._scale = scale
        self.paths: list[Plain] = []

    def functions(self) -> hb.DrawFuncs:
        funcs = hb.DrawFuncs()
        funcs.set_move_to_func(lambda x, y, _: self._start(x, y))
        funcs.set_line_to_func(lambda x, y, _: self._curve(None, None, (x, y)))
        funcs.set_cubic_to_func(lambda a, b, c, d, x, y, _: self._curve((a, b), (c, d), (x, y)))
        funcs.set_quadratic_to_func(lambda a, b, x, y, _: self._quadratic((a, b), (x, y)))
        funcs.set_close_path_func(lambda _: None)
        return funcs

    def shapes(self, character: str) -> list[Plain]:
        items = [
            {"ind": n, "ty": "sh", "ix": n + 1, "ks": val(path, 2), "nm": character, "hd": False}
            for n, path in enumerate(self.paths)
        ]
        return [{"ty": "gr", "it": items, "nm": character, "np": len(items), "hd": False}]

    def _point(self, x: float, y: float) -> list[float]:
        return [round(x * self._scale, 2), round(-y * self._scale, 2)]

    def _start(self, x: float, y: float) -> None:
        self.paths.append({"i": [[0, 0]], "o": [[0, 0]], "v": [self._point(x, y)], "c": True})

    def _curve(self, away: Any, back: Any, to: tuple[float, float]) -> None:
        path, end = self.paths[-1], self._point(*to)
        here = path["v"][-1]
        if away is not None:
            point = self._point(*away)
            path["o"][-1] = [round(point[0] - here[0], 2), round(point[1] - here[1], 2)]
        point = end if back is None else self._point(*back)
        path["v"].append(end)
        path["o"].append([0, 0])
        path["i"].append([round(point[0] - end[0], 2), round(point[1] - end[1], 2)])

    def _quadratic(self, through: tuple[float, float], to: tuple[float, float]) -> None:
        last = self.paths[-1]["v"][-1]
        x, y = last[0] / self._scale, -last[1] / self._scale
        away = (x + 2 / 3 * (through[0] - x), y + 2 / 3 * (through[1] - y))
        back = (to[0] + 2 / 3 * (through[0] - to[0]), to[1] + 2 / 3 * (through[1] - to[1]))
        self._curve(away, back, to)
