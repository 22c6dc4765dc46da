"""Ranking + tables → the creatives of a rank-then-render campaign.

The one place of the farm that knows the ranker. A pick whose artwork or content cannot be used
becomes a problem of the manifest and never sinks the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ranker import Pick, Ranking, Tables
from render_farm.errors import InvalidInput, RenderFarmError
from render_farm.failures import failure_of
from render_farm.inputs import MAX_PICTURE_BYTES
from render_farm.job import Creative, TaskFailure, Use
from render_farm.sound_file import MAX_SOUND_BYTES
from render_farm.submission import Submission
from templates import (
    Library,
    PictureRef,
    SlotValue,
    SoundRef,
    Template,
    TemplatesError,
    bind_content,
    parse_locale,
)
from templates.template import SlotType

# BCP 47's tag for "undetermined": a row of the content table that counts in every locale.
_ANY_LOCALE = "und"
_Checked = TypeVar("_Checked", PictureRef, SoundRef)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shapes:
    """The ratios wanted of each kind of template, in which formats."""

    static_ratios: tuple[str, ...] = ("1:1", "4:5", "9:16")
    animated_ratios: tuple[str, ...] = ("9:16",)

    def ratios(self, kind: str) -> tuple[str, ...]:
        """The ratios of a template's kind ("static" or "animated")."""
        return self.animated_ratios if kind == "animated" else self.static_ratios


@dataclass(frozen=True, kw_only=True, slots=True)
class PickProblem:
    """A pick of the ranking that gives no asset in a locale (None: in none), and why."""

    pick: Pick
    locale: str | None
    failure: TaskFailure


@dataclass(frozen=True, kw_only=True, slots=True)
class Campaign:
    """What a ranking asks of the farm: creatives, and the picks that cannot be made."""

    creatives: tuple[Creative, ...]
    problems: tuple[PickProblem, ...]


def compose_campaign(
    ranking: Ranking,
    *,
    tables: Tables,
    folder: Path,
    library: Library,
    submission: Submission,
    shapes: Shapes,
) -> Campaign:
    """Fill each pick's template from catalogue and content, in each language of its market.

    folder: where the paths of artwork and sounds start.
    """
    catalogue = _Catalogue(tables, folder=folder, submission=submission)
    creatives: list[Creative] = []
    problems: list[PickProblem] = []
    for pick in ranking.picks:
        template = library.get(pick.template_id)
        content: dict[str, Mapping[str, SlotValue]] = {}
        for locale in catalogue.locales(pick.market):
            try:
                bound = bind_content(
                    template,
                    catalog=catalogue.row(pick.artist_id),
                    content=catalogue.content(pick.artist_id, locale),
                    locale=locale,
                )
                content[locale] = catalogue.with_sounds(template, bound)
            except (TemplatesError, RenderFarmError) as error:
                problems.append(PickProblem(pick=pick, locale=locale, failure=failure_of(error)))
        if content:
            ratios = shapes.ratios(template.kind)
            creatives.append(
                submission.creative(template, content=content, ratios=ratios, use=_use(pick))
            )
    return Campaign(creatives=tuple(creatives), problems=tuple(problems))


class _Catalogue:
    """What the tables say of an artist."""

    def __init__(self, tables: Tables, *, folder: Path, submission: Submission) -> None:
        self._rows = {row["artist_id"]: row for row in tables.catalog.iter_rows(named=True)}
        self._locales = {
            row["market"]: _split(row["locales"]) for row in tables.markets.iter_rows(named=True)
        }
        self._content: dict[tuple[str, str], dict[str, str]] = {}
        for row in tables.content.iter_rows(named=True):
            known = self._content.setdefault((row["artist_id"], row["locale"]), {})
            known[row["slot"]] = row["value"]
        self._folder = folder
        self._submission = submission
        self._artwork: dict[str, PictureRef | TemplatesError | RenderFarmError] = {}
        self._sounds: dict[str, SoundRef | TemplatesError | RenderFarmError] = {}

    def locales(self, market: str) -> tuple[str, ...]:
        return self._locales[market]

    def row(self, artist_id: str) -> dict[str, SlotValue]:
        """The catalogue row, its artwork as a checked input."""
        row: dict[str, Any] = self._rows[artist_id]
        words = {key: value for key, value in row.items() if isinstance(value, str)}
        return {**words, "artwork": self._picture(row["artwork"])}

    def content(self, artist_id: str, locale: str) -> dict[str, str]:
        merged: dict[str, str] = {}
        for tag in (_ANY_LOCALE, *reversed(parse_locale(locale).fallbacks)):
            merged |= self._content.get((artist_id, tag), {})
        return merged

    def with_sounds(
        self, template: Template, bound: Mapping[str, SlotValue]
    ) -> dict[str, SlotValue]:
        """The values, the path of an audio slot as a checked input."""
        return {
            name: self._sound(value)
            if isinstance(value, str) and template.slots[name].type is SlotType.AUDIO
            else value
            for name, value in bound.items()
        }

    def _picture(self, path: str) -> PictureRef:
        add, known = self._submission.add_picture, self._artwork
        return _once(path, known, add, folder=self._folder, limit_bytes=MAX_PICTURE_BYTES)

    def _sound(self, path: str) -> SoundRef:
        add, known = self._submission.add_sound, self._sounds
        return _once(path, known, add, folder=self._folder, limit_bytes=MAX_SOUND_BYTES)


def _once(
    path: str,
    known: dict[str, _Checked | TemplatesError | RenderFarmError],
    add: Callable[[bytes], _Checked],
    *,
    folder: Path,
    limit_bytes: int,
) -> _Checked:
    """Each file is read and checked once, also when it is refused."""
    if path not in known:
        try:
            known[path] = add(read_file(path, folder=folder, limit_bytes=limit_bytes))
        except (TemplatesError, RenderFarmError) as error:
            if getattr(error, "retryable", False):
                raise
            error.where = error.where or path
            known[path] = error
    found = known[path]
    if isinstance(found, Exception):
        raise found
    return found


def read_file(path: str, *, folder: Path, limit_bytes: int) -> bytes:
    """A file below `folder`. Raises InvalidInput for what is outside, absent or huge."""
    if "://" in path:
        raise InvalidInput(
            "addresses are not fetched", where=path[:200], allowed="a path below the data folder"
        )
    root = folder.resolve()
    try:
        file = (root / path).resolve()
        if not file.is_relative_to(root):
            raise InvalidInput(
                "the path leaves the data folder", where=path, allowed="a path below it"
            )
        if not file.is_file():
            raise InvalidInput("no such file", where=path, allowed=f"a file below {folder}")
        if (size := file.stat().st_size) > limit_bytes:
            raise InvalidInput(
                f"a file of {size} bytes", where=path, allowed=f"at most {limit_bytes} bytes"
            )
        return file.read_bytes()
    except (OSError, ValueError) as error:  # a null byte in a path is a ValueError
        raise InvalidInput(f"cannot be read: {error}", where=path[:200]) from error


def _split(locales: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag.strip() for tag in locales.split(";") if tag.strip()))


def _use(pick: Pick) -> Use:
    return Use(
        market=pick.market,
        channel=pick.channel,
        artist_id=pick.artist_id,
        rank=pick.rank,
        reasons=tuple(
            {"name": reason.name, "weight": reason.weight, "text": reason.text}
            for reason in pick.reasons
        ),
        model_version=pick.model_version,
    )
