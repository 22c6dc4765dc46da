"""The live ads of a day → what the ad platform makes of them: split, fatigue, what was answered."""

from dataclasses import dataclass

import numpy as np

from ranker.simulator.noise import Array, Chance, Index, gamma, normal, poisson, uniform
from ranker.simulator.world import World


@dataclass(frozen=True, kw_only=True, slots=True)
class Ads:
    """The live ads of all markets on a day: n indices each, no arm twice."""

    markets: Index
    artists: Index
    templates: Index

    def __len__(self) -> int:
        return len(self.markets)

    @property
    def key(self) -> tuple[Index, Index, Index]:
        """The place of each arm in an array of markets × artists × templates."""
        return self.markets, self.artists, self.templates


@dataclass(frozen=True, kw_only=True, slots=True)
class Played:
    """What a day's ads did. n ads, C channels, S systems, L days of delay.

    spend, impressions, clicks: n × C × S; registrations and subscriptions: n × C × S × L.
    expected, expected_clicks: n true means, without the market's level of the day: registrations
    and clicks that the same spend brings at efficiency 1 are `spend × rate` and so on.
    """

    day: int
    ads: Ads
    spend: Array
    impressions: Index
    clicks: Index
    registrations: Index
    subscriptions: Index
    efficiency: Array
    click_efficiency: Array


def play_day(
    world: World, *, day: int, ads: Ads, worn: Array, budget: float = 1.0, lane: int = 0
) -> Played:
    """Play the ads of a day. worn: decayed spend, see `tiredness`; budget: part of each market's.

    What chance does to an ad depends on the seed, the day and the arm alone; and on the lane, as
    the arms of a test are called here, since one ad in two of them is two ads.
    """
    markets = ads.markets
    log = _log_efficiency(world, day, ads, worn)
    dice = _Dice(world, day, ads, lane)
    spend = budget * _spend(world, day, ads, log, dice.split())
    share = spend / spend.sum(axis=(1, 2), keepdims=True)
    level = np.exp(world.level[day, markets])[:, None, None]
    mean = spend * world.rate[markets, None, None] * level * np.exp(log)
    views = spend / world.cost_per_mille[markets, None, None] * 1000
    views = views * np.exp(world.competition[day, markets])[:, None, None]
    click_log = world.dials.click_part * log + world.click_deviation[ads.key][:, None, None]
    click_rate = np.minimum(world.dials.click_rate * np.exp(click_log), 0.9)
    impressions = poisson(dice.cells(Chance.IMPRESSIONS), views)
    registrations = dice.registrations(mean)
    return Played(
        day=day,
        ads=ads,
        spend=spend,
        impressions=impressions,
        clicks=np.minimum(poisson(dice.cells(Chance.CLICKS), views * click_rate), impressions),
        registrations=registrations,
        subscriptions=dice.subscriptions(registrations),
        efficiency=(share * np.exp(log)).sum(axis=(1, 2)),
        click_efficiency=(share * np.exp(click_log)).sum(axis=(1, 2)),
    )


def tiredness(world: World, worn: Array) -> Array:
    """What decayed spend costs in log efficiency: markets × artists × templates.

    worn: the decayed spend on each arm, in average ads' days; other ads of the artist count too.
    """
    return _tired(world, worn, worn.sum(axis=2, keepdims=True))


def wear(world: World, worn: Array, lanes: tuple[Played, ...]) -> Array:
    """Decayed spend after a day: in multiples of what an average ad of the market spends."""
    after = world.dials.fatigue_memory * worn
    for played in lanes:
        unit = world.budget[played.ads.markets] / world.dials.ads
        after[played.ads.key] += played.spend.sum(axis=(1, 2)) / unit
    return after


