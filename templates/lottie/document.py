"""The bytes of a Lottie animation → plain JSON values that no renderer can choke on.

Format: https://lottie.github.io/lottie-spec/ and Bodymovin 5.7's own exports. An animation is
hostile until checked: what would crash a renderer, flood it, or make it read files is refused.
"""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from templates.errors import TemplateError

MAX_BYTES = 10_000_000
MAX_DEPTH = 60
MAX_VALUES = 600_000
# After Effects' own comps end at 30,000 px; no number that means a length or a time is larger.
MAX_NUMBER = 10_000_000
# The most copies a repeater draws, and corners a star has.
MAX_COPIES = 200

Plain = dict[str, Any]


def read_document(data: bytes, *, file: str) -> Plain:
    """The animation's values: finite numbers, no deeper and no more of them than allowed.

    file: its name, for messages. Raises TemplateError with the key path.
    """
    if len(data) > MAX_BYTES:
        raise TemplateError(f"{len(data):,} bytes", where=file, allowed=f"at most {MAX_BYTES:,}")
    try:
        values = json.loads(data, parse_constant=_no_constant)
    except RecursionError as error:
        raise TemplateError(
            "nested too deeply", where=file, allowed=f"{MAX_DEPTH} levels"
        ) from error
    except ValueError as error:
        raise TemplateError(f"no valid JSON: {error}", where=file, allowed="JSON") from error
    if not isinstance(values, dict):
        raise TemplateError("no JSON object", where=file, allowed="a Lottie animation")
    for count, (path, key, value) in enumerate(walk(values)):
        if count > MAX_VALUES:
            raise TemplateError("too many values", where=file, allowed=f"at most {MAX_VALUES:,}")
        _check_value(path, key, value, file)
    return values


def walk(values: Any) -> Iterator[tuple[tuple[str | int, ...], str | int, Any]]:
    """Every value below `values` with the path of what holds it and its own key, parents first."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), values)]
    while waiting:
        path, holder = waiting.pop()
        items = holder.items() if isinstance(holder, dict) else enumerate(holder)
        for key, value in items:
            yield path, key, value
            if isinstance(value, dict | list):
                waiting.append(((*path, key), value))


def spell(path: tuple[str | int, ...]) -> str:
    """("layers", 2, "ks") → layers[2].ks."""
    spelled = ""
    for part in path:
        spelled += f"[{part}]" if isinstance(part, int) else f".{part}" if spelled else part
    return spelled


def fail(what: str, *, file: str, path: tuple[str | int, ...], allowed: str) -> NoReturn:
    """Raise TemplateError at a key path of an animation."""
    raise TemplateError(what, where=f"{file}: {spell(path)}", allowed=allowed)


def is_expression(key: str | int, value: object) -> bool:
    """Whether a value is the program that After Effects computes a property by."""
    return key == "x" and isinstance(value, str)


def number(values: Mapping[str, Any], key: str, *, file: str, path: tuple[str | int, ...]) -> float:
    """A number that must be there."""
    value = values.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        fail(f"{value!r:.40}", file=file, path=(*path, key), allowed="a number")
    return float(value)


def _check_value(path: tuple[str | int, ...], key: str | int, value: Any, file: str) -> None:
    if len(path) >= MAX_DEPTH:
        fail("nested too deeply", file=file, path=path[:6], allowed=f"{MAX_DEPTH} levels")
    if isinstance(value, int | float) and not (math.isfinite(value) and abs(value) <= MAX_NUMBER):
        fail(f"{value!r:.20}", file=file, path=(*path, key), allowed=f"at most {MAX_NUMBER:,}")
    if isinstance(value, dict) and value.get("ty") in ("rp", "sr"):
        _check_copies(value, (*path, key), file)


def _check_copies(shape: Plain, path: tuple[str | int, ...], file: str) -> None:
    name = "c" if shape["ty"] == "rp" else "pt"
    for inner, key, value in walk(shape.get(name, {})):
        if isinstance(value, int | float) and value > MAX_COPIES and "t" not in (key, *inner[-1:]):
            fail(f"{value:g}", file=file, path=(*path, name), allowed=f"at most {MAX_COPIES}")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
