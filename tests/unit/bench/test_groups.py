"""Every group of the bench names a file that measures."""

from importlib import import_module

import pytest

from bench import GROUPS


@pytest.mark.parametrize("name", GROUPS)
def test_a_group_is_a_file_with_rows(name: str) -> None:
    assert callable(import_module(GROUPS[name].module).rows)
    assert GROUPS[name].title
