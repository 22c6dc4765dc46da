"""The data contract: which tables there are, their columns, and what each may hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What a column holds; the value is the sentence that a reader of a problem gets."""

    ID = "text of 1 to 300 characters without control characters, in UTF-8"
    TEXT = "text of 1 to 2000 characters without control characters, in UTF-8"
    ARTWORK = "a path inside the data folder, or an s3:// or https:// address"
    LOCALES = "BCP 47 tags separated by ;, such as ar-EG;en"
    LOCALE = "a BCP 47 tag, such as ar-EG"
    CURRENCY = "an ISO 4217 code of three capital letters, such as EUR"
    DATE = "a date YYYY-MM-DD from 2000-01-01 to tomorrow"
    RELEASE = "a date YYYY-MM-DD from 1900-01-01 to 2100-12-31"
    MOMENT = "a date YYYY-MM-DD or a time such as 2026-03-01T06:00:00Z, from 2000 to tomorrow"
    COUNT = "a whole number from 0 to 1000000000000"
    MONEY = "a number from 0 to 1000000000000"
    FRACTION = "a number from 0 to 1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A column: its name, what it holds, whether the file must have it and the cell be filled."""

    name: str
    kind: Kind
    required: bool = True
    nullable: bool = False

    @property
    def allowed(self) -> str:
        """What a cell may hold, as a sentence."""
        return f"{self.kind.value}, or nothing" if self.nullable else self.kind.value


@dataclass(frozen=True, kw_only=True, slots=True)
class TableSpec:
    """A table: its name, columns, whether the folder must have it, and what makes a row one.

    first_wins: of rows with the same key the first is used, and the others are problems.
    """

    name: str
    fields: tuple[Field, ...]
    required: bool = False
    key: tuple[str, ...] = ()
    first_wins: bool = False

    def field(self, name: str) -> Field | None:
        """The column of that name, a localised name's included; None where there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        if self.name == "catalog" and LOCALISED_NAME.fullmatch(name):
            return Field(name=name, kind=Kind.TEXT, required=False, nullable=True)
        return None


# name_ar, name_ar_EG, name_zh-Hant: a language of two or three letters, then subtags.
LOCALISED_NAME = re.compile(r"name_([A-Za-z]{2,3}(?:[_-][A-Za-z0-9]{1,8})*)")


def _must(name: str, kind: Kind) -> Field:
    return Field(name=name, kind=kind)


def _may(name: str, kind: Kind) -> Field:
    return Field(name=name, kind=kind, required=False, nullable=True)


def _null(name: str, kind: Kind) -> Field:
    return Field(name=name, kind=kind, nullable=True)


_CATALOG = TableSpec(
    name="catalog",
    required=True,
    key=("artist_id",),
    first_wins=True,
    fields=(
        _must("artist_id", Kind.ID),
        _must("name", Kind.TEXT),
        _null("genre", Kind.TEXT),
        _must("artwork", Kind.ARTWORK),
        _may("content_type", Kind.TEXT),
        _may("available_from", Kind.RELEASE),
        _may("labels", Kind.TEXT),
    ),
)
_CONTENT = TableSpec(
    name="content",
    key=("artist_id", "locale", "slot"),
    first_wins=True,
    fields=(
        _must("artist_id", Kind.ID),
        _must("locale", Kind.LOCALE),
        _must("slot", Kind.ID),
        _must("value", Kind.TEXT),
    ),
)
_MARKETS = TableSpec(
    name="markets",
    required=True,
    key=("market",),
    first_wins=True,
    fields=(
        _must("market", Kind.ID),
        _must("locales", Kind.LOCALES),
        _must("currency", Kind.CURRENCY),
        _must("daily_budget", Kind.MONEY),
        _may("cost_per_mille", Kind.MONEY),
    ),
)
_PERFORMANCE = TableSpec(
    name="performance",
    key=(
        *("date", "market", "channel", "os", "artist_id", "template_id"),
        *("campaign_id", "creative_id", "segment", "experiment_arm"),
    ),
    fields=(
        _must("date", Kind.DATE),
        _must("market", Kind.ID),
        _must("channel", Kind.ID),
        _null("os", Kind.ID),
        _must("artist_id", Kind.ID),
        _must("template_id", Kind.ID),
        _null("impressions", Kind.COUNT),
        _null("clicks", Kind.COUNT),
        _null("registrations", Kind.COUNT),
        _null("subscriptions", Kind.COUNT),
        _must("spend", Kind.MONEY),
        _may("reported_at", Kind.MOMENT),
        _may("campaign_id", Kind.ID),
        _may("creative_id", Kind.ID),
        _may("segment", Kind.ID),
        _may("experiment_arm", Kind.ID),
        _may("currency", Kind.CURRENCY),
        _may("revenue", Kind.MONEY),
    ),
)
_POPULARITY = TableSpec(
    name="popularity",
    key=("date", "market", "artist_id"),
    fields=(
        _must("date", Kind.DATE),
        _must("market", Kind.ID),
        _must("artist_id", Kind.ID),
        _must("streams", Kind.COUNT),
    ),
)
_SIMILARITY = TableSpec(
    name="similarity",
    key=("artist_id", "similar_artist_id"),
    fields=(
        _must("artist_id", Kind.ID),
        _must("similar_artist_id", Kind.ID),
        _must("similarity", Kind.FRACTION),
    ),
)
_PROMOTIONS = TableSpec(
    name="promotions",
    key=("date", "market", "artist_id"),
    fields=(
        _must("date", Kind.DATE),
        _must("market", Kind.ID),
        _must("artist_id", Kind.ID),
        _null("impressions", Kind.COUNT),
        _null("clicks", Kind.COUNT),
        _null("streams", Kind.COUNT),
        _null("likes", Kind.COUNT),
        _null("follows", Kind.COUNT),
    ),
)

# What can be ranked for, and the column of performance that counts it.
LABELS: Mapping[str, str] = MappingProxyType(
    {"registrations": "registrations", "subscriptions": "subscriptions", "value": "revenue"}
)

# In the order in which they are read: the others refer to the ids of the first two.
TABLE_SPECS: Mapping[str, TableSpec] = MappingProxyType(
    {
        spec.name: spec
        for spec in (
            *(_CATALOG, _MARKETS, _CONTENT),
            *(_PERFORMANCE, _POPULARITY, _SIMILARITY, _PROMOTIONS),
        )
    }
)
