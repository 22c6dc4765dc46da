"""Rules and request → what their author should hear: strange names, places past an ad set."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from ranker.selection.rules import Rules

# Ads that a platform still spreads the budget of one ad set over; it learns well of 4 to 8.
AD_SET_ADS: Mapping[str, int] = MappingProxyType({"meta": 6, "google": 8, "tiktok": 8, "snap": 8})
_NAMED = 5


def ad_set_remarks(channel: str, places: int) -> tuple[str, ...]:
    """A word where the places of a market are more than one ad set of the channel bears."""
    most = AD_SET_ADS.get(channel)
    if most is None or places <= most:
        return ()
    sets = -(-places // most)
    return (
        f"{places} picks a market are more than the {most} that one ad set of {channel} optimises "
        f"across: spread them over {sets} ad sets, or ask for fewer (most_picks of the rules)",
    )


def stranger_remarks(
    rules: Rules,
    *,
    artists: Collection[str],
    templates: Collection[str],
    kinds: Collection[str],
    genres: Collection[str],
    markets: Collection[str],
) -> tuple[str, ...]:
    """The names in the rules that no table or template has: most are slips of the pen."""
    closed = (*rules.artist_not_in.values(), *rules.template_not_in.values())
    asked = {
        "an artist": (rules.blocked_artists | set(rules.artist_not_in), artists),
        "a template": (set(rules.template_not_in) | set(rules.templates), templates),
        "a kind": (set(rules.kinds), kinds),
        "a genre": (set(rules.genres), genres),
        "a market": (set(rules.least_budget_per_ad).union(*closed), markets),
    }
    found = []
    for word, (names, known) in asked.items():
        strangers = sorted(set(names) - set(known))
        if strangers:
            shown = ", ".join(repr(name) for name in strangers[:_NAMED])
            more = f" and {len(strangers) - _NAMED} more" if len(strangers) > _NAMED else ""
            found.append(f"the rules speak of {word} called {shown}{more}: there is none")
    return tuple(found)
