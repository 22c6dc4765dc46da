"""The reference page names every key of the format, and its examples are of the format."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from templates.easing import EASINGS
from templates.format.descriptions import DESCRIPTIONS
from templates.format.model import NodeModel, Properties, TemplateModel
from templates.format.presets import PRESETS

_PAGE = Path(__file__).parents[4].joinpath("docs", "templates.md").read_text(encoding="utf-8")
_EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", _PAGE, re.MULTILINE | re.DOTALL)
_OF_TEMPLATES = {
    field.alias or name: field.rebuild_annotation()
    for name, field in TemplateModel.model_fields.items()
}
# Written as `min_…` and `max_…`, or explained where comps are imported.
_ELSEWHERE = {"min_width", "max_width", "min_height", "max_height", "canvas"}


def test_every_key_is_named() -> None:
    keys = {key for words in DESCRIPTIONS.values() for key in words}
    named = set(
        re.findall(r"[a-z_]+", "\n".join(re.findall(r"`[^`]+`|^```.*?^```$", _PAGE, re.M | re.S)))
    )
    assert keys - named - _ELSEWHERE == set()


@pytest.mark.parametrize("name", [*PRESETS])
def test_every_preset_is_named(name: str) -> None:
    assert f"`{name}`" in _PAGE


def test_springs_are_named() -> None:
    assert [name for name in EASINGS if "spring" in name and f"`{name}`" not in _PAGE] == []


@pytest.mark.parametrize("example", _EXAMPLES)
def test_an_example_is_of_the_format(example: str) -> None:
    _validate(yaml.safe_load(example))


def _validate(values: Any) -> None:
    if isinstance(values, list):
        for node in values:
            NodeModel.model_validate(node)
        return
    for key, value in values.items():
        match key:
            case "motion" | "mask":
                Properties.model_validate({key: value})
            case "at":
                TypeAdapter(dict[str, Properties]).validate_python(value)
            case "layout" if isinstance(value, list):
                _validate(value)
            case _:
                TypeAdapter(_OF_TEMPLATES[key]).validate_python(value)
