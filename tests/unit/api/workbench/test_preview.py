import io

import pytest
from PIL import Image

from api.workbench.cells import CellPainter, moments, preview_size
from api.workbench.content import Shown, invented
from api.workbench.page import sheet_page
from api.workbench.picture import sheet_png
from api.workbench.preview import make_sheet, one_per_script
from templates import RATIOS, Template, open_library
from templates.check import Sample
from templates.scene import Color, Scene
from templates.text import FontLibrary
from tests.unit.templates.samples import make_template, plain_template

FONTS = FontLibrary.packaged()


def test_a_sheet_has_every_ratio_in_every_script() -> None:
    painter, template = CellPainter(fonts=FONTS), make_template()
    sheet = make_sheet(template, painter=painter, contents=invented)
    places = [(cell.ratio, cell.locale, cell.right_to_left) for cell in sheet.cells]
    assert places == [
        ("1:1", "en", False), ("1:1", "ar", True), ("9:16", "en", False), ("9:16", "ar", True),
    ]  # fmt: skip
    assert sheet.painted == 4
    for cell in sheet.cells:
        (moment,) = cell.moments
        with Image.open(io.BytesIO(moment.jpeg)) as picture:
            assert picture.size == (cell.width_px, cell.height_px) == preview_size(cell.ratio)


def test_only_what_changed_is_painted_again() -> None:
    painter = CellPainter(fonts=FONTS)
    make_sheet(make_template(), painter=painter, contents=invented)
    told = make_sheet(make_template(title="Other"), painter=painter, contents=invented)
    assert (told.painted, told.title) == (0, "Other")
    layout = plain_template()["layout"]
    layout["at"] = {"tall": {"gap": 9}}
    changed = make_sheet(make_template(layout=layout), painter=painter, contents=invented)
    assert changed.painted == 2


def test_a_content_that_is_refused_is_shown_in_its_cell() -> None:
    def nothing(_template: Template, _locale: str, _turn: int) -> Shown:
        return Shown(sample=Sample(name="nothing", content={}))

    sheet = make_sheet(
        make_template(), painter=CellPainter(fonts=FONTS), contents=nothing, ratios=["1:1"]
    )
    assert sheet.warnings == 2
    assert all(cell.error and not cell.moments for cell in sheet.cells)
    page = sheet_page(sheet)
    assert "content.name: no value" in page
    with Image.open(io.BytesIO(sheet_png(sheet))) as picture:
        assert picture.width > 400


def test_the_page_holds_all_it_needs_and_trusts_no_name() -> None:
    template = make_template(title="<script>alert(1)</script>")
    sheet = make_sheet(template, painter=CellPainter(fonts=FONTS), contents=invented)
    page = sheet_page(sheet)
    assert page.count("data:image/jpeg;base64,") == 4
    assert "<script" not in page and 'http-equiv="refresh"' not in page
    assert 'src="http' not in page and "href" not in page
    watched = sheet_page(sheet, fault="kind: <b>", refresh_s=1)
    assert 'http-equiv="refresh"' in watched and "kind: &lt;b&gt;" in watched
    assert "kind: &lt;b&gt;" in sheet_page(None, fault="kind: <b>")


@pytest.mark.parametrize(
    ("poster_s", "names"),
    [(2.0, ["early", "poster", "end"]), (0.0, ["poster", "middle", "end"])],
)
def test_a_video_is_shown_at_three_moments(poster_s: float, names: list[str]) -> None:
    black = Color(red=0, green=0, blue=0)
    scene = Scene(
        width_px=8,
        height_px=8,
        background=black,
        layers=(),
        duration_s=6,
        fps=30,
        poster_s=poster_s,
    )
    assert [name for name, _ in moments(scene)] == names
    assert all(0 <= at_s < 6 for _, at_s in moments(scene))


@pytest.mark.parametrize("ratio", RATIOS)
def test_previews_have_the_ratio_and_about_the_same_area(ratio: str) -> None:
    width, height = preview_size(ratio)
    across, down = (float(side) for side in ratio.split(":"))
    assert width / height == pytest.approx(across / down, rel=0.01)
    assert 120_000 < width * height < 140_000


def test_packaged_templates_are_shown_in_each_script() -> None:
    assert one_per_script(open_library().get("pulse")) == ("en", "ar", "he", "hi", "ja")
