import pickle

from templates.errors import TemplatesError
from templates.text import TextError, TextUncovered


def test_uncovered_characters_are_named_once_and_shortly() -> None:
    error = TextUncovered(["\u1797", "a", "a", *"bcdefghijk"], where="slots.title")
    assert str(error).startswith("slots.title: no font covers U+1797 ភ (KHMER LETTER PHO), U+0061")
    assert "and 4 more; allowed: characters of the packaged fonts" in str(error)
    assert len(error.characters) == 12


def test_text_errors_have_stable_codes() -> None:
    codes = {kind.__name__: kind.code for kind in TextError.__subclasses__()}
    assert codes == {
        "UnknownFont": "unknown_font",
        "FontUnreadable": "font_unreadable",
        "TextRefused": "text_refused",
        "TextUncovered": "text_uncovered",
        "TextOverflow": "text_overflow",
    }
    assert issubclass(TextError, TemplatesError)


def test_errors_cross_processes_whole() -> None:
    error = pickle.loads(pickle.dumps(TextUncovered("😀", where="x")))  # noqa: S301 - our own bytes
    assert (error.characters, error.where, error.code) == (("😀",), "x", "text_uncovered")
    assert "GRINNING FACE" in str(error)
