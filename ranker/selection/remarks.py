"""Rules, request and history → what their author should hear: strange names, too many places."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

import polars as pl

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
            found.append(f"the rules speak of {word} called {_listed(strangers)}: there is none")
    return tuple(found)


def history_remarks(
    performance: pl.DataFrame, *, channel: str, templates: Collection[str]
) -> tuple[str, ...]:
    """A word where the history is of other templates or channels than what is asked for."""
    found = []
    strange = performance.filter(~pl.col("template_id").is_in(list(templates)))
    if strange.height:
        names = _listed(sorted(strange["template_id"].unique()))
        share = strange.height / performance.height
        found.append(f"{share:.0%} of the performance is of templates that are not here: {names}")
    channels = sorted(performance["channel"].unique())
    if channels and channel not in channels:
        found.append(f"no performance is on {channel}: what is known is of {_listed(channels)}")
    return tuple(found)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:_NAMED])
    return shown + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
