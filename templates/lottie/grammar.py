"""Every value of an animation → the types that a renderer written in C++ takes for granted.

ThorVG reads well-formed exports well and crashes over some malformed ones (found by changing one
value of an export at a time): what could bring that about is refused before it gets there.
"""

from typing import Any

from templates.lottie.document import Plain, fail, walk

_Path = tuple[str | int, ...]

# Keys whose lists hold objects only.
_OBJECTS = {"layers", "assets", "shapes", "it", "masksProperties", "ef", "chars", "list"}
# Keys whose value is an object wherever it stands.
_OBJECT = {"ks", "pt", "data"}
# Keys of names.
_WORDS = {"nm", "mn", "refId", "fFamily", "fStyle", "fName"}
# Keys that switch something on or off, some of them by a number.
_FLAGS = {"hd", "td", "tt", "ddd", "ao", "bm", "ct"}
# A path's points and handles: the only lists of lists.
_POINTS = ("v", "i", "o")


def check_grammar(animation: Plain, *, file: str) -> None:
    """TemplateError with the key path of the first value of a wrong type."""
    _check_fonts(animation, file)
    _check_glyphs(animation, file)
    for path, key, value in walk(animation):
        here = (*path, key)
        _check_kind(value, key, here, file)
        if isinstance(value, list):
            _check_list(value, key, here, file)
        elif isinstance(value, dict):
            _check_object(value, here, file)
        else:
            _check_plain(value, key, here, file)


def _check_kind(value: Any, key: str | int, path: _Path, file: str) -> None:
    """What a key means by its name is of that kind, wherever it stands."""
    if key in _WORDS and not isinstance(value, str):
        fail(f"{value!r:.40}", file=file, path=path, allowed="a text")
    if key == "ty" and not isinstance(value, str | int):
        fail(f"{value!r:.40}", file=file, path=path, allowed="a type")
    if key in _FLAGS and not isinstance(value, bool | int):
        fail(f"{value!r:.40}", file=file, path=path, allowed="true or false")
    if key in _OBJECTS and isinstance(value, dict):
        fail("an object", file=file, path=path, allowed="a list of objects")


def _check_plain(value: Any, key: str | int, path: _Path, file: str) -> None:
    """A word, a number or nothing, where no list or object was wanted."""
    if value is None:
        fail("null", file=file, path=path, allowed="a value, or no key")
    if key == "k" and path[-2:-1] == ("pt",):
        fail(f"{value!r:.40}", file=file, path=path, allowed="a path or keyframes of one")
    if key in _OBJECTS or (key in _OBJECT and _in_layer(path)):
        fail(f"{value!r:.40}", file=file, path=path, allowed="an object or a list of them")


def _check_list(value: list[Any], key: str | int, path: _Path, file: str) -> None:
    kinds = {_kind(item) for item in value}
    if len(kinds) > 1:
        fail("a list of mixed kinds", file=file, path=path, allowed="values of one kind")
    kind = next(iter(kinds), "object")
    if key in _OBJECTS and kind != "object":
        fail(f"a list of {kind}s", file=file, path=path, allowed="a list of objects")
    if kind == "list" and key not in _POINTS:
        fail("a list of lists", file=file, path=path, allowed="numbers or objects")
    if key in _OBJECT:
        fail("a list", file=file, path=path, allowed="an object")


def _check_object(value: Plain, path: _Path, file: str) -> None:
    if isinstance(value.get("t"), int | float):
        _check_key(value, path, file)
    if isinstance(value.get("v"), list):
        _check_path(value, path, file)
    if value.get("ty") == "sh" and not isinstance(value.get("ks"), dict):
        fail("no path", file=file, path=(*path, "ks"), allowed="an object")
    if value.get("ty") == 5 and "t" in value:
        _check_text(value, path, file)


def _check_key(key: Plain, path: _Path, file: str) -> None:
    """A keyframe: its easing's handles are numbers."""
    for side in ("i", "o"):
        handle = key.get(side, {})
        axes = handle.values() if isinstance(handle, dict) else [None]
        for axis in axes:
            numbers = axis if isinstance(axis, list) else [axis]
            if not numbers or any(_kind(number) != "number" for number in numbers):
                fail(f"{handle!r:.40}", file=file, path=(*path, side), allowed="numbers x and y")


def _check_path(curve: Plain, path: _Path, file: str) -> None:
    """A Bézier path: as many handles as points, all of two numbers."""
    count = len(curve["v"])
    for key in _POINTS:
        points = curve.get(key)
        if not isinstance(points, list) or len(points) != count:
            fail("handles unlike points", file=file, path=(*path, key), allowed=f"{count} points")
        for point in points:
            if not isinstance(point, list) or len(point) < 2 or _kind(point[0]) != "number":
                fail(f"{point!r:.40}", file=file, path=(*path, key), allowed="pairs of numbers")


def _check_fonts(animation: Plain, file: str) -> None:
    fonts = animation.get("fonts", {})
    listed = fonts.get("list", []) if isinstance(fonts, dict) else None
    if not isinstance(listed, list):
        fail("no fonts", file=file, path=("fonts",), allowed="an object with a list")
    for index, font in enumerate(listed):
        names = ("fName", "fFamily", "fStyle")
        if not isinstance(font, dict) or not all(isinstance(font.get(n), str) for n in names):
            fail("no font", file=file, path=("fonts", "list", index), allowed=", ".join(names))


def _check_glyphs(animation: Plain, file: str) -> None:
    glyphs = animation.get("chars", [])
    for index, glyph in enumerate(glyphs if isinstance(glyphs, list) else [glyphs]):
        names, numbers = ("ch", "fFamily", "style"), ("size", "w")
        named = isinstance(glyph, dict) and all(isinstance(glyph.get(n), str) for n in names)
        if not named or any(_kind(glyph.get(n)) != "number" for n in numbers):
            allowed = ", ".join((*names, *numbers))
            fail("no glyph", file=file, path=("chars", index), allowed=allowed)


def _check_text(layer: Plain, path: _Path, file: str) -> None:
    body = layer["t"]
    held = body.get("d") if isinstance(body, dict) else None
    documents = held.get("k") if isinstance(held, dict) else None
    if not isinstance(documents, list) or not documents:
        fail("no text", file=file, path=(*path, "t"), allowed="text documents at t.d.k")
    for index, document in enumerate(documents):
        found = document.get("s") if isinstance(document, dict) else None
        here = (*path, "t", "d", "k", index, "s")
        if not isinstance(found, dict):
            fail("no text document", file=file, path=here, allowed="an object")
        words = all(isinstance(found.get(name), str) for name in ("t", "f"))
        if not words or _kind(found.get("s")) != "number":
            fail("no text document", file=file, path=here, allowed="words t, font f and size s")


def _in_layer(path: _Path) -> bool:
    return "layers" in path


def _kind(value: object) -> str:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return "word"
    if isinstance(value, int | float):
        return "number"
    return "list" if isinstance(value, list) else "object"
