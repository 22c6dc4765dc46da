"""mapping.yaml."""

import pytest

from ranker import MappingInvalidError
from ranker.tables.mapping import parse_mapping


@pytest.mark.parametrize("text", [None, "", "# nothing\n", "popularity:\n"])
def test_no_mapping(text: str | None) -> None:
    assert not any(parse_mapping(text).values())


def test_own_to_foreign() -> None:
    assert parse_mapping("catalog: {name: Künstler, name_ar-EG: arabic}") == {
        "catalog": {"name": "Künstler", "name_ar-EG": "arabic"}
    }


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("catalog: [", "is no YAML"),
        ("- catalog", "is no mapping"),
        ("artists: {name: x}", "no table is called 'artists'; allowed: catalog, markets"),
        ("catalog: name", "catalog: is no mapping"),
        ("catalog: {nom: x}", "catalog has no column 'nom'; allowed: artist_id, name"),
        ("catalog: {name: 5}", "catalog.name is 5"),
        ("catalog: {name: ''}", "catalog.name is ''"),
        ("catalog: {on: x}", "no column True"),
        ("!!python/object/apply:os.getcwd []", "is no YAML"),
        ("#" * 100_001, "too long"),
    ],
)
def test_what_cannot_be_followed_is_told(text: str, what: str) -> None:
    with pytest.raises(MappingInvalidError) as caught:
        parse_mapping(text)
    assert what in str(caught.value)
    assert caught.value.where == "mapping.yaml"
