"""Whatever a template's file says: an error with file, line and key path, or a Scene."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from templates import TemplateError, TemplatesError, make_scene, open_library, resolve
from templates.check import extremes
from templates.format.loader import parse_template
from templates.scene import scene_json
from templates.text import FontLibrary

FONTS = FontLibrary.packaged()
FILES = {
    name: {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in Path(folder).rglob("*")
        if file.is_file()
    }
    for name, folder in open_library().folders.items()
}
PLAIN = {name: yaml.safe_load(files["template.yaml"]) for name, files in FILES.items()}
# What is wrong nearly everywhere.
ODD: list[Any] = [
    None, True, -1, 0, 1e308, 5e-324, 10**40, float("nan"), float("inf"), "", "nan", "1e400",
    "50%", "auto", "name", "{name}", "{", "#ff00aa/50", "\0", "\u202e", "x" * 10_000, [], {},
    [[]], [1, 2], {"t": 0}, "2026-02-30", "16:9",
]  # fmt: skip
# What is right somewhere, and at its limit.
EXTREME: dict[str, list[Any]] = {
    "aspect": [0.051, 19.9],
    "bars": [8, 120],
    "blend": ["overlay"],
    "blur": [0, 20],
    "canvas": [{"width": 1, "height": 8192}, {"width": 8192, "height": 1, "fit": "cover"}],
    "cycle": [1, 20],
    "duration_s": [0.5, 60],
    "families": [["Nope"], ["Noto Sans Khmer"], [""]],
    "file": ["a.json", "../a.json", "template.yaml"],
    "for": [1e-9, 60],
    "ease": ["spring(1e9,0)", "spring(1,1)", "cubic-bezier(0,99,1,-99)", "elastic-out"],
    "gap": [1000, "9999%"],
    "height": [0, 1000, -1000, "0%", "9999%"],
    "hidden": [True],
    "in": [{"preset": "slide", "t": 119, "for": 60}, {"preset": "unmask", "ease": "spring"}],
    "inset": [0, "50%", [1, 2, 3, 4]],
    "lines": [1, 12],
    "mask": [{"text": "name"}, {"text": "nosuch"}, {"shape": "ellipse", "inset": 1000}],
    "max_width": [0, 1e-300],
    "min": [1e-300, 80],
    "motion": [
        {"by": "letter", "stagger": 2, "in": {"preset": "pop"}},
        {"scale": [{"t": 1, "value": 0}, {"t": 0, "value": 1}]},
        {"rotation": [{"t": 0, "value": 720}], "offset": [{"t": 0, "x": 1e308}]},
        {"shown": [5, 1]},
    ],
    "opacity": [0],
    "padding": [1000, -1000],
    "position": ["absolute"],
    "ratios": [["1:4"], ["0:1"], ["1:1"] * 20],
    "repeat": ["tracks", "name", "nosuch"],
    "size": [1e-300, 80],
    "spacing": [-0.2, 1],
    "stroke_width": [1e-4, 20],
    "text": ["a", "\0", "\u0378", "\u0301" * 200, "👨\u200d" * 80],
    "weight": [1, 1000],
    "width": [0, 1000, -1000, "0%", "9999%"],
    "wrap": [True],
}  # fmt: skip
Path_ = tuple[str | int, ...]


class _WrittenOut(yaml.SafeDumper):
    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _paths(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    yield path
    listed = enumerate(value) if isinstance(value, list) else ()
    for key, held in value.items() if isinstance(value, dict) else listed:
        yield from _paths(held, (*path, key))


def _at(value: Any, path: Path_) -> Any:
    for key in path:
        value = value[key]
    return value


def _mutate(plain: dict[str, Any], data: st.DataObject) -> None:
    """Replace a value, leave one out, add a key, or put a value where another stood."""
    paths = [path for path in _paths(plain) if path]
    path = data.draw(st.sampled_from(paths))
    parent, last = _at(plain, path[:-1]), path[-1]
    match data.draw(st.sampled_from(["odd", "out", "extreme", "extreme", "extreme", "moved"])):
        case "odd":
            parent[last] = copy.deepcopy(data.draw(st.sampled_from(ODD)))
        case "out":
            parent.pop(last)
        case "moved":
            parent[last] = copy.deepcopy(_at(plain, data.draw(st.sampled_from(paths))))
        case _:
            mappings = [path for path in _paths(plain) if isinstance(_at(plain, path), dict)]
            key = data.draw(st.sampled_from(sorted(EXTREME)))
            value = data.draw(st.sampled_from(EXTREME[key]))
            _at(plain, data.draw(st.sampled_from(mappings)))[key] = copy.deepcopy(value)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(PLAIN)), st.integers(1, 3), st.data())
def test_any_template_is_refused_or_makes_a_scene(
    name: str, count: int, data: st.DataObject
) -> None:
    plain = copy.deepcopy(PLAIN[name])
    for _ in range(count):
        _mutate(plain, data)
    text = yaml.dump(plain, Dumper=_WrittenOut, allow_unicode=True, sort_keys=False)
    try:
        template = parse_template({**FILES[name], "template.yaml": text.encode()}, name="t")
    except TemplateError as error:
        assert error.where.startswith("t/") and error.allowed
        assert len(str(error)) < 1000
        return
    locale = data.draw(st.sampled_from(template.locales))
    ratio = data.draw(st.sampled_from(template.ratios))
    sample = data.draw(st.sampled_from(extremes(template, locale)))
    try:
        resolved = resolve(template, content=sample.content, locale=locale, ratio=ratio)
        report = make_scene(resolved, pictures=sample.pictures, sounds=sample.sounds, fonts=FONTS)
    except TemplatesError as error:
        assert str(error)
        return
    json.loads(scene_json(report.scene), parse_constant=pytest.fail)


LINES = [
    "!!int ''", "!!bool maybe", "!!timestamp abc", "!!binary '=%'", "!!python/object:os.system x",
    "!foo bar", "*a", "&a [1]", "? [a]: b", "1:" + "59:" * 300 + "1.5", "0x_", "2026-02-30",
    "9" * 5000, "1e9999999", "-.inf", "=", "<<", "0001-01-01T00:00:00+14:00", "[", "'", '"\\ud800"',
    "\t", "@", "`", "%",
]  # fmt: skip


@pytest.mark.parametrize("written", LINES)
@pytest.mark.parametrize("key", ["cost_s", "title", "layout", "slots"])
def test_any_yaml_is_refused_or_read(key: str, written: str) -> None:
    lines = FILES["spotlight"]["template.yaml"].decode().splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith(f"{key}:"))
    lines[at] = f"{key}: {written}"
    try:
        parse_template({"template.yaml": "\n".join(lines).encode()}, name="t")
    except TemplateError as error:
        assert error.where.startswith("t/template.yaml") and error.allowed
