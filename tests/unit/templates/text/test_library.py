import hashlib
import shutil
from pathlib import Path

import pytest

from templates.text import FontLibrary, FontUnreadable, UnknownFont

FAMILIES = (
    "Almarai",
    "Amiri",
    "Anton",
    "Archivo",
    "Assistant",
    "Bricolage Grotesque",
    "Cairo",
    "Frank Ruhl Libre",
    "Fraunces",
    "Heebo",
    "IBM Plex Sans Arabic",
    "Mukta",
    "Noto Emoji",
    "Noto Kufi Arabic",
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Armenian",
    "Noto Sans Bengali",
    "Noto Sans CJK JP",
    "Noto Sans Devanagari",
    "Noto Sans Ethiopic",
    "Noto Sans Georgian",
    "Noto Sans Gujarati",
    "Noto Sans Gurmukhi",
    "Noto Sans Kannada",
    "Noto Sans Khmer",
    "Noto Sans Lao",
    "Noto Sans Malayalam",
    "Noto Sans Myanmar",
    "Noto Sans Oriya",
    "Noto Sans Sinhala",
    "Noto Sans Symbols",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Thai",
    "Outfit",
    "Rubik",
    "Space Grotesk",
    "Unbounded",
)


def test_the_packaged_families(fonts: FontLibrary) -> None:
    assert fonts.families() == FAMILIES


def test_a_file_is_found_by_its_hash(fonts: FontLibrary) -> None:
    rubik = fonts.find("Rubik")
    assert rubik.sha256 == hashlib.sha256(rubik.path.read_bytes()).hexdigest()
    assert fonts.file(rubik.sha256) is rubik
    assert not rubik.italic


def test_unknown_fonts_say_what_is_held(fonts: FontLibrary) -> None:
    with pytest.raises(UnknownFont, match="no family 'Helvetica'; allowed: Almarai, Amiri"):
        fonts.find("Helvetica")
    with pytest.raises(UnknownFont, match="no font file with the hash beef"):
        fonts.file("beef")


def test_static_families_choose_by_weight(fonts: FontLibrary) -> None:
    assert fonts.find("Noto Sans CJK JP", weight=400).weight == 400
    assert fonts.find("Noto Sans CJK JP", weight=800).weight == 700


def test_settings_are_held_to_the_axes(fonts: FontLibrary) -> None:
    assert fonts.find("Rubik").settings(wght=1200, wdth=80) == (("wght", 900.0),)
    archivo = fonts.find("Archivo").settings(wght=640, wdth=80)
    assert archivo == (("wdth", 80.0), ("wght", 640.0))


def test_a_brand_folder_adds_families_and_changes_the_digest(
    fonts: FontLibrary, tmp_path: Path
) -> None:
    shutil.copy(fonts.find("Heebo").path, tmp_path / "brand.ttf")
    brand = FontLibrary.packaged(folders=[tmp_path])
    assert brand.find("Heebo").path.parent == tmp_path
    assert brand.digest() != fonts.digest()
    assert FontLibrary.packaged().digest() == fonts.digest()


def test_broken_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownFont, match="is no folder"):
        FontLibrary.packaged(folders=[tmp_path / "absent"])
    (tmp_path / "broken.otf").write_bytes(b"not a font")
    with pytest.raises(FontUnreadable, match=r"broken\.otf: is not a font"):
        FontLibrary.packaged(folders=[tmp_path])


@pytest.mark.parametrize(
    ("family", "covered", "missing"),
    [
        ("Rubik", "aяאبپ", "ٹےạλ"),
        ("Cairo", "aبپٹے", "ڕяא"),
        ("Noto Sans Arabic", "بپٹےڕێ", "א"),
        ("Noto Kufi Arabic", "بپٹےڕێ", "א"),
        ("Heebo", "aאפ₪", "بạ"),
        ("Noto Sans", "aạλя", "באب"),
        ("Noto Sans CJK JP", "夜あ한龘★♪", "ąğ₹"),
    ],
)
def test_coverage_that_the_stacks_count_on(
    fonts: FontLibrary, family: str, covered: str, missing: str
) -> None:
    file = fonts.find(family)
    assert [c for c in covered if not fonts.covers(file, c)] == []
    assert [c for c in missing if fonts.covers(file, c)] == []
