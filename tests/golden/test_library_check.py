"""Every packaged template passes its own dry run: all ratios, all its locales, hard names."""

import pytest

from templates import PictureRef, check_template, make_scene, open_library, resolve
from templates.pictures.facts import THUMB_SIDE, PictureFacts
from templates.text import FontLibrary

LIBRARY = open_library().ids()


@pytest.mark.parametrize("template_id", LIBRARY)
def test_nothing_worse_than_a_note(template_id: str) -> None:
    """The whole matrix of `handbill templates check`: every ratio, locale, placement, extreme."""
    report = check_template(open_library().get(template_id), fonts=FontLibrary.packaged())
    assert report.cells > 500
    assert report.passed, [found for found in report.findings if found.severity != "note"][:5]


@pytest.mark.parametrize("template_id", LIBRARY)
def test_copy_is_complete_and_fits_its_limits(template_id: str) -> None:
    template = open_library().get(template_id)
    wanted = {"en", "ar", "he", "fa", "ur", "es", "pt-BR", "de", "fr", "hi", "ja"}
    assert set(template.locales) == wanted
    keys = {slot.key: slot for slot in template.slots.values() if slot.source == "copy"}
    for locale, words in template.copy.items():
        assert set(words.texts) == set(keys), locale
        for key, text in words.texts.items():
            assert len(text) <= keys[key].max_chars
            assert not set(text) & set("\"'"), f"{locale}: straight quotes in {text}"


USUAL = {"billboard": "Noto Kufi Arabic", "pulse": "Cairo", "spotlight": "Cairo"}
BLANK = PictureFacts(
    sha256="5a" * 32,
    width=1200,
    height=1200,
    focal=(0.5, 0.5),
    palette=(),
    thumb=bytes(3) * THUMB_SIDE**2,
)


@pytest.mark.parametrize("template_id", ["billboard", "pulse", "spotlight"])
@pytest.mark.parametrize("locale", ["ar-EG", "fa", "ur-PK", "ckb"])
def test_urdu_and_kurdish_get_the_font_that_draws_them(template_id: str, locale: str) -> None:
    """Cairo covers Urdu, and draws its heh goal so that nobody reads it."""
    resolved = resolve(
        open_library().get(template_id),
        content={"name": "بهار", "artwork": PictureRef(sha256=BLANK.sha256)},
        locale=locale,
        ratio="1:1",
    )
    report = make_scene(resolved, pictures={BLANK.sha256: BLANK}, fonts=FontLibrary.packaged())
    other = "Noto Sans Arabic"
    usual = USUAL[template_id]
    wanted, refused = (other, usual) if locale in ("ur-PK", "ckb") else (usual, other)
    assert wanted in report.fonts
    assert refused not in report.fonts
