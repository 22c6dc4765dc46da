"""mapping.yaml."""

import pytest

from ranker import MappingInvalidError
from ranker.tables.mapping import DateOrder, parse_mapping


@pytest.mark.parametrize("text", [None, "", "# nothing\n", "popularity:\n"])
def test_no_mapping(text: str | None) -> None:
    assert not any(parse_mapping(text).columns.values())


def test_own_to_foreign() -> None:
    assert parse_mapping("catalog: {name: Künstler, name_ar-EG: arabic}").columns == {
        "catalog": {"name": "Künstler", "name_ar-EG": "arabic"}
    }


def test_how_cells_are_written() -> None:
    text = (
        "time_zone: Asia/Tokyo\ndates: day-first\ndecimal: ','\nencoding: latin-1\n"
        "currencies: {EUR: 1.08, USD: 1}\npopularity: {date: day}\n"
    )
    mapping = parse_mapping(text)
    assert mapping.columns == {"popularity": {"date": "day"}}
    assert mapping.currencies == {"EUR": 1.08, "USD": 1.0}
    assert (mapping.time_zone, mapping.dates) == ("Asia/Tokyo", DateOrder.DAY_FIRST)
    assert (mapping.decimal, mapping.encoding) == (",", "iso8859-1")


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
        ("currencies: {}", "currencies is {}"),
        ("currencies: {eur: 1}", "currencies: 'eur' is 1; allowed: a currency code"),
        ("currencies: {EUR: 0}", "'EUR' is 0"),
        ("currencies: {EUR: .inf}", "'EUR' is inf"),
        ("currencies: {EUR: true}", "'EUR' is True"),
        ("time_zone: Mars", "time_zone is 'Mars'; allowed: a name of the tz database"),
        ("dates: american", "dates is 'american'; allowed: day-first or month-first"),
        ("decimal: ';'", 'decimal is \';\'; allowed: "." or ","'),
        ("encoding: klingon", "encoding is 'klingon'; allowed: a text encoding"),
        ("encoding: base64", "encoding is 'base64'"),
    ],
)
def test_what_cannot_be_followed_is_told(text: str, what: str) -> None:
    with pytest.raises(MappingInvalidError) as caught:
        parse_mapping(text)
    assert what in str(caught.value)
    assert caught.value.where == "mapping.yaml"
