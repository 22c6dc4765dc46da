"""A file of dials → Dials, each checked; what it leaves out is as in dials.yaml beside this."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from ranker.errors import RequestInvalidError

# Whole numbers and fractions: the least and the most that a dial may be.
_WHOLE: dict[str, tuple[int, int]] = {
    "days": (1, 400),
    "history_days": (0, 400),
    "markets": (1, 100),
    "artists": (10, 5000),
    "templates": (1, 40),
    "genres": (1, 100),
    "ads": (4, 8),
    "learn_every_days": (1, 400),
    "score_every_days": (1, 400),
    "promoted_artists": (0, 5000),
    "restated_after_days": (1, 60),
    "outage_days": (1, 30),
    "provider_switch_day": (-400, 400),
}
_REAL: dict[str, tuple[float, float]] = {
    **dict.fromkeys(("quality", "affinity", "affinity_drift", "artist_channel", "arm"), (0, 2)),
    **dict.fromkeys(("template", "template_market", "template_genre", "system"), (0, 2)),
    **dict.fromkeys(("competition", "weekday", "click_deviation", "budget_noise"), (0, 2)),
    **dict.fromkeys(("competition_memory", "affinity_memory", "fatigue_memory"), (0, 0.999)),
    **dict.fromkeys(("from_likeness", "late_artists", "fatigue_spill", "click_part"), (0, 1)),
    **dict.fromkeys(("withheld", "restated", "outages", "restated_factor"), (0, 1)),
    **dict.fromkeys(("popularity_correlation", "promotion_signal"), (-1, 1)),
    "registrations_per_day": (0.1, 1e6),
    "market_spread": (0, 3),
    "popularity": (0, 5),
    "fatigue": (0, 2),
    "beta": (0, 5),
    "split_noise": (0, 3),
    "click_rate": (1e-5, 0.5),
    "overdispersion": (0, 5),
    "subscription_rate": (0, 1),
    "revenue_per_subscription": (0, 1e6),
    "promotion_noise": (0, 5),
    "provider_switch_factor": (0, 5),
}
_MOST_ARMS = 4_000_000
_MOST_STATES = 60_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Dials:
    """What the simulator can be turned at; dials.yaml says what each means and its default.

    Raises RequestInvalidError, naming the dial, where a value is not allowed.
    """

    days: int
    history_days: int
    markets: int
    artists: int
    templates: int
    genres: int
    ads: int
    learn_every_days: int
    score_every_days: int
    registrations_per_day: float
    market_spread: float
    competition: float
    competition_memory: float
    weekday: float
    budget_noise: float
    channels: Mapping[str, float]
    system: float
    quality: float
    affinity: float
    affinity_drift: float
    affinity_memory: float
    artist_channel: float
    from_likeness: float
    late_artists: float
    popularity: float
    popularity_correlation: float
    template: float
    template_market: float
    template_genre: float
    arm: float
    fatigue: float
    fatigue_memory: float
    fatigue_spill: float
    beta: float
    split_noise: float
    click_rate: float
    click_part: float
    click_deviation: float
    overdispersion: float
    subscription_rate: float
    revenue_per_subscription: float
    promotions: bool
    promoted_artists: int
    promotion_noise: float
    promotion_signal: float
    delay: tuple[float, ...]
    withheld: float
    restated: float
    restated_factor: float
    restated_after_days: int
    outages: float
    outage_days: int
    provider_switch_day: int | None
    provider_switch_factor: float

    def __post_init__(self) -> None:
        for name, (least, most) in _WHOLE.items():
            _check_whole(name, getattr(self, name), least, most)
        for name, (low, high) in _REAL.items():
            _check_real(name, getattr(self, name), low, high)
        if not isinstance(self.promotions, bool):
            raise _wrong("promotions", self.promotions, "true or false")
        _check_parts("delay", self.delay)
        _check_parts("channels", tuple(self.channels.values()), least=0.001)
        _check_size(self)

    @property
    def all_days(self) -> int:
        """The days that are played, those before the loop included."""
        return self.history_days + self.days


def read_dials(file: Path | None = None, changes: Mapping[str, Any] | None = None) -> Dials:
    """The dials of `file` (default: all as they come), with `changes` on top.

    Raises RequestInvalidError for a file that is no YAML mapping, an unknown dial, a wrong value.
    """
    found = dict(_defaults())
    found |= _known({} if file is None else _parse(_text(file), str(file)))
    found |= _known(changes or {})
    return Dials(**{**found, "delay": _delay(found["delay"]), "channels": _channels(found)})


def _known(values: Mapping[str, Any]) -> Mapping[str, Any]:
    names = [field.name for field in fields(Dials)]
    for name in values:
        if name not in names:
            raise RequestInvalidError(
                argument="dials", what=f"{name!r} is no dial", allowed=", ".join(names)
            )
    return values


def defaults_text() -> str:
    """dials.yaml as it comes: every dial, its default and what it means."""
    return (files("ranker.simulator") / "dials.yaml").read_text(encoding="utf-8")


@cache
def _defaults() -> Mapping[str, Any]:
    return _parse(defaults_text(), "dials.yaml")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _no_file(str(file), str(error)) from error


def _parse(text: str, file: str) -> Mapping[str, Any]:
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise _no_file(file, " ".join(str(error).split())) from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise _no_file(file, f"a {type(found).__name__}, not a mapping")
    return {str(name): value for name, value in found.items()}


def _no_file(file: str, what: str) -> RequestInvalidError:
    return RequestInvalidError(
        argument="dials", what=f"{file}: {what}", allowed="a YAML file of dial: value"
    )


def _wrong(name: str, value: object, allowed: str) -> RequestInvalidError:
    return RequestInvalidError(argument=f"dial {name}", what=repr(value), allowed=allowed)


def _check_whole(name: str, value: object, least: int, most: int) -> None:
    if name == "provider_switch_day" and value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise _wrong(name, value, f"a whole number from {least} to {most}")


def _check_real(name: str, value: object, low: float, high: float) -> None:
    if not _is_number(value) or not low <= float(str(value)) <= high:
        raise _wrong(name, value, f"a number from {low:g} to {high:g}")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _check_parts(name: str, parts: tuple[float, ...], *, least: float = 0.0) -> None:
    good = parts and all(_is_number(part) and least <= part <= 1 for part in parts)
    if not good or not math.isclose(sum(parts), 1, abs_tol=1e-6):
        raise _wrong(name, list(parts), f"parts from {least:g} to 1 that sum to 1")


def _delay(value: object) -> tuple[float, ...]:
    if not isinstance(value, list | tuple):
        raise _wrong("delay", value, "a list of parts from 0 to 1 that sum to 1")
    return tuple(value)


def _channels(found: Mapping[str, Any]) -> dict[str, float]:
    value = found["channels"]
    if not isinstance(value, Mapping):
        raise _wrong("channels", value, "channel: part, with parts that sum to 1")
    return {str(name): part for name, part in value.items()}


def _check_size(dials: Dials) -> None:
    arms = dials.markets * dials.artists * dials.templates
    if arms > _MOST_ARMS:
        what = f"{arms} arms of markets × artists × templates"
        raise RequestInvalidError(argument="dials", what=what, allowed=f"{_MOST_ARMS} at most")
    states = dials.all_days * dials.markets * dials.artists
    if states > _MOST_STATES:
        what = f"{states} states of days × markets × artists"
        raise RequestInvalidError(argument="dials", what=what, allowed=f"{_MOST_STATES} at most")
