"""Manifest → HTML: market, then rank with its reasons, then every locale in every ratio."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from typing import Any

from jinja2 import Environment

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pick:
    """The assets of one pick: artist, template, why it was chosen."""

    rank: int | None
    artist: str
    template_id: str
    reasons: Sequence[str]
    assets: Sequence[Row]
    failures: Sequence[Row]


@dataclass(frozen=True, kw_only=True, slots=True)
class Market:
    """A market's picks, best first."""

    name: str
    picks: Sequence[Pick]


def contact_sheet(
    manifest: Row, *, thumbnails: Mapping[str, bytes], artists: Mapping[str, str]
) -> str:
    """One self-contained page; `thumbnails` by asset key, `artists`: names by artist_id.

    The links are relative: the page belongs beside the folder `assets/`.
    """
    page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        files(__package__).joinpath("sheet.html.j2").read_text(encoding="utf-8")
    )
    assets = manifest["assets"]
    return page.render(
        campaign=manifest["campaign"],
        markets=_markets(manifest, artists),
        failures=manifest["failures"],
        thumbs={key: _data_uri(jpeg) for key, jpeg in thumbnails.items()},
        totals={
            "assets": len(assets),
            "videos": sum(1 for row in assets if row["fps"] is not None),
            "files": len({row["key"] for row in assets}),
            "megabytes": sum({row["key"]: row["bytes"] for row in assets}.values()) / 1e6,
        },
    )


def _markets(manifest: Row, artists: Mapping[str, str]) -> list[Market]:
    rows = [*manifest["assets"], *manifest["failures"]]
    return [
        Market(name=market, picks=_picks(group, artists))
        for market, group in _grouped(rows, "market")
    ]


def _picks(rows: Iterable[Row], artists: Mapping[str, str]) -> list[Pick]:
    def pick(row: Row) -> tuple[int, str, str]:
        return row["rank"] or 0, row["artist_id"] or "", row["template_id"] or ""

    picks: list[Pick] = []
    for (rank, artist_id, template_id), group in groupby(sorted(rows, key=pick), key=pick):
        members = list(group)
        assets = [row for row in members if "key" in row]
        picks.append(
            Pick(
                rank=rank or None,
                artist=artists.get(artist_id, artist_id) or template_id or "—",
                template_id=template_id,
                reasons=[reason["text"] for row in assets[:1] for reason in row["reasons"]],
                assets=assets,
                failures=[row for row in members if "key" not in row],
            )
        )
    return picks


def _grouped(rows: Sequence[Row], column: str) -> Iterable[tuple[str, list[Row]]]:
    names = sorted({row[column] or "" for row in rows})
    return ((name, [row for row in rows if (row[column] or "") == name]) for name in names)


def _data_uri(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")
