"""Rows: what a ratio and an aim are of, and what JSON and the table say of them."""

import pytest

from bench.report import COLUMNS, Row, document


def _row(**fields: object) -> Row:
    plain: dict[str, object] = {"name": "painting", "value": 2.0, "unit": "ms"}
    return Row(**{**plain, **fields})  # type: ignore[arg-type]  # a row of the test's own making


def test_a_ratio_needs_both_values() -> None:
    assert _row().ratio is None
    assert _row(reference="encoding", reference_value=0.0).ratio is None
    assert _row(reference="encoding", reference_value=8.0).ratio == 0.25
    assert _row(value=None, reference="encoding", reference_value=8.0).ratio is None


@pytest.mark.parametrize(
    ("fields", "met"),
    [
        ({}, None),
        ({"aim": 3.0, "at_least": False}, True),
        ({"aim": 2.0, "at_least": False}, True),
        ({"aim": 1.0, "at_least": False}, False),
        ({"aim": 3.0}, False),
        ({"aim": 3.0, "value": None}, None),
        ({"aim": 3.0, "aim_at_ratio": True}, None),
        ({"aim": 3.0, "aim_at_ratio": True, "reference_value": 0.5}, True),
        ({"aim": 5.0, "aim_at_ratio": True, "reference_value": 0.5}, False),
    ],
)
def test_an_aim_is_of_the_value_or_of_the_ratio(
    fields: dict[str, object], met: bool | None
) -> None:
    assert _row(**fields).met is met


def test_json_has_the_fields_of_the_format() -> None:
    told = document(
        [_row(), _row(value=None, skipped="Node is not installed")],
        packages=["numpy"],
        programs={"node": None, "chromium": "Chromium 150"},
    )
    assert set(told) == {"machine", "versions", "rows"}
    assert set(told["machine"]) == {"system", "processor", "cores"}
    assert set(told["versions"]) == {"python", "numpy", "chromium"}
    plain = {"name", "value", "unit", "reference", "reference_value", "ratio", "aim", "met"}
    assert [set(row) for row in told["rows"]] == [plain, plain | {"skipped"}]


def test_json_says_where_an_aim_is_of_the_ratio() -> None:
    assert _row(aim=3.0, aim_at_ratio=True, reference_value=0.5).document()["aim_of"] == "ratio"


def test_a_line_of_the_table() -> None:
    row = _row(reference="encoding", reference_value=8.0, aim=3.0, at_least=False)
    assert row.cells() == ("painting", "2", "ms", "encoding", "8", "0.25", "≤ 3", "met")
    assert _row(aim=3.0, aim_at_ratio=True).cells()[-2:] == ("≥ 3 ×", "")
    absent = _row(value=None, skipped="Node is not installed").cells()
    assert (absent[1], absent[-1]) == ("skipped", "Node is not installed")
    assert len(absent) == len(COLUMNS)
