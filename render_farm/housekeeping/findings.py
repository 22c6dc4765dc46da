"""Tasks and manifests → all that was made of an artist or a picture; finds, deletes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from render_farm.housekeeping.references import StoredManifest
from render_farm.housekeeping.tombstones import Target, TargetKind
from render_farm.queue import TaskRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A task in the words of a takedown: whose it is, what it reads, and what was made."""

    artists: frozenset[str]
    inputs: frozenset[str]
    keys: frozenset[str]
    request_key: str
    open: bool

    @classmethod
    def of(cls, record: TaskRecord) -> Self:
        """What a takedown needs to know of a task."""
        return cls(
            artists=frozenset(use.artist_id for use in record.task.uses if use.artist_id),
            inputs=record.task.inputs,
            keys=record.result.keys if record.result else frozenset(),
            request_key=record.task.request_key,
            open=not record.state.ended,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """What a takedown hits.

    pictures: sha256 of the inputs that go. shared: inputs of the artist that others use as well,
    which stay. assets: keys of files and posters. requests: whose known results are forgotten.
    open_tasks: tasks that will be refused. live: rows of current manifests: campaign, market,
    channel, locale, ratio, artist_id, key.
    """

    pictures: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    assets: frozenset[str] = frozenset()
    requests: frozenset[str] = frozenset()
    open_tasks: int = 0
    live: tuple[Mapping[str, Any], ...] = ()

    @property
    def campaigns(self) -> frozenset[str]:
        """Whose manifests show it."""
        return frozenset(row["campaign"] for row in self.live)

    def document(self) -> dict[str, Any]:
        """As JSON values, in a steady order."""
        return {
            "pictures": sorted(self.pictures),
            "shared": sorted(self.shared),
            "assets": sorted(self.assets),
            "requests": sorted(self.requests),
            "open_tasks": self.open_tasks,
            "live": [dict(row) for row in self.live],
        }

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Self:
        """What `document` told; of an empty one nothing."""
        sets = ("pictures", "shared", "assets", "requests")
        return cls(
            **{name: frozenset(document.get(name, ())) for name in sets},
            open_tasks=document.get("open_tasks", 0),
            live=tuple(document.get("live", ())),
        )

    def also(self, earlier: Self) -> Self:
        """With what an earlier look found, which may be deleted since."""
        rows = {tuple(sorted(row.items())): row for row in (*earlier.live, *self.live)}
        return replace(
            self,
            pictures=self.pictures | earlier.pictures,
            shared=self.shared - earlier.pictures,
            assets=self.assets | earlier.assets,
            requests=self.requests | earlier.requests,
            live=tuple(rows.values()),
        )


def find(target: Target, *, made: Iterable[Made], manifests: Iterable[StoredManifest]) -> Findings:
    """Everything that has the artist's name, and everything made of the pictures.

    A picture is an artist's own when no task of another artist reads it: the logo that all ads
    show stays, and is told as `shared`.
    """
    tasks = tuple(made)
    own, shared = _pictures(target, tasks)
    artist = target.id if target.kind is TargetKind.ARTIST else None
    hit = [task for task in tasks if artist in task.artists or task.inputs & own]
    assets = frozenset(key for task in hit for key in task.keys)
    live = tuple(
        _place(manifest.campaign, row)
        for manifest in manifests
        if manifest.current
        for row in manifest.document.get("assets", ())
        if row["key"] in assets or (artist is not None and row.get("artist_id") == artist)
    )
    posters = (row.get("poster") for row in live)
    return Findings(
        pictures=own,
        shared=shared,
        assets=assets | {row["key"] for row in live} | frozenset(filter(None, posters)),
        requests=frozenset(task.request_key for task in hit),
        open_tasks=sum(task.open for task in hit),
        live=live,
    )


def _pictures(target: Target, tasks: Iterable[Made]) -> tuple[frozenset[str], frozenset[str]]:
    if target.kind is TargetKind.PICTURE:
        return frozenset({target.id}), frozenset()
    mine: set[str] = set()
    others: set[str] = set()
    for task in tasks:
        if target.id in task.artists:
            mine |= task.inputs
        if task.artists - {target.id}:
            others |= task.inputs
    return frozenset(mine - others), frozenset(mine & others)


def withdrawn(document: Mapping[str, Any], *, keys: frozenset[str]) -> dict[str, Any]:
    """A manifest in which the files of these keys are failures, for they are taken down."""
    stays = [row for row in document["assets"] if row["key"] not in keys]
    labels = ("market", "channel", "locale", "ratio", "artist_id", "template_id")
    goes = [
        {
            **{name: row.get(name) for name in (*labels, "template_version", "rank")},
            "code": "taken_down",
            "message": "the file was taken down",
        }
        for row in document["assets"]
        if row["key"] in keys
    ]
    return {**document, "assets": stays, "failures": [*document["failures"], *goes]}


def _place(campaign: str, row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("market", "channel", "locale", "ratio", "artist_id", "key", "poster")
    return {"campaign": campaign, **{name: row.get(name) for name in names}}
