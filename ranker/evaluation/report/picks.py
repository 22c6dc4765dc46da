"""A walk-forward → the sections on its picks: cost by week, calibration, reasons, map, churn."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from ranker.evaluation.calibration import calibrate
from ranker.evaluation.churn import rank_churn
from ranker.evaluation.evaluate import Evaluation
from ranker.evaluation.policies import HINDSIGHT
from ranker.evaluation.report import words
from ranker.objective import WORDS
from ranker.report.page import Section
from ranker.report.plots.bars import BarPlot, draw_bars
from ranker.report.plots.heat import HeatMap, draw_heat
from ranker.report.plots.lines import LinePlot, draw_lines
from ranker.report.plots.scatter import CalibrationPlot, draw_calibration

_SHOWN_ARTISTS = 24


def calibration_section(found: Evaluation) -> Section | None:
    """Foretold beside found efficiency; None where no policy foretells, or money is counted."""
    if found.objective == "value":
        return None
    predictions = found.run.predictions
    names = predictions["policy"].unique(maintain_order=True).to_list()
    points = {name: calibrate(predictions, policy=name) for name in names}
    points = {name: groups for name, groups in points.items() if groups}
    if not points:
        return None
    axis = f"{WORDS[found.objective].for_the_spend}, market = 1"
    plot = CalibrationPlot(title="Calibration by policy", axis=axis, points=points)
    return Section(
        title="Calibration",
        text=(
            "All live ads, in ten groups of equal exposure from the least to the most promising. "
            "On the dashed line what was foretold is what came. 1 is the market’s rate of the "
            "preceding days on one axis, of the day itself on the other.",
        ),
        drawings=(draw_calibration(plot),),
    )


def reason_section(found: Evaluation) -> Section | None:
    """How much each kind of fact moved the picks of the best policy."""
    policy = words.best_policy(found).policy
    rows = found.run.reasons.filter(pl.col("policy") == policy)
    whole = float(rows["value"].abs().sum())
    if not whole:
        return None
    sums = rows.group_by("name").agg(pl.col("value").abs().sum()).sort("name")
    bars = {str(name).replace("_", " "): value / whole for name, value in sums.iter_rows()}
    axis = f"share of what moved the scores of {policy}’s picks"
    plot = BarPlot(title=f"What moved {policy}", axis=axis, bars=bars, percent=True)
    return Section(
        title="What moved the picks",
        text=(
            f"The contributions of each kind of fact to the scores of {policy}’s picks, for or "
            "against, on the first day of each week.",
        ),
        drawings=(draw_bars(plot),),
    )


def map_section(found: Evaluation, names: Mapping[str, str]) -> Section:
    """Which artists the best policy picked where, and on how many of its days."""
    policy = words.best_policy(found).policy
    picks = found.run.picks.filter(pl.col("policy") == policy)
    days = picks.group_by("market").agg(pl.col("date").n_unique().alias("days"))
    shares = picks.group_by("market", "artist_id").agg(pl.col("date").n_unique().alias("picked"))
    shares = shares.join(days, on="market").with_columns(share=pl.col("picked") / pl.col("days"))
    order = shares.group_by("artist_id").agg(pl.col("share").sum()).sort(
        ["share", "artist_id"], descending=[True, False]
    )  # fmt: skip
    artists = order["artist_id"].head(_SHOWN_ARTISTS).to_list()
    markets = shares["market"].unique().sort().to_list()
    values = np.zeros((len(artists), len(markets)))
    for market, artist, share in shares.select("market", "artist_id", "share").iter_rows():
        if artist in artists:
            values[artists.index(artist), markets.index(market)] = share
    plot = HeatMap(
        title=f"Where {policy} picked which artist",
        rows=[names.get(artist, artist) for artist in artists],
        columns=markets,
        values=values,
    )
    return Section(
        title="Who was picked where",
        text=(
            f"The artists whom {policy} had most often among its first {found.plan.places} of the "
            "live ads; the darker, the more of the days.",
        ),
        drawings=(draw_heat(plot),),
    )


def churn_section(found: Evaluation) -> Section | None:
    """How much the picks changed from day to day."""
    churn = rank_churn(found.run.orders, places=found.plan.places)
    churn = churn.filter(pl.col("policy") != HINDSIGHT)
    if churn.is_empty():
        return None
    best = words.best_policy(found).policy
    return Section(
        title="Churn of the picks",
        text=(
            f"Share of the first {found.plan.places} that were not among the first "
            f"{found.plan.places} the day before, of ads that were live on both days: what changed "
            "is the policy’s mind, not the live set.",
        ),
        drawings=(_lines(churn, "churn", title="Churn of the picks by day", first=best),),
    )


def week_section(found: Evaluation) -> Section:
    """Cost by week: whether an advantage lasts."""
    weekly = (
        found.run.bought.filter(pl.col("policy") != HINDSIGHT)
        .group_by("policy", pl.col("date").dt.truncate("1w"), maintain_order=True)
        .agg(pl.col("expected").sum(), pl.col("registrations").sum())
        .with_columns(cpr=pl.col("expected") / pl.col("registrations"))
    )
    title, best = "Cost per registration by week", words.best_policy(found).policy
    return Section(
        title="Week by week",
        text=(
            "Cost per registration of all markets, market = 1; the first and last may be short.",
        ),
        drawings=(_lines(weekly, "cpr", title=title, first=best, reference=1.0),),
    )


def _lines(
    rows: pl.DataFrame, column: str, *, title: str, first: str, reference: float | None = None
) -> str:
    """One line a policy, `first` before the others, over the days that any of them has."""
    wide = rows.pivot(on="policy", index="date", values=column, maintain_order=True).sort("date")
    names = sorted(set(wide.columns) - {"date"}, key=lambda name: (name != first, name))
    plot = LinePlot(
        title=title,
        axis="",
        days=wide["date"].to_list(),
        lines={name: wide[name].fill_null(float("nan")).to_list() for name in names},
        percent=reference is None,
        reference=reference,
    )
    return draw_lines(plot)
