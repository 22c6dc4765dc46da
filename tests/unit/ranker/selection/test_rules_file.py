"""selection.yaml: what it can say, and what is said where it cannot be followed."""

from pathlib import Path

import pytest

from ranker import RequestInvalidError, Rules, RulesInvalidError, read_rules
from ranker.selection.quotas import Bounds
from ranker.selection.rules import Rest, check_quotas
from ranker.selection.rules_file import parse_rules
from tests.unit.ranker.builders import CARDS

WHOLE = """
brand_safety: {labels: [explicit], artists: [a1]}
not_in:
  artists: {a2: [EG]}
  templates: {tour: [EG, JP]}
quotas:
  kinds: {animated: {least: 1}}
  templates: {tour: {most: 2}}
  genres: {pop: {least: 1, most: 3}}
newcomers: {least: 0.2, days: 14}
exploration: 0.1
diversity: 0.5
budget: {most_relative_cpr: 1.5, least_per_ad: {EG: 250}}
fatigue: {after: 28, days: 35}
most_picks: 8
"""


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    (tmp_path / "selection.yaml").write_text(WHOLE)
    assert read_rules(tmp_path / "selection.yaml") == Rules(
        blocked_labels=frozenset({"explicit"}),
        blocked_artists=frozenset({"a1"}),
        artist_not_in={"a2": frozenset({"EG"})},
        template_not_in={"tour": frozenset({"EG", "JP"})},
        kinds={"animated": Bounds(least=1)},
        templates={"tour": Bounds(most=2)},
        genres={"pop": Bounds(least=1, most=3)},
        newcomers=0.2,
        newcomer_days=14,
        exploration=0.1,
        diversity=0.5,
        most_relative_cpr=1.5,
        least_budget_per_ad={"EG": 250.0},
        rest=Rest(after=28, days=35),
        most_picks=8,
    )


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "{}"])
def test_nothing_said_is_the_default(text: str) -> None:
    assert parse_rules(text) == Rules()


@pytest.mark.parametrize(
    ("text", "what", "allowed"),
    [
        ("a: [", "is no YAML", "names and values"),
        ("- a", "is no mapping", "brand_safety, budget"),
        ("fame: 1", "fame: nothing is called so", "brand_safety, budget, diversity"),
        ("quotas: {kinds: {x: {leest: 1}}}", "quotas.kinds.x.leest: nothing", "least, most"),
        ("fatigue: {for: 1}", "fatigue.after", "Field required"),
        ("newcomers: {least: 2}", "newcomers.least is 2", "less than or equal to 1"),
        ("exploration: often", "exploration is 'often'", "a valid number"),
        ("exploration: .nan", "exploration is nan", "1"),
        ("quotas: {kinds: {x: {least: 3, most: 1}}}", "quotas.kinds.x", "most must be least"),
        ("fatigue: {after: 9, days: 3}", "fatigue", "after must be days or fewer"),
        ("not_in: {artists: {a1: EG}}", "not_in.artists.a1 is 'EG'", "frozenset"),
        ("[" * 10_000, "is", "names and values"),
        ("x" * 1_000_001, "too long", "1000000 characters"),
    ],
)
def test_what_cannot_be_followed(text: str, what: str, allowed: str) -> None:
    with pytest.raises(RulesInvalidError) as caught:
        parse_rules(text)
    assert what in caught.value.what
    assert allowed in caught.value.allowed
    assert caught.value.file == "selection.yaml"


@pytest.mark.parametrize(("family", "name"), [("kinds", "video"), ("templates", "tour2")])
def test_a_strange_name_is_told_by_its_place_in_the_file(family: str, name: str) -> None:
    rules = parse_rules(f"quotas: {{{family}: {{{name}: {{least: 1}}}}}}", file="my.yaml")
    with pytest.raises(RequestInvalidError) as caught:
        check_quotas(rules, templates=CARDS, top_k=3)
    assert caught.value.argument == f"my.yaml: quotas.{family}.{name}"


def test_what_an_argument_asked_is_told_by_its_name() -> None:
    rules = parse_rules("quotas: {kinds: {video: {most: 2}}}").with_least_kinds({"video": 1})
    with pytest.raises(RequestInvalidError) as caught:
        check_quotas(rules, templates=CARDS, top_k=3)
    assert caught.value.argument == "min_per_kind"
    with pytest.raises(RequestInvalidError, match=r"^rules\.kinds: 1 of kind 'video'"):
        check_quotas(Rules(kinds={"video": Bounds(least=1)}), templates=CARDS, top_k=3)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    for name, data in (("absent.yaml", None), ("latin.yaml", b"\xff\xfe\xe9")):
        if data is not None:
            (tmp_path / name).write_bytes(data)
        with pytest.raises(RulesInvalidError, match="cannot be read"):
            read_rules(tmp_path / name)
