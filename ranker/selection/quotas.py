"""Quotas → which arms may take the next place: who is owed one, and who has had enough.

Minimums bind as late as they can: places are given freely until all that are left are owed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

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

    of: the group of each artist or template, by its place in `names`. least, most: per group; most
    is inf where any number may be.
    """

    names: tuple[str, ...]
    of: Counts
    least: Counts
    most: NDArray[np.float64]

    @property
    def bounded(self) -> bool:
        """Whether any group is bound at all."""
        return bool(self.least.any() or np.isfinite(self.most).any())

    def bound(self, bounds: Mapping[str, Bounds]) -> "Groups":
        """The same groups with these bounds, by name; a name that is none here binds nothing."""
        found = [bounds.get(name, Bounds()) for name in self.names]
        most = [np.inf if bound.most is None else float(bound.most) for bound in found]
        least = np.array([bound.least for bound in found], dtype=np.int64)
        return replace(self, least=least, most=np.array(most, dtype=np.float64))

    def room(self, members: Sequence[int], *, needed: int = 1) -> Mask:
        """Per group whether `needed` more fit beside the members that were picked."""
        return np.asarray(self.counts(members) + needed <= self.most)

    def owed(self, members: Sequence[int]) -> Counts:
        """Per group the places that it still must have."""
        if not self.least.any():
            return self.least
        return np.asarray(np.maximum(self.least - self.counts(members), 0), dtype=np.int64)

    def counts(self, members: Sequence[int]) -> Counts:
        """Per group how many of its members were picked."""
        groups = self.of[np.asarray(members, dtype=np.int64)]
        return np.asarray(np.bincount(groups, minlength=len(self.names)), dtype=np.int64)


def groups_of(members: Sequence[str], *, names: Sequence[str] | None = None) -> Groups:
    """The groups of artists or templates by the name of each one's group, without bounds."""
    known = tuple(names or sorted(set(members)))
    places = {name: place for place, name in enumerate(known)}
    return Groups(
        names=known,
        of=np.array([places[name] for name in members], dtype=np.int64),
        least=np.zeros(len(known), dtype=np.int64),
        most=np.full(len(known), np.inf),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """Who may take a place: masks of artists and templates, None for all."""

    artists: Mask | None = None
    templates: Mask | None = None

    @property
    def narrow(self) -> bool:
        """Whether some may not pass."""
        return self.artists is not None or self.templates is not None

    def lets(self, arm: Arm) -> bool:
        """Whether the arm may pass."""
        artist = self.artists is None or bool(self.artists[arm.artist])
        return artist and (self.templates is None or bool(self.templates[arm.template]))


@dataclass(frozen=True, kw_only=True, slots=True)
class Quotas:
    """Of templates, their kinds, the artists' genres, and newcomers (group 1, all others 0).

    free: whether nothing is bound at all; asked at every place, and so told once.
    """

    templates: Groups
    kinds: Groups
    genres: Groups
    newcomers: Groups
    free: bool = field(init=False)

    def __post_init__(self) -> None:
        families = (self.templates, self.kinds, self.genres, self.newcomers)
        object.__setattr__(self, "free", not any(family.bounded for family in families))

    @property
    def needed(self) -> int:
        """The places without which the minimums cannot all be met."""
        return max(self._template_debt(()), self._artist_debt(()))

    def door(self, picked: Sequence[Arm], *, needed: int = 1) -> Door:
        """Those whose groups have room for `needed` more."""
        templates, artists = _sides(picked)
        door = Door()
        for family in (self.templates, self.kinds):
            if np.isfinite(family.most).any():
                room = family.room(templates, needed=needed)[family.of]
                door = _narrow(door, templates=room)
        if np.isfinite(self.genres.most).any():
            door = _narrow(door, artists=self.genres.room(artists, needed=needed)[self.genres.of])
        return door

    def doors(self, picked: Sequence[Arm], *, remaining: int) -> Iterator[Door]:
        """Doors to the next place, the narrowest first: the owed alone once all places are owed.

        The next door is for where nobody can pass; maximums hold at each.
        """
        if self.free:
            yield Door()
            return
        door = self.door(picked)
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
            if family.least.any() and family.owed(members)[family.of[place]]:
                return word.format(family.names[family.of[place]])
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


_NOBODY = groups_of(())
NO_QUOTAS = Quotas(templates=_NOBODY, kinds=_NOBODY, genres=_NOBODY, newcomers=_NOBODY)


def _sides(picked: Sequence[Arm]) -> tuple[list[int], list[int]]:
    return [arm.template for arm in picked], [arm.artist for arm in picked]


def _narrow(door: Door, *, artists: Mask | None = None, templates: Mask | None = None) -> Door:
    return Door(artists=_both(door.artists, artists), templates=_both(door.templates, templates))


def _both(one: Mask | None, other: Mask | None) -> Mask | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other
