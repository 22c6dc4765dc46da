"""Log effects by what they are about → reasons in a marketer's words, the weightiest first."""

from collections.abc import Mapping

from ranker.objective import WORDS
from ranker.ranking import Reason

_MOST_REASONS = 4
# Name of the reason → what it is about.
_TEXTS = {
    "own_history": "How this artist with this template did in {market}",
    "artist_history": "How this artist’s ads did in {market}",
    "other_markets": "How this artist’s ads do in other markets",
    "all_markets": "How this artist’s ads do in all markets",
    "similar_artists": "How ads of similar artists do in {market}",
    "template": "How this template does in {market} and with this genre",
    "genre": "How this genre does in {market}",
    "clicks": "How often this artist’s ads are clicked in {market}",
    "registrations": "How often this artist’s ads lead to registrations",
    "subscriptions": "How often this artist’s ads lead to subscriptions",
    "promotions": "How listeners answer the artist’s in-app promotions",
    "popularity": "Streams in {market} and elsewhere, and their trend",
    "novelty": "How new the artist is to advertising",
    "fatigue": "How much of this artist {market} has been shown of late",
    "market": "The level of {market} and the channel",
}


def reasons_of(sums: Mapping[str, float], *, market: str, objective: str) -> tuple[Reason, ...]:
    """The greatest of the log effects `sums`, each with its part of all; one that says so at 0.

    The names are those of `_TEXTS`; another raises KeyError.
    """
    total = sum(abs(value) for value in sums.values()) or 1.0
    words = WORDS[objective]
    found = [
        Reason(
            name=name,
            value=value,
            weight=abs(value) / total,
            text=f"{_TEXTS[name].format(market=market)}: {words.change(value)}",
        )
        for name, value in sums.items()
        if value
    ]
    if not found:
        text = f"Nothing is known that sets it apart in {market}"
        return (Reason(name="unknown", value=0.0, weight=1.0, text=text),)
    return tuple(sorted(found, key=lambda reason: -reason.weight)[:_MOST_REASONS])
