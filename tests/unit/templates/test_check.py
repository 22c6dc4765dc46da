from templates.check import check_template
from templates.text import FontLibrary
from tests.unit.templates.samples import make_template, plain_template


def test_a_sound_template_has_notes_alone(fonts: FontLibrary) -> None:
    report = check_template(make_template(), fonts=fonts, ratios=["1:1"], names=["V"])
    assert report.cells == 8
    assert report.passed
    assert [(found.code, found.locale) for found in report.findings] == [("copy_unsigned", "ar")]


def test_faults_are_found_where_they_are(fonts: FontLibrary) -> None:
    layout = plain_template()["layout"]
    layout["children"][1]["color"] = "background"
    report = check_template(
        make_template(layout=layout), fonts=fonts, ratios=["1:1"], locales=["en"], names=["V", "𐎠"]
    )
    assert not report.passed
    assert {(found.severity, found.code) for found in report.findings} == {
        ("warning", "low_contrast"),
        ("error", "text_uncovered"),
        ("note", "copy_unsigned"),
    }
