"""What a selection must obey, besides the scores: the caller's rules, all of them optional."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ranker.card import TemplateCard
from ranker.eligibility import BLOCKED_LABELS
from ranker.errors import RequestInvalidError
from ranker.selection.quotas import Bounds

# A fifth of the places at most: one of 5 to 9, two of 10 to 14, so 10 to 20 % from 5 places on.
EXPLORATION = 0.2


@dataclass(frozen=True, kw_only=True, slots=True)
class Rest:
    """An arm that was live on `after` of the last `days` days rests until fewer of them count."""

    after: int
    days: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """See the module; the defaults veto blocked labels and explore, and bind nothing else.

    blocked_labels, blocked_artists: the brand safety list. artist_not_in, template_not_in: the
    markets in which an id may not run. kinds, templates, genres: bounds by name, per market.
    newcomers: least share (0–1) of the places for artists first advertised in the market at most
    `newcomer_days` days ago, or never. exploration: most places (0–1) that are drawn by chance.
    diversity: what being just like an earlier pick costs, in standard deviations of the market's
    scores; None leaves it to the ranker. most_relative_cpr: a dearer arm is vetoed, 1 being the
    market's average. least_budget_per_ad: by market, in its currency a day. rest: after how many
    days an arm must pause. most_picks: per market. file: where they were read; least_asked: the
    kinds whose minimum an argument set. Neither binds: they say whom to tell of a mistake.
    """

    blocked_labels: frozenset[str] = BLOCKED_LABELS
    blocked_artists: frozenset[str] = frozenset()
    artist_not_in: Mapping[str, frozenset[str]] = field(default_factory=dict)
    template_not_in: Mapping[str, frozenset[str]] = field(default_factory=dict)
    kinds: Mapping[str, Bounds] = field(default_factory=dict)
    templates: Mapping[str, Bounds] = field(default_factory=dict)
    genres: Mapping[str, Bounds] = field(default_factory=dict)
    newcomers: float = 0.0
    newcomer_days: int = 30
    exploration: float = EXPLORATION
    diversity: float | None = None
    most_relative_cpr: float | None = None
    least_budget_per_ad: Mapping[str, float] = field(default_factory=dict)
    rest: Rest | None = None
    most_picks: int | None = None
    file: str = field(default="", compare=False)
    least_asked: frozenset[str] = field(default=frozenset(), compare=False)

    def with_least_kinds(self, least: Mapping[str, int]) -> "Rules":
        """With these minimums of kinds, whatever was said of them before."""
        kinds = {
            name: replace(self.kinds.get(name, Bounds()), least=n) for name, n in least.items()
        }
        asked = self.least_asked | set(least)
        return replace(self, kinds={**self.kinds, **kinds}, least_asked=asked)

    def place_of(self, family: str, name: str) -> str:
        """Where the bounds of a kind or a template were said: argument, or place in the file."""
        if family == "kinds" and name in self.least_asked:
            return "min_per_kind"
        return f"{self.file}: quotas.{family}.{name}" if self.file else f"rules.{family}"


def check_quotas(rules: Rules, *, templates: Sequence[TemplateCard], top_k: int) -> None:
    """Raise RequestInvalidError where minimums ask for more than there is, or than has room."""
    kinds = sorted({card.kind for card in templates})
    ids = {card.template_id: card.kind for card in templates}
    _check_bounds(rules, "kinds", rules.kinds, kinds)
    _check_bounds(rules, "templates", rules.templates, sorted(ids))
    through = {
        kind: sum(_least(rules.templates, t) for t in ids if ids[t] == kind) for kind in kinds
    }
    by_template = sum(max(_least(rules.kinds, kind), through[kind]) for kind in kinds)
    by_genre = sum(bounds.least for bounds in rules.genres.values())
    least = max(1, by_template, by_genre)
    if top_k < least:
        raise RequestInvalidError(argument="top_k", what=str(top_k), allowed=f"{least} or more")


def _least(bounds: Mapping[str, Bounds], name: str) -> int:
    return bounds.get(name, Bounds()).least


def _check_bounds(
    rules: Rules, family: str, bounds: Mapping[str, Bounds], names: Sequence[str]
) -> None:
    for name, bound in bounds.items():
        if bound.least < 0 or (bound.least > 0 and name not in names):
            raise RequestInvalidError(
                argument=rules.place_of(family, name),
                what=f"{bound.least} of {family.removesuffix('s')} {name!r}",
                allowed=f"0 or more of {', '.join(names)}",
            )
