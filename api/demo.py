"""The demo: sample data (or a customer's) → a whole campaign, on this machine, in one folder."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.campaign_run import CampaignOrder, CampaignOutcome, run_campaign
from api.composition import open_house
from api.settings import Settings
from api.watcher import Watcher
from ranker import write_sample

# What is done to a market's picks on one line of the summary.
MarketRow = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoReport:
    """What the demo did. phases_s: seconds by phase; dashboard_url: of Ray, if it ran."""

    outcome: CampaignOutcome
    out: Path
    seconds: float
    phases_s: Mapping[str, float]
    dashboard_url: str | None

    @property
    def markets(self) -> list[MarketRow]:
        """One row per market: picks, assets, videos, seconds of rendering, bytes, failures."""
        assets, failures = self.outcome.manifest["assets"], self.outcome.manifest["failures"]
        names = sorted({_name(row) for row in (*assets, *failures)})
        return [
            _market(
                name,
                [row for row in assets if _name(row) == name],
                [row for row in failures if _name(row) == name],
            )
            for name in names
        ]

    def document(self) -> dict[str, Any]:
        """The report as one JSON document."""
        manifest = self.outcome.manifest
        return {
            "campaign": manifest["campaign"],
            "out": str(self.out),
            "seconds": round(self.seconds, 1),
            "phases_s": {name: round(value, 2) for name, value in self.phases_s.items()},
            "assets": len(manifest["assets"]),
            "rendered": self.outcome.rendered,
            "reused": self.outcome.reused,
            "failures": len(manifest["failures"]),
            "markets": self.markets,
        }


def run_demo(*, data: Path | None, out: Path, settings: Settings, watcher: Watcher) -> DemoReport:
    """Run it and leave everything in `out`.

    Storage, database and scratch lie in `out`/.state, so that a second run finds every file.
    """
    started = time.perf_counter()
    out = out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    folder = data.resolve() if data is not None else _sample(out / "data", watcher)
    order = CampaignOrder(
        name="demo", data=folder, out=out, min_per_kind={"animated": 1, "static": 2}
    )
    with open_house(settings.model_copy(update={"data_home": out / ".state"})) as house:
        watcher.mark("start")
        outcome = run_campaign(order, house=house, watcher=watcher)
        dashboard_url = house.farm.dashboard_url
    return DemoReport(
        outcome=outcome,
        out=out,
        seconds=time.perf_counter() - started,
        phases_s=watcher.seconds,
        dashboard_url=dashboard_url,
    )


def _sample(folder: Path, watcher: Watcher) -> Path:
    """The bundled sample data, written once: the same seed makes the same data."""
    if not folder.is_dir():
        with watcher.phase("data", "Writing the sample data"):
            write_sample(folder)
    return folder


def _name(row: Mapping[str, Any]) -> str:
    """The market of a manifest's row; a rejected row of the data may name none."""
    return row["market"] or "?"


def _market(
    name: str, assets: list[Mapping[str, Any]], failures: list[Mapping[str, Any]]
) -> MarketRow:
    return {
        "market": name,
        "locales": sorted({row["locale"] for row in assets}),
        "picks": len({row["rank"] for row in (*assets, *failures) if row["rank"] is not None}),
        "assets": len(assets),
        "videos": sum(1 for row in assets if row["fps"] is not None),
        "render_s": round(sum(row["render_s"] for row in assets), 1),
        "bytes": sum(row["bytes"] for row in assets),
        "failures": len(failures),
    }
