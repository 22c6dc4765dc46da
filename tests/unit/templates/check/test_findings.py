import pytest

from templates.check.findings import Found, Tally, merge_reports
from templates.check.matrix import Cell
from templates.check.samples import Sample


def _cell(ratio: str = "1:1", locale: str = "en", sample: str = "V") -> Cell:
    content = Sample(name=sample, content={})
    return Cell(ratio=ratio, locale=locale, placement="meta.any", sample=content)


def test_warnings_are_read() -> None:
    found = Found.of_warning("low_contrast:name:2.41")
    assert (found.code, found.node, found.figure) == ("low_contrast", "name", 2.41)
    found = Found.of_warning("texts_overlap:name:cta")
    assert (found.code, found.node, found.detail, found.figure) == (
        "texts_overlap", "name", "cta", None,
    )  # fmt: skip
    assert Found.of_warning("loop_jumps").node == ""
    assert found.severity == "warning"
    found = Found.of_warning("join_not_compared:name:س ج")
    assert (found.severity, found.node, found.detail) == ("note", "name", "س ج")
    found = Found.of_warning("duration_limit:6")
    assert (found.node, found.figure) == ("", 6.0)


@pytest.mark.parametrize(("code", "worst"), [("low_contrast", 1.2), ("picture_upscaled", 3.0)])
def test_the_worst_cell_stands_for_all(code: str, worst: float) -> None:
    tally = Tally(template_id="t")
    for ratio, figure in (("1:1", 1.4), ("4:5", worst), ("9:16", 1.3)):
        tally.add(_cell(ratio), [Found.of_warning(f"{code}:name:{figure}")])
    (finding,) = tally.report().findings
    assert (finding.ratio, finding.figure, finding.count) == ("4:5", worst, 3)
    assert finding.ratios == ("1:1", "4:5", "9:16")


def test_errors_come_first_then_what_is_frequent() -> None:
    tally = Tally(template_id="t")
    rare, frequent = Found.of_warning("a:one"), Found.of_warning("b:one")
    error = Found(severity="error", code="c", node="x", detail="no “V” in the font")
    tally.add(_cell(), [rare, frequent])
    tally.add(_cell(), [frequent, error])
    assert [finding.code for finding in tally.report().findings] == ["c", "b", "a"]


def test_parts_of_a_matrix_are_put_together() -> None:
    parts = []
    for sample in ("V", "W"):
        tally = Tally(template_id="t")
        tally.add(_cell(sample=sample), [Found.of_warning("texts_overlap:name:cta")])
        parts.append(tally.report())
    whole = merge_reports(parts)
    assert whole.cells == 2
    (finding,) = whole.findings
    assert (finding.count, finding.sample) == (2, "V")
    with pytest.raises(ValueError, match="no report"):
        merge_reports([])
