from pathlib import Path

import pytest

from templates.catalogue import load_template, open_library, template_card
from templates.errors import TemplateError, UnknownTemplate
from tests.unit.templates.samples import plain_template, template_bytes

LIBRARY = (
    "billboard",
    "clip",
    "coverwall",
    "kinetic",
    "podcast",
    "premium",
    "pulse",
    "release",
    "spotlight",
    "toptracks",
    "tour",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    own = tmp_path / "sample"
    own.mkdir()
    (own / "template.yaml").write_bytes(template_bytes(plain_template()))
    return own


def test_packaged_templates_and_those_of_a_folder(folder: Path) -> None:
    library = open_library(folders=[folder.parent])
    assert library.ids() == tuple(sorted((*LIBRARY, "sample")))
    assert library.get("sample").title == "Sample"
    assert library.get("sample") is library.get("sample")


def test_one_broken_template_hides_no_other(folder: Path) -> None:
    broken = folder.parent / "broken"
    broken.mkdir()
    (broken / "template.yaml").write_text("schema: 1\n")
    readable, refused = open_library(folders=[folder.parent]).readable()
    assert [template.id for template in readable] == sorted((*LIBRARY, "sample"))
    assert ["broken/template.yaml" in str(error) for error in refused] == [True]


def test_an_unknown_id_lists_what_there_is() -> None:
    with pytest.raises(UnknownTemplate) as caught:
        open_library().get("spotligth")
    assert caught.value.allowed == ", ".join(LIBRARY)


def test_a_folder_is_named_after_its_template(folder: Path) -> None:
    other = folder.rename(folder.parent / "other")
    with pytest.raises(TemplateError, match="'other'"):
        load_template(other)


def test_links_are_refused(folder: Path) -> None:
    (folder / "link.md").symlink_to("/etc/hostname")
    with pytest.raises(TemplateError, match="plain file"):
        load_template(folder)


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="no such folder"):
        load_template(tmp_path / "none")
    with pytest.raises(TemplateError, match="no such folder"):
        open_library(folders=[tmp_path / "none"])


def test_card_is_what_a_ranker_knows() -> None:
    card = template_card(open_library().get("pulse"))
    assert card["template_id"] == "pulse"
    assert card["kind"] == "animated"
    assert card["ratios"] == ["1:1", "4:5", "9:16", "16:9", "1.91:1"]
    assert {"ar", "en", "fa", "he", "hi", "ja", "pt-BR", "ur"} <= set(card["locales"])
