"""Imported After Effects comps, in English and Arabic: texts are ours, all else ThorVG's."""

import io
import json

import pytest

from render_farm.paint import still
from templates import PictureRef, make_scene, resolve, study_picture
from templates.format.loader import parse_template
from templates.lottie.importer import ImportOptions, import_lottie
from templates.reduced import reduced
from templates.text import FontLibrary
from tests.exports.bodymovin import placeholder
from tests.exports.make import export
from tests.golden.compare import Tolerance, check_golden

# ThorVG has code of its own for each kind of processor; edges may differ by a little everywhere.
LOTTIE = Tolerance(name="lottie", level=16, share=0.004)
CASES = {
    "release-en": {"name": "Aya Nakamura"},
    "release-ar": {"name": "نانسي عجرم", "cta": "استمع الآن", "headline": "ألبوم جديد"},
    "quote-ar": {"name": "مشروع ليلى", "role": "في حوار", "quote": "نعزف ما تهمس به الغرفة."},
    "tour-ar": {"venue": "مسرح المدينة، بيروت", "headline": "جولة هذا الخريف", "badge": "متاح"},
}


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return FontLibrary.packaged()


@pytest.mark.parametrize("case", CASES)
def test_imported(case: str, fonts: FontLibrary, png: bytes) -> None:
    name, _, locale = case.partition("-")
    data = json.dumps(export(name)).encode()
    made = import_lottie(data, file=name, options=ImportOptions(id=name, fonts=fonts))
    template = parse_template(made.files, name=name)
    facts = study_picture(png)
    resolved = resolve(
        template,
        content={**CASES[case], "artwork": PictureRef(sha256=facts.sha256)},
        locale=locale,
        ratio=template.ratios[0],
    )
    report = make_scene(resolved, pictures={facts.sha256: facts}, fonts=fonts)
    picture = still(
        reduced(report.scene, 1 / 3),
        pictures=lambda _: placeholder(600),
        fonts=fonts,
        at_s=report.scene.poster_s,
        animations=report.animations,
    )
    check_golden(picture, f"lottie/{case}", tolerance=LOTTIE)


@pytest.fixture(scope="module")
def png() -> bytes:
    file = io.BytesIO()
    placeholder(600).save(file, "PNG")
    return file.getvalue()
