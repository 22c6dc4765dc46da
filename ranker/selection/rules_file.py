"""selection.yaml → Rules: what a marketer wants of every ranking, written beside the data."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ranker.eligibility import BLOCKED_LABELS
from ranker.errors import RulesInvalidError
from ranker.selection.quotas import Bounds
from ranker.selection.rules import EXPLORATION, Rest, Rules
from ranker.tables.source import open_source

RULES = "selection.yaml"
_MAX_CHARACTERS = 1_000_000

Share = Annotated[float, Field(ge=0, le=1)]
Id = Annotated[str, Field(min_length=1)]
Markets = frozenset[Id]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class _Bounds(_Part):
    least: int = Field(default=0, ge=0)
    most: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> "_Bounds":
        if self.most is not None and self.most < self.least:
            raise ValueError("most must be least or more")
        return self

    def bounds(self) -> Bounds:
        return Bounds(least=self.least, most=self.most)


class _BrandSafety(_Part):
    labels: frozenset[Id] = BLOCKED_LABELS
    artists: frozenset[Id] = frozenset()


class _NotIn(_Part):
    artists: Mapping[Id, Markets] = {}
    templates: Mapping[Id, Markets] = {}


class _Quotas(_Part):
    kinds: Mapping[Id, _Bounds] = {}
    templates: Mapping[Id, _Bounds] = {}
    genres: Mapping[str, _Bounds] = {}


class _Newcomers(_Part):
    least: Share = 0.0
    days: int = Field(default=30, ge=1)


class _Budget(_Part):
    most_relative_cpr: float | None = Field(default=None, gt=0)
    least_per_ad: Mapping[Id, Annotated[float, Field(gt=0)]] = {}


class _Fatigue(_Part):
    after: int = Field(ge=1)
    days: int = Field(ge=1)

    @model_validator(mode="after")
    def _possible(self) -> "_Fatigue":
        if self.after > self.days:
            raise ValueError("after must be days or fewer")
        return self


class _File(_Part):
    brand_safety: _BrandSafety = _BrandSafety()
    not_in: _NotIn = _NotIn()
    quotas: _Quotas = _Quotas()
    newcomers: _Newcomers = _Newcomers()
    exploration: Share = EXPLORATION
    diversity: Annotated[float, Field(ge=0, le=100)] | None = None
    budget: _Budget = _Budget()
    fatigue: _Fatigue | None = None
    most_picks: int | None = Field(default=None, ge=1)


def read_rules(path: str | Path) -> Rules:
    """Read a rules file. Raises RulesInvalidError where it cannot be read or followed."""
    file = Path(path)
    try:
        return parse_rules(file.read_text(encoding="utf-8"), file=file.name)
    except (OSError, UnicodeDecodeError) as error:
        what = f"cannot be read ({error})"
        raise _invalid(file.name, what, "a YAML file of UTF-8 text") from error


def rules_beside(place: str | Path, *, storage: Mapping[str, str] | None = None) -> Rules:
    """The rules of selection.yaml in a data folder or below an s3:// prefix, else the defaults.

    storage: as of `load_tables`. Raises RulesInvalidError, TableMissingError, TableUnreadableError.
    """
    return parse_rules(open_source(place, storage=storage).text(RULES) or "")


def parse_rules(text: str, *, file: str = RULES) -> Rules:
    """The rules that a text holds; an empty one holds the defaults. Raises RulesInvalidError."""
    if len(text) > _MAX_CHARACTERS:
        raise _invalid(file, "too long", f"{_MAX_CHARACTERS} characters")
    try:
        data = yaml.safe_load(text)
        if data is not None and not isinstance(data, dict):
            raise _invalid(file, "is no mapping", ", ".join(sorted(_File.model_fields)))
        found = _File.model_validate(data or {})
    except yaml.YAMLError as error:
        what = f"is no YAML ({str(error).splitlines()[0]})"
        raise _invalid(file, what, "names and values, as in docs/ranking.md") from error
    except RecursionError as error:
        raise _invalid(file, "is nested too deeply", "names and values") from error
    except ValidationError as error:
        raise _first_problem(error, file) from error
    return _rules(found, file)


def _rules(found: _File, file: str) -> Rules:
    fatigue = found.fatigue
    return Rules(
        blocked_labels=found.brand_safety.labels,
        blocked_artists=found.brand_safety.artists,
        artist_not_in=found.not_in.artists,
        template_not_in=found.not_in.templates,
        kinds=_all_bounds(found.quotas.kinds),
        templates=_all_bounds(found.quotas.templates),
        genres=_all_bounds(found.quotas.genres),
        newcomers=found.newcomers.least,
        newcomer_days=found.newcomers.days,
        exploration=found.exploration,
        diversity=found.diversity,
        most_relative_cpr=found.budget.most_relative_cpr,
        least_budget_per_ad=found.budget.least_per_ad,
        rest=None if fatigue is None else Rest(after=fatigue.after, days=fatigue.days),
        most_picks=found.most_picks,
        file=file,
    )


def _all_bounds(found: Mapping[str, _Bounds]) -> dict[str, Bounds]:
    return {name: bounds.bounds() for name, bounds in found.items()}


def _first_problem(error: ValidationError, file: str) -> RulesInvalidError:
    """The first thing that is wrong, with the path of the value."""
    problem: Any = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        known = ", ".join(sorted(_part_at(problem["loc"][:-1]).model_fields))
        return _invalid(file, f"{place}: nothing is called so", known)
    said = problem["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return _invalid(file, f"{place} is {problem['input']!r:.80}", said)


def _part_at(path: tuple[Any, ...]) -> type[_Part]:
    """The part of the file at a place; below the quotas' names there are bounds alone."""
    part: type[_Part] = _File
    for name in path:
        field = part.model_fields.get(str(name))
        kinds: list[Any] = [] if field is None else [field.annotation]
        kinds += [kind for whole in kinds for kind in get_args(whole)]
        part = next((kind for kind in kinds if _is_part(kind)), _Bounds)
    return part


def _is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, _Part)


def _invalid(file: str, what: str, allowed: str) -> RulesInvalidError:
    return RulesInvalidError(file=file, what=what, allowed=allowed)
