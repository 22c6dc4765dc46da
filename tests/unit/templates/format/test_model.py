import json

from templates.format.model import template_schema


def test_the_schema_is_json_and_knows_every_top_key() -> None:
    schema = json.loads(json.dumps(template_schema()))
    assert schema["additionalProperties"] is False
    assert {"id", "slots", "copy", "layout", "type", "schema"} <= set(schema["properties"])
    assert "text_align" in schema["$defs"]["NodeModel"]["properties"]
