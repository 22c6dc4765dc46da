"""Rules and facts of one market → vetoes: arms that may not run there, and why in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ranker.card import TemplateCard
from ranker.fillable import Mask
from ranker.rankers.protocol import MarketScores
from ranker.selection.lived import Ran
from ranker.selection.rules import Rules


@dataclass(frozen=True, kw_only=True, slots=True)
class Veto:
    """arms: artists × templates, either axis maybe 1; True may not run. text: why, in words."""

    name: str
    arms: Mask
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Situation:
    """What vetoes look at, besides the scores: the arms, one market, and what ran there.

    able: artists × templates that the content can fill in the market's locales.
    """

    market: str
    artists: tuple[str, ...]
    templates: tuple[TemplateCard, ...]
    able: Mask
    ran: Ran
    rules: Rules


def market_vetoes(situation: Situation) -> tuple[Veto, ...]:
    """The vetoes that need no score: content, markets, fatigue; those that hit nobody left out."""
    checks: Sequence[Callable[[Situation], Veto]] = (
        lacks_content,
        artist_kept_out,
        template_kept_out,
        must_rest,
    )
    found = (check(situation) for check in checks)
    return tuple(veto for veto in found if veto.arms.any())


def lacks_content(situation: Situation) -> Veto:
    """Availability: a template's slots that the artist's content cannot fill in each locale."""
    text = "lacks content that the template needs"
    return Veto(name="content", arms=~situation.able, text=text)


def artist_kept_out(situation: Situation) -> Veto:
    """Markets that the rules close to an artist."""
    closed = situation.rules.artist_not_in
    arms = np.zeros((len(situation.artists), 1), dtype=bool)
    if closed:
        arms[:, 0] = [situation.market in closed.get(name, ()) for name in situation.artists]
    return Veto(name="market", arms=arms, text="the rules keep the artist out of the market")


def template_kept_out(situation: Situation) -> Veto:
    """Markets that the rules close to a template."""
    closed = situation.rules.template_not_in
    hit = [situation.market in closed.get(card.template_id, ()) for card in situation.templates]
    arms = np.array(hit, dtype=bool)[np.newaxis]
    return Veto(name="market", arms=arms, text="the rules keep the template out of the market")


def must_rest(situation: Situation) -> Veto:
    """Fatigue: arms that were live on so many of the last days that they must pause."""
    rest = situation.rules.rest
    if rest is None:
        return Veto(name="fatigue", arms=np.zeros((1, 1), dtype=bool), text="")
    arms = np.zeros((len(situation.artists), len(situation.templates)), dtype=bool)
    arms[situation.ran.tired(rest.after)] = True
    text = f"was live on {rest.after} of the last {rest.days} days and rests"
    return Veto(name="fatigue", arms=arms, text=text)


def too_dear(scores: MarketScores, rules: Rules) -> tuple[Veto, ...]:
    """Budget: arms whose registrations are predicted to cost more than the rules bear."""
    most = rules.most_relative_cpr
    if most is None or scores.relative_cpr is None:
        return ()
    text = f"its results would cost more than {most:g} times the market's average"
    return (Veto(name="budget", arms=scores.relative_cpr > most, text=text),)


def without(scores: MarketScores, vetoes: Sequence[Veto]) -> MarketScores:
    """The scores with −inf for every arm that a veto hits."""
    value = scores.value
    for veto in vetoes:
        value = np.where(veto.arms, -np.inf, value)
    return replace(scores, value=value)
