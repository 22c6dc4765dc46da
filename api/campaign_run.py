"""Data folder → ranked, rendered, verified, delivered: one campaign from end to end."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from api.cards import ranker_cards
from api.house import House
from api.market_map import market_map
from api.models import models_at, stored_ranker
from api.shelf import StoreShelf
from api.watcher import Watcher
from ranker import (
    Ranking,
    RankRequest,
    ReleaseBook,
    Severity,
    Tables,
    load_tables,
    rank_and_release,
    write_ranking,
    write_rejects,
)
from render_farm.campaign import Campaign, PickProblem, Shapes, compose_campaign
from render_farm.closing import CampaignClosing
from render_farm.contact_sheet import contact_sheet, thumbnail
from render_farm.job import RenderJob
from render_farm.manifest import FAILURE_LABELS, manifest_json, store_manifest
from render_farm.mirror import mirror_assets, write_whole
from render_farm.queue import JobRecord, TaskState
from templates import Library


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignOrder:
    """What is wanted: from which data, which ranking, in which shapes, to which folder.

    asked: its templates and its model are named here. templates: ids to choose from; none = the
    whole library. models: where a stored model is asked first, see `api.models`; None = nowhere.
    min_per_kind: picks a market has at least of a kind of template ("static", "animated"), where
    the library has that kind. budget_s: seconds of workers that it may take; None = no limit.
    """

    name: str
    data: Path
    out: Path
    asked: RankRequest
    templates: Sequence[str] = ()
    models: str | None = None
    model: str = "latest"
    shapes: Shapes = field(default_factory=Shapes)
    min_per_kind: Mapping[str, int] = field(default_factory=dict)
    budget_s: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignOutcome:
    """What became of it. rendered: files made now; reused: files that were there already."""

    manifest: Mapping[str, Any]
    rendered: int
    reused: int

    @property
    def failed(self) -> int:
        """How many wanted assets there are not."""
        return len(self.manifest["failures"])


def run_campaign(order: CampaignOrder, *, house: House, watcher: Watcher) -> CampaignOutcome:
    """Rank, render on the farm, write manifest and contact sheet to storage and to `order.out`.

    Raises what loading and ranking raise; a task that fails is a row of the manifest.
    """
    with watcher.phase("rank", f"Ranking {order.data.name}"):
        tables = load_tables(order.data)
        _, refused = house.library.readable()
        ranking = _rank(order, tables, house, watcher.say)
        write_ranking(ranking, order.out / "ranking.parquet")
    _tell_rejects(tables, order.out / "rejects", watcher)
    for note in (
        *(f"template left out: {error}" for error in refused),
        *ranking.fallbacks,
        *ranking.notes,
    ):
        watcher.say(f"  {note}")
    with watcher.phase("submit", "Copying and checking inputs"):
        closing, record = _submit(order, tables, ranking, house)
    waiting = record.total - record.reused
    if waiting:
        with watcher.phase("render", f"Rendering {waiting} files"):
            house.start()
            if house.farm.dashboard_url:
                watcher.say(f"  Ray dashboard: {house.farm.dashboard_url}")
            record = house.render(
                record.id, lambda at: watcher.advance(_ended(at), at.total, _tell(at))
            )
        if record.out_of_budget:
            left = record.counts[TaskState.PAUSED]
            watcher.say(f"  the budget of {order.budget_s:g} s is spent: {left} files are not made")
    else:
        watcher.say("Nothing to render: every file is in storage already")
    with watcher.phase("deliver", "Writing manifest and contact sheet"):
        manifest = closing.manifest(record.id, jobs=house.jobs)
        _deliver(manifest, order=order, tables=tables, house=house)
        _tick_off(record.id, house)
    return _outcome(manifest, house, record.id)


def _rank(
    order: CampaignOrder, tables: Tables, house: House, say: Callable[[str], None]
) -> Ranking:
    """The ranking to serve; storage keeps it, and what was held back, under the campaign's name."""
    cards = ranker_cards(house.library, only=order.templates)
    kinds = {card.kind for card in cards}
    least = {kind: n for kind, n in order.min_per_kind.items() if kind in kinds}
    asked = replace(order.asked, templates=cards, rules=order.asked.rules.with_least_kinds(least))
    if order.models is not None:
        models = models_at(order.models, store=house.store)
        asked = replace(asked, model=stored_ranker(models, order.model))
    book = ReleaseBook(shelf=StoreShelf(house.store), line=order.name)
    with market_map(house.settings, say=say) as parallel_map:
        return rank_and_release(tables, asked, book=book, parallel_map=parallel_map).ranking


