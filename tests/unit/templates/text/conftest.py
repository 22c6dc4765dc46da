from collections.abc import Callable

import pytest

from templates.text import FontLibrary, TextStyle


@pytest.fixture(scope="session")
def fonts() -> FontLibrary:
    return FontLibrary.packaged()


@pytest.fixture
def style() -> Callable[..., TextStyle]:
    """A style of 64 px Rubik, with what a test wants changed."""

    def make(**changes: object) -> TextStyle:
        wanted: dict[str, object] = {"families": ("Rubik",), "size_px": 64.0, **changes}
        return TextStyle(**wanted)  # type: ignore[arg-type]  # the tests pass fields by name

    return make
