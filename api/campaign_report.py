"""What became of a campaign, in numbers: per market, per phase, in all."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.campaign_run import CampaignOutcome
from api.watcher import Watcher

# What is done to a market's picks on one line of the summary.
MarketRow = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignReport:
    """What a run did, where it left it, and how long it took. phases_s: seconds by phase."""

    outcome: CampaignOutcome
    out: Path
    seconds: float
    phases_s: Mapping[str, float]

    @classmethod
    def of(
        cls, outcome: CampaignOutcome, *, out: Path, since: float, watcher: Watcher
    ) -> "CampaignReport":
        """The report of a run that began at `since` (time.perf_counter) and has just ended."""
        watcher.mark("stop")
        seconds = time.perf_counter() - since
        return cls(outcome=outcome, out=out, seconds=seconds, phases_s=watcher.seconds)

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
