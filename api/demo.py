"""The demo: sample data (or a customer's) → a whole campaign, on this machine, in one folder."""

import time
from pathlib import Path

from api.campaign_report import CampaignReport
from api.campaign_run import CampaignOrder, run_campaign
from api.composition import open_house
from api.house import House
from api.rules import rules_of
from api.settings import Settings
from api.watcher import Watcher
from ranker import RankRequest, write_sample


def run_demo(
    *,
    data: Path | None,
    out: Path,
    settings: Settings,
    watcher: Watcher,
    models: str | None = None,
) -> CampaignReport:
    """Run it and leave everything in `out`.

    Storage, database and scratch lie in `out`/.state, so that a second run finds every file.
    models: where a stored model is asked first, see `api.models`.
    """
    started = time.perf_counter()
    out = out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    folder = data.resolve() if data is not None else _sample(out / "data", watcher)
    order = CampaignOrder(
        name="demo",
        data=folder,
        out=out,
        asked=RankRequest(rules=rules_of(folder)),
        models=models,
        min_per_kind={"animated": 1, "static": 2},
    )
    with open_house(settings.model_copy(update={"data_home": out / ".state"})) as house:
        watcher.mark("start")
        _supersede(house)
        outcome = run_campaign(order, house=house, watcher=watcher)
    return CampaignReport.of(outcome, out=out, since=started, watcher=watcher)


def _supersede(house: House) -> None:
    """End the jobs that a killed run left open: this run asks for the same again, and more."""
    for record in house.jobs.jobs():
        if not record.ended:
            house.jobs.cancel(record.id)


def _sample(folder: Path, watcher: Watcher) -> Path:
    """The bundled sample data, written once: the same seed makes the same data."""
    if not folder.is_dir():
        with watcher.phase("data", "Writing the sample data"):
            write_sample(folder)
    return folder
