"""What the ranker is told of templates."""

import pytest

from api.cards import ranker_cards
from templates import UnknownTemplate, open_library


def test_all_of_the_library_unless_some_are_named() -> None:
    library = open_library()
    assert [card.template_id for card in ranker_cards(library)] == list(library.ids())
    named = ranker_cards(library, only=("tour", "pulse", "tour"))
    assert [card.template_id for card in named] == ["pulse", "tour"]


def test_a_name_that_nobody_has_is_refused() -> None:
    with pytest.raises(UnknownTemplate, match="nobody"):
        ranker_cards(open_library(), only=("nobody",))
