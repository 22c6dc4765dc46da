"""What counts, in words."""

import pytest

from ranker.objective import WORDS
from ranker.tables.fields import LABELS


def test_every_objective_has_words() -> None:
    assert list(WORDS) == list(LABELS)


@pytest.mark.parametrize(
    ("objective", "effect", "text"),
    [
        ("registrations", 0.1, "11 % more registrations for the spend"),
        ("subscriptions", -0.1, "10 % fewer subscriptions for the spend"),
        ("value", -0.1, "10 % less revenue for the spend"),
        ("value", 0.001, "as much revenue for the spend"),
    ],
)
def test_effects_are_said_as_one_would(objective: str, effect: float, text: str) -> None:
    assert WORDS[objective].change(effect) == text
