from templates.build.make import SceneReport
from templates.check import Cell, Found, Sample, check_template, extremes
from templates.template import Template
from templates.text import FontLibrary
from tests.unit.templates.samples import make_template, plain_template


def test_a_sound_template_has_notes_alone(fonts: FontLibrary) -> None:
    report = check_template(make_template(), fonts=fonts, ratios=["1:1"])
    # Four hard artworks and two longer names, and in Arabic a name in its own letters.
    assert report.cells == 6 + 7
    assert report.passed
    assert [(found.code, found.locale) for found in report.findings] == [("copy_unsigned", "ar")]


def test_a_placement_is_tried_where_it_covers_other_parts(fonts: FontLibrary) -> None:
    template = make_template()
    report = check_template(template, fonts=fonts, ratios=["9:16"], locales=["en"])
    assert report.cells == 6 * 5
    alike = ["meta.any", "meta.reels"]
    report = check_template(
        template, fonts=fonts, ratios=["9:16"], locales=["en"], placements=alike
    )
    assert report.cells == 6


def _unreadable(template: Template, locale: str) -> list[Sample]:
    first, *_ = extremes(template, locale)
    return [
        first,
        Sample(name="Old Persian", content={**first.content, "name": "𐎠"}, pictures=first.pictures),
    ]


def test_faults_are_told_once_with_how_often_and_where(fonts: FontLibrary) -> None:
    layout = plain_template()["layout"]
    layout["children"][1]["color"] = "background"
    report = check_template(
        make_template(layout=layout), fonts=fonts, ratios=["1:1", "9:16"], locales=["en"],
        placements=["meta.feed"], samples=_unreadable,
    )  # fmt: skip
    assert not report.passed
    error, warning = report.findings
    assert (error.severity, error.code, error.node) == ("error", "text_uncovered", "text.name")
    assert (error.count, error.sample, error.ratios) == (2, "Old Persian", ("1:1", "9:16"))
    assert (warning.severity, warning.code, warning.node) == ("warning", "low_contrast", "name")
    assert warning.figure == 1.0


def test_a_further_look_sees_every_scene(fonts: FontLibrary) -> None:
    seen: list[tuple[int, int]] = []
    told: list[tuple[int, int]] = []

    def look(cell: Cell, report: SceneReport) -> list[Found]:
        seen.append((report.scene.width_px, report.scene.height_px))
        return [Found(severity="warning", code="ugly", node="art", detail=cell.ratio)]

    report = check_template(
        make_template(), fonts=fonts, ratios=["1:1"], locales=["en"], look=look,
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    assert seen == [(1080, 1080)] * 6
    assert told[-1] == (6, 6)
    assert report.findings[0].count == 6


def test_a_picture_smaller_than_its_slot_wants_is_found(fonts: FontLibrary) -> None:
    slots = plain_template()["slots"]
    slots["artwork"]["min_side_px"] = 2000
    report = check_template(make_template(slots=slots), fonts=fonts, ratios=["1:1"], locales=["en"])
    (found,) = [found for found in report.findings if found.code == "picture_too_small"]
    assert (found.node, found.figure, found.count) == ("artwork", 1500.0, 6)
