"""What editors are given says the same as the loader, by a validator that is not pydantic's."""

from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from templates import open_library, template_schema
from templates.format.descriptions import DESCRIPTIONS
from tests.unit.templates.samples import plain_template

VALIDATOR = Draft202012Validator(template_schema())


def _faults(document: Any) -> list[str]:
    return [
        f"{list(fault.absolute_path)}: {fault.message}" for fault in VALIDATOR.iter_errors(document)
    ]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(template_schema())


def test_every_key_is_explained_once_and_no_other() -> None:
    schema = template_schema()
    models = {"TemplateModel": schema, **schema["$defs"]}
    assert {name: set(model["properties"]) for name, model in models.items()} == {
        name: set(words) for name, words in DESCRIPTIONS.items()
    }
    words = [text for keys in DESCRIPTIONS.values() for text in keys.values()]
    assert all(text.endswith(".") and len(text) <= 130 for text in words)


@pytest.mark.parametrize("template_id", open_library().ids())
def test_every_packaged_template_is_valid(template_id: str) -> None:
    text = open_library().get(template_id).files["template.yaml"].decode()
    assert _faults(yaml.safe_load(text)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "still"},
        {"colour": "red"},
        {"layout": {"id": "page", "kind": "box", "direction": "sideways"}},
        {"slots": {"name": {"type": "words", "bind": "catalog.name"}}},
    ],
)
def test_an_editor_sees_a_fault(change: dict[str, Any]) -> None:
    assert _faults(plain_template()) == []
    assert _faults(plain_template(**change))
