"""Ratios × locales × placements × contents → the cells of a check."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from templates.build.limits import duration_warnings
from templates.check.samples import Sample
from templates.locales import parse_locale
from templates.placement import SafeZone, placement_names, safe_zone
from templates.template import Template

Samples = Callable[[Template, str], Sequence[Sample]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One picture or video to be: a content in a ratio, a locale and a placement."""

    ratio: str
    locale: str
    placement: str
    sample: Sample


@dataclass(frozen=True, kw_only=True, slots=True)
class Matrix:
    """What a check goes over; what is empty means all of it: the template's own, all placements.

    Placements that cover the same zone of a ratio, and take a video of this length or do not,
    say the same: one stands for them.
    """

    template: Template
    samples: Samples
    ratios: Sequence[str] = ()
    locales: Sequence[str] = ()
    placements: Sequence[str] = ()

    def count(self) -> int:
        """How many cells there are."""
        by_locale = {locale: len(self._samples(locale)) for locale in self._locales()}
        return sum(
            by_locale[locale] * len(self._placements(ratio, locale))
            for ratio in self._ratios()
            for locale in self._locales()
        )

    def __iter__(self) -> Iterator[Cell]:
        """Cells that share words lie side by side, so that each text is set once."""
        samples = {locale: self._samples(locale) for locale in self._locales()}
        for ratio in self._ratios():
            for locale in self._locales():
                placements = self._placements(ratio, locale)
                for sample in samples[locale]:
                    for placement in placements:
                        yield Cell(ratio=ratio, locale=locale, placement=placement, sample=sample)

    def _ratios(self) -> Sequence[str]:
        return self.ratios or self.template.ratios

    def _locales(self) -> Sequence[str]:
        return self.locales or self.template.locales

    def _samples(self, locale: str) -> Sequence[Sample]:
        return self.samples(self.template, locale)

    def _placements(self, ratio: str, locale: str) -> list[str]:
        mirrored = parse_locale(locale).right_to_left
        distinct: dict[tuple[SafeZone, tuple[str, ...]], str] = {}
        for name in self.placements or placement_names():
            zone = safe_zone(name, ratio=ratio, right_to_left=mirrored)
            told = tuple(duration_warnings(name, self.template.duration_s))
            distinct.setdefault((replace(zone, placement=""), told), name)
        return list(distinct.values())