def true_efficiency(world: World, *, day: int, worn: Array) -> Array:
    """Expected registrations ÷ those at efficiency 1 of each arm: what the oracle knows."""
    part = world.cell_part[:, None, :, :]
    log = world.cell[:, None] + world.artist_channel[None, :, :, None]
    cells = (part * np.exp(log)).sum(axis=(2, 3))[:, :, None]
    steady = world.arm + world.drift[day][:, :, None] - tiredness(world, worn)
    return np.asarray(np.exp(steady) * cells)


def _log_efficiency(world: World, day: int, ads: Ads, worn: Array) -> Array:
    """n × C × S, without the market's level of the day."""
    markets, artists, _ = ads.key
    tired = _tired(world, worn[ads.key], worn[markets, artists].sum(axis=1))
    arm = world.arm[ads.key] + world.drift[day, markets, artists] - tired
    return np.asarray(
        arm[:, None, None] + world.cell[markets] + world.artist_channel[artists][:, :, None]
    )


def _tired(world: World, own: Array, artist: Array) -> Array:
    """From the decayed spend of the arm itself and of all the artist's arms."""
    spill = world.dials.fatigue_spill
    return np.asarray(world.dials.fatigue * np.log1p((1 - spill) * own + spill * artist))


def _spend(world: World, day: int, ads: Ads, log: Array, draw: Array) -> Array:
    """n × C × S: each market's and channel's money, by efficiency^β × noise."""
    dials = world.dials
    systems = world.cell_part / world.cell_part.sum(axis=2, keepdims=True)
    worth = (systems[ads.markets] * np.exp(log)).sum(axis=2)
    weight = worth**dials.beta * np.exp(dials.split_noise * normal(draw))
    total = np.zeros((dials.markets, weight.shape[1]))
    np.add.at(total, ads.markets, weight)
    luck = uniform(world.seed, Chance.BUDGET, day, np.arange(dials.markets))
    money = world.budget * np.exp(dials.budget_noise * normal(luck))
    part = weight / total[ads.markets]
    return np.asarray(
        part[:, :, None] * world.cell_part[ads.markets] * money[ads.markets, None, None]
    )


class _Dice:
    """The draws of a day's ads."""

    def __init__(self, world: World, day: int, ads: Ads, lane: int) -> None:
        self._world, self._day, self._ads, self._lane = world, day, ads, lane

    def split(self) -> Array:
        """Uniform draws, n × C."""
        return self.cells(Chance.SPLIT)[:, :, 0]

    def cells(self, chance: Chance, *, extra: int = 0) -> Array:
        """Uniform draws, n × C × S, or with `extra` n × C × S × extra."""
        channels, systems = self._world.cell_part.shape[1:]
        axes = 4 if extra else 3
        names = [_along(axis, axes, index) for axis, index in _axes(self._ads, channels, systems)]
        if extra:
            names.append(_along(3, axes, np.arange(extra)))
        return uniform(self._world.seed, chance, self._day, self._lane, *names)

    def registrations(self, mean: Array) -> Index:
        """Gamma-Poisson counts by delay; parts of a Poisson count are Poisson counts too."""
        dials = self._world.dials
        luck = gamma(self.cells(Chance.LUCK), dials.overdispersion)
        delay = np.array(dials.delay)
        draws = self.cells(Chance.REGISTRATIONS, extra=len(delay))
        return poisson(draws, (mean * luck)[..., None] * delay)

    def subscriptions(self, registrations: Index) -> Index:
        """So many of the registrations, by delay."""
        draws = self.cells(Chance.SUBSCRIPTIONS, extra=registrations.shape[-1])
        rate = self._world.dials.subscription_rate
        return np.minimum(poisson(draws, np.asarray(registrations * rate)), registrations)


def _axes(ads: Ads, channels: int, systems: int) -> list[tuple[int, Index]]:
    return [
        *((0, names) for names in ads.key),
        (1, np.arange(channels)),
        (2, np.arange(systems)),
    ]


def _along(axis: int, axes: int, index: Index) -> Index:
    return index.reshape([-1 if place == axis else 1 for place in range(axes)])
