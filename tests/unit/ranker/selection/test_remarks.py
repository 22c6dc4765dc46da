"""What the author of rules hears."""

from typing import Any

import polars as pl
import pytest

from ranker import Rules
from ranker.selection.quotas import Bounds
from ranker.selection.remarks import ad_set_remarks, history_remarks, stranger_remarks

KNOWN: dict[str, Any] = {
    "artists": ["a1"],
    "templates": ["tour"],
    "kinds": ["static"],
    "genres": ["pop"],
    "markets": ["EG"],
}


@pytest.mark.parametrize(("channel", "places"), [("meta", 6), ("tiktok", 8), ("own", 50)])
def test_places_that_one_ad_set_bears_need_no_word(channel: str, places: int) -> None:
    assert ad_set_remarks(channel, places) == ()


def test_more_places_are_several_ad_sets() -> None:
    assert "spread them over 4 ad sets" in ad_set_remarks("meta", 20)[0]


def test_names_that_nobody_has_are_told() -> None:
    rules = Rules(
        blocked_artists=frozenset({"a1", "a2"}),
        template_not_in={"tuor": frozenset({"EG", "GE"})},
        genres={"pop": Bounds(most=1), "": Bounds(most=1)},
    )
    assert stranger_remarks(rules, **KNOWN) == (
        "the rules speak of an artist called 'a2': there is none",
        "the rules speak of a template called 'tuor': there is none",
        "the rules speak of a genre called '': there is none",
        "the rules speak of a market called 'GE': there is none",
    )
    assert stranger_remarks(Rules(), **KNOWN) == ()


def test_a_history_of_something_else_is_told() -> None:
    rows = pl.DataFrame(
        {"template_id": ["tour", "their's", "tour", "tour"], "channel": ["meta", "snap"] * 2}
    )
    assert history_remarks(rows, channel="meta", templates=["tour", "pulse"]) == (
        '25% of the performance is of templates that are not here: "their\'s"',
    )
    assert history_remarks(rows, channel="google", templates=["tour", "their's"]) == (
        "no performance is on google: what is known is of 'meta', 'snap'",
    )
    assert history_remarks(rows.clear(), channel="google", templates=["tour"]) == ()