def _submit(
    order: CampaignOrder, tables: Tables, ranking: Ranking, house: House
) -> tuple[CampaignClosing, JobRecord]:
    campaign = compose_campaign(
        ranking,
        tables=tables,
        folder=order.data,
        library=house.library,
        submission=house.submission,
        shapes=order.shapes,
    )
    closing = _closing(order, ranking, campaign, tables, house)
    job = RenderJob(
        id=uuid4().hex,
        name=order.name,
        creatives=campaign.creatives,
        budget_s=order.budget_s,
        closing=closing.document(),
    )
    return closing, house.submission.submit(job)


def _tell_rejects(tables: Tables, folder: Path, watcher: Watcher) -> None:
    """Bad rows and files never sink a batch, and never go unsaid."""
    for text in tables.losses:
        watcher.say(f"  {text}")
    if tables.rejects:
        counts = write_rejects(tables, folder)
        told = ", ".join(f"{count} of {table}" for table, count in counts.items())
        watcher.say(f"  rows set aside: {told}; see {folder}")


def _lost_markets(tables: Tables) -> list[dict[str, Any]]:
    """A market whose row cannot be used gets no ad at all: that is a failure, not a footnote."""
    return [
        _failure(code="rejected_market", message=str(problem))
        for problem in tables.problems
        if problem.table == "markets" and problem.severity is Severity.ERROR
    ]


def _closing(
    order: CampaignOrder,
    ranking: Ranking,
    campaign: Campaign,
    tables: Tables,
    house: House,
) -> CampaignClosing:
    about = {
        "id": order.name,
        "as_of": str(ranking.as_of),
        "data_as_of": str(ranking.data_as_of) if ranking.data_as_of else None,
        "ranker": ranking.ranker,
        "model_version": ranking.model_version,
        "stale": ranking.stale,
        "fallbacks": list(ranking.fallbacks),
    }
    problems = [_problem(problem, house.library) for problem in campaign.problems]
    return CampaignClosing(
        campaign=about, bucket=house.bucket, problems=[*problems, *_lost_markets(tables)]
    )


def _tick_off(job_id: str, house: House) -> None:
    """The dispatcher need not write the manifest again."""
    for closing in house.jobs.closings(limit=100):
        if closing.job.id == job_id:
            house.jobs.closed(job_id, revision=closing.revision)


def _problem(problem: PickProblem, library: Library) -> dict[str, Any]:
    pick = problem.pick
    return _failure(
        code=problem.failure.code,
        message=problem.failure.message,
        market=pick.market,
        channel=pick.channel,
        locale=problem.locale,
        artist_id=pick.artist_id,
        template_id=pick.template_id,
        template_version=library.get(pick.template_id).version,
        rank=pick.rank,
    )


def _failure(*, code: str, message: str, **labels: Any) -> dict[str, Any]:
    """A row of the manifest's failures; what is not known of it is null."""
    return {**dict.fromkeys(FAILURE_LABELS), **labels, "code": code, "message": message}


def _deliver(
    manifest: Mapping[str, Any], *, order: CampaignOrder, tables: Tables, house: House
) -> None:
    """The stored manifest first: its assets are in storage, whatever becomes of the folder.

    In the folder the manifest comes last, since there it is the promise.
    """
    store_manifest(dict(manifest), campaign_id=order.name, store=house.store)
    assets = manifest["assets"]
    mirror_assets(assets, store=house.store, folder=order.out)
    shown = {row["template_id"] for row in assets}
    posters = {name: house.library.get(name).poster_s for name in shown}
    thumbnails = {
        row["key"]: thumbnail(
            order.out / (row["poster"] or row["key"]), at_s=posters[row["template_id"]]
        )
        for row in {row["key"]: row for row in assets}.values()
    }
    names = dict(zip(tables.catalog["artist_id"], tables.catalog["name"], strict=True))
    page = contact_sheet(manifest, thumbnails=thumbnails, artists=names).encode()
    house.store.replace(
        f"campaigns/{order.name}/contact-sheet.html", page, content_type="text/html; charset=utf-8"
    )
    write_whole(order.out / "contact-sheet.html", page)
    write_whole(order.out / "manifest.json", manifest_json(dict(manifest)))


def _outcome(manifest: Mapping[str, Any], house: House, job_id: str) -> CampaignOutcome:
    ended = house.jobs.tasks(job_id)
    rendered = sum(1 for task in ended if task.result and task.result.created and not task.reused)
    found = sum(1 for task in ended if task.result) - rendered
    return CampaignOutcome(manifest=manifest, rendered=rendered, reused=found)


def _ended(record: JobRecord) -> int:
    return sum(count for state, count in record.counts.items() if state.ended)


def _tell(record: JobRecord) -> str:
    failed = record.counts[TaskState.FAILED]
    return f"({failed} failed)" if failed else ""
