import json
import os
from pathlib import Path

import pytest

from api.content_file import read_content
from api.errors import InvalidFile
from templates import PictureRef, TemplatesError, load_template, resolve
from tests.unit.templates.samples import picture_bytes

LISTS = load_template(Path(__file__).parent / "library" / "lists")


def content_file(folder: Path, text: str) -> Path:
    (folder / "a.png").write_bytes(picture_bytes())
    (folder / "b.png").write_bytes(picture_bytes(color=(1, 2, 3)))
    file = folder / "content.json"
    file.write_text(text, encoding="utf-8")
    return file


def test_lists_of_texts_numbers_and_pictures(tmp_path: Path) -> None:
    text = """{"artwork": "a.png", "cities": ["Berlin", "Roma"], "dates": ["2026-11-28"],
        "seats": [1200, 7.5], "covers": ["a.png", "", "b.png"], "price": "9.5 EUR"}"""
    found = read_content(LISTS, content_file(tmp_path, text))
    assert found.values["cities"] == ("Berlin", "Roma")
    assert found.values["seats"] == ("1200", "7.5")
    covers = found.values["covers"]
    assert isinstance(covers, tuple)
    assert [type(cover) for cover in covers] == [PictureRef, str, PictureRef]
    assert len(found.pictures) == 2
    shown = resolve(LISTS, content=found.values, locale="de", ratio="1:1").values
    assert shown["dates"] == ("28. Nov.",)
    assert shown["seats"] == ("1.200", "7,5")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"cities": [%s"a"]}' % ('"a",' * 9_999), "10000 items"),
        ('{"covers": [%s"a.png"]}' % ('"a.png",' * 9_999), "10000 items"),
        ('{"cities": [["a"]]}', "cities[0]"),
        ('{"cities": [true]}', "cities[0]: True"),
        ('{"cities": [null]}', "cities[0]: None"),
        ('{"cities": {"1": "a"}}', "cities: {"),
        ('{"seats": [1, NaN]}', "seats[1]: nan"),
        ('{"price": 1e400}', "price: inf"),
        ('{"price": %s}' % ("1" * 5000), "no valid JSON"),
        ('{"cities": %s}' % ("[" * 100_000), "no valid JSON"),
        ("[]", "no JSON object"),
    ],
)  # fmt: skip
def test_what_is_no_value(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(InvalidFile) as caught:
        read_content(LISTS, content_file(tmp_path, text))
    assert what in caught.value.what
    assert "list of at most 20" in caught.value.allowed
    assert len(str(caught.value)) < 1000


def test_a_picture_of_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"c\.png"):
        read_content(LISTS, content_file(tmp_path, '{"covers": ["a.png", "c.png"]}'))


@pytest.mark.parametrize(
    ("name", "what"),
    [("pipe.png", "no plain file"), ("/dev/zero", "no plain file"), (".", "no plain file"),
     ("a\0.png", "a\\x00.png"), ("\ud800.png", "ud800.png")],
)  # fmt: skip
@pytest.mark.parametrize("slot", ["artwork", "covers"])
def test_what_is_no_file_is_never_read(tmp_path: Path, slot: str, name: str, what: str) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    value = json.dumps(name if slot == "artwork" else [name])
    with pytest.raises(InvalidFile) as caught:
        read_content(LISTS, content_file(tmp_path, f'{{"{slot}": {value}}}'))
    assert what in str(caught.value)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"covers": ["a.png", "content.json"]}', "/content.json"),
        ('{"artwork": "a.png#focal=2,2"}', "/content.json: artwork"),
        ('{"covers": ["a.png#focal=2,2"]}', "/content.json: covers[0]"),
    ],
)
def test_a_fault_says_where_it_is(tmp_path: Path, text: str, where: str) -> None:
    with pytest.raises(TemplatesError) as caught:
        read_content(LISTS, content_file(tmp_path, text))
    assert caught.value.where.endswith(where)


def test_a_content_file_is_read_no_further_than_is_allowed() -> None:
    with pytest.raises(InvalidFile, match="more than 1000000 bytes"):
        read_content(LISTS, Path("/dev/zero"))


def test_numbers_of_any_size_are_texts_and_windows_marks_are_no_fault(tmp_path: Path) -> None:
    found = read_content(LISTS, content_file(tmp_path, "\ufeff" + '{"seats": [1%s]}' % ("0" * 400)))
    assert found.values["seats"] == ("1" + "0" * 400,)
