"""Quotas → which arms may take the next place: who is owed one, and who has had enough.

Minimums bind as late as they can: places are given freely until all that are left are owed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ranker.rankers.protocol import Arm

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounds:
    """How many picks of a market a group must and may have; most None: any number."""

    least: int = 0
    most: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Groups:
    """Named groups that share out the artists, or the templates, and what each must and may have.

    of: the group of each artist or template, by its place in `names`.
    """

    names: tuple[str, ...]
    of: Counts
    bounds: Mapping[str, Bounds] = field(default_factory=dict)

    @property
    def least(self) -> Counts:
        """Per group the places that it must have."""
        return np.array([self.bounds.get(n, Bounds()).least for n in self.names], dtype=np.int64)

    def room(self, members: Sequence[int], *, needed: int = 1) -> Mask:
        """Per group whether `needed` more fit beside the members that were picked."""
        most = [self.bounds.get(name, Bounds()).most for name in self.names]
        limit = np.array([np.inf if value is None else value for value in most])
        return np.asarray(self.counts(members) + needed <= limit)

    def owed(self, members: Sequence[int]) -> Counts:
        """Per group the places that it still must have."""
        return np.asarray(np.maximum(self.least - self.counts(members), 0), dtype=np.int64)

    def counts(self, members: Sequence[int]) -> Counts:
        """Per group how many of its members were picked."""
        groups = self.of[np.asarray(members, dtype=np.int64)]
        return np.asarray(np.bincount(groups, minlength=len(self.names)), dtype=np.int64)


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """Who may take a place: masks of artists and templates, None for all."""

    artists: Mask | None = None
    templates: Mask | None = None

    def lets(self, arm: Arm) -> bool:
        """Whether the arm may pass."""
        artist = self.artists is None or bool(self.artists[arm.artist])
        return artist and (self.templates is None or bool(self.templates[arm.template]))


@dataclass(frozen=True, kw_only=True, slots=True)
class Quotas:
    """Of templates, their kinds, the artists' genres, and newcomers (group 1, all others 0)."""

    templates: Groups
    kinds: Groups
    genres: Groups
    newcomers: Groups

    @property
    def free(self) -> bool:
        """Whether nothing is bound at all."""
        families = (self.templates, self.kinds, self.genres, self.newcomers)
        return not any(family.bounds for family in families)

    @property
    def needed(self) -> int:
        """The places without which the minimums cannot all be met."""
        return max(self._template_debt(()), self._artist_debt(()))

    def door(self, picked: Sequence[Arm], *, needed: int = 1) -> Door:
        """Those whose groups have room for `needed` more."""
        if self.free:
            return Door()
        templates, artists = _sides(picked)
        room = self.templates.room(templates, needed=needed)[self.templates.of]
        room &= self.kinds.room(templates, needed=needed)[self.kinds.of]
        genres = self.genres.room(artists, needed=needed)[self.genres.of]
        return Door(artists=genres, templates=room)

    def doors(self, picked: Sequence[Arm], *, remaining: int) -> Iterator[Door]:
        """Doors to the next place, the narrowest first: the owed alone once all places are owed.

        The next door is for where nobody can pass; maximums hold at each.
        """
        door = self.door(picked)
        if self.free:
            yield door
            return
        due_templates = self._due_templates(picked, remaining)
        due_artists = self._due_artists(picked, remaining)
        both = _narrow(_narrow(door, artists=due_artists), templates=due_templates)
        yield both
        if due_templates is not None and due_artists is not None:
            yield _narrow(door, templates=due_templates)
            yield _narrow(door, artists=due_artists)
        if due_templates is not None or due_artists is not None:
            yield door

    def unmet(self, picked: Sequence[Arm]) -> tuple[str, ...]:
        """What was owed and could not be given, in words."""
        templates, artists = _sides(picked)
        found: list[str] = []
        for family, members, word in (
            (self.templates, templates, "of template {}"),
            (self.kinds, templates, "{}"),
            (self.genres, artists, "of genre {}"),
            (self.newcomers, artists, "{}"),
        ):
            owed = zip(family.names, family.owed(members), strict=True)
            found += [f"{count} {word.format(name)}" for name, count in owed if count]
        return tuple(found)

    def paid(self, arm: Arm, picked: Sequence[Arm]) -> str:
        """Which debt the arm pays beside those picked before it, in words; "" for none."""
        templates, artists = _sides(picked)
        for family, members, place, word in (
            (self.newcomers, artists, arm.artist, "newcomers"),
            (self.templates, templates, arm.template, "template {}"),
            (self.kinds, templates, arm.template, "{} ads"),
            (self.genres, artists, arm.artist, "genre {}"),
        ):
            group = family.of[place]
            if family.owed(members)[group]:
                return word.format(family.names[group])
        return ""

    def _owed_templates(self, picked: Sequence[Arm]) -> tuple[Counts, Counts, Counts]:
        """Places owed to each template; to each kind through its templates; to each kind."""
        templates, _ = _sides(picked)
        owed = self.templates.owed(templates)
        through = np.zeros(len(self.kinds.names), dtype=np.int64)
        np.add.at(through, self.kinds.of, owed[self.templates.of])
        return owed, through, self.kinds.owed(templates)

    def _template_debt(self, picked: Sequence[Arm]) -> int:
        _, through, kinds = self._owed_templates(picked)
        return int(np.maximum(through, kinds).sum())

    def _artist_debt(self, picked: Sequence[Arm]) -> int:
        _, artists = _sides(picked)
        return int(max(self.genres.owed(artists).sum(), self.newcomers.owed(artists).sum()))

    def _due_templates(self, picked: Sequence[Arm], remaining: int) -> Mask | None:
        if self._template_debt(picked) < remaining:
            return None
        owed, through, kinds = self._owed_templates(picked)
        return np.asarray((owed > 0)[self.templates.of] | (kinds > through)[self.kinds.of])

    def _due_artists(self, picked: Sequence[Arm], remaining: int) -> Mask | None:
        _, artists = _sides(picked)
        due: Mask | None = None
        for family in (self.genres, self.newcomers):
            owed = family.owed(artists)
            if owed.sum() >= remaining:
                members = (owed > 0)[family.of]
                due = members if due is None else due & members
        return due


_NOBODY = Groups(names=(), of=np.empty(0, dtype=np.int64))
NO_QUOTAS = Quotas(templates=_NOBODY, kinds=_NOBODY, genres=_NOBODY, newcomers=_NOBODY)


def _sides(picked: Sequence[Arm]) -> tuple[list[int], list[int]]:
    return [arm.template for arm in picked], [arm.artist for arm in picked]


def _narrow(door: Door, *, artists: Mask | None = None, templates: Mask | None = None) -> Door:
    return Door(artists=_both(door.artists, artists), templates=_both(door.templates, templates))


def _both(one: Mask | None, other: Mask | None) -> Mask | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other
