"""Small animations in Bodymovin's words, made in place."""

import json
from typing import Any


def still(value: Any) -> dict[str, Any]:
    return {"a": 0, "k": value}


def keys(*found: tuple[float, list[float]], ease: tuple[float, float, float, float] | None = None):  # type: ignore[no-untyped-def]
    """A moving property: (frame, value) …, all with one easing (x1, y1, x2, y2)."""
    x1, y1, x2, y2 = ease or (0.333, 0, 0.667, 1)
    listed: list[dict[str, Any]] = [
        {"t": t, "s": value, "o": {"x": x1, "y": y1}, "i": {"x": x2, "y": y2}} for t, value in found
    ]
    listed[-1] = {"t": listed[-1]["t"], "s": listed[-1]["s"]}
    return {"a": 1, "k": listed}


def transform(**changes: Any) -> dict[str, Any]:
    plain = {
        "o": still(100),
        "r": still(0),
        "p": still([0, 0, 0]),
        "a": still([0, 0, 0]),
        "s": still([100, 100, 100]),
    }
    return {**plain, **changes}


def layer(ty: int, **changes: Any) -> dict[str, Any]:
    plain = {"ddd": 0, "ty": ty, "nm": f"layer {ty}", "sr": 1, "ks": transform()}
    return {**plain, "ao": 0, "ip": 0, "op": 60, "st": 0, "bm": 0, **changes}


def square(side: float = 40, color: tuple[float, ...] = (1, 0, 0, 1), **changes: Any) -> Any:
    """A shape layer: a filled square about its own origin."""
    items = [
        {"ty": "rc", "d": 1, "s": still([side, side]), "p": still([0, 0]), "r": still(0)},
        {"ty": "fl", "c": still(list(color)), "o": still(100), "r": 1},
        {"ty": "tr", **transform()},
    ]
    return layer(4, **{"nm": "square", "shapes": [{"ty": "gr", "nm": "g", "it": items}], **changes})


def animation(*layers: Any, **changes: Any) -> dict[str, Any]:
    """Two seconds of 200 × 100 pixels; layers from front to back, as Bodymovin lists them."""
    plain = {"v": "5.7.4", "fr": 30, "ip": 0, "op": 60, "w": 200, "h": 100, "nm": "comp"}
    return {**plain, "ddd": 0, "assets": [], "layers": list(layers), **changes}


def as_bytes(plain: Any) -> bytes:
    return json.dumps(plain).encode()
