"""Facts → the health of their sources; the facts and the health → facts that can be trusted.

Everything is judged by its own past before `as_of`; labels of days that still gain
registrations are only told about, never concluded from.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl

from ranker.features.cells import payment_column
from ranker.rankers.protocol import Facts
from ranker.sources.counted import told_objective
from ranker.sources.daily import Daily, daily_sums
from ranker.sources.drift import drift_findings
from ranker.sources.finding import Fault, Finding, Health, Remedy
from ranker.sources.labels import label_alarms
from ranker.sources.presence import lost_markets, silent_markets, table_findings
from ranker.sources.provider import switch_finding
from ranker.sources.shifts import find_switches, market_shifts
from ranker.sources.volumes import absurd_counts, absurd_spend
from ranker.tables.fields import LABELS

DATED_SOURCES = ("performance", "popularity", "promotions")


def trusted_facts(facts: Facts) -> tuple[Facts, Health]:
    """The facts without the days that cannot be true, and what was found. Deterministic.

    Where no row tells of what the objective counts, they are those of the next that is told.
    """
    facts, untold = told_objective(facts)
    found = [
        *untold,
        *(f for name in DATED_SOURCES for f in _table(facts, name)),
        *_performance(facts),
        *_counts(facts),
    ]
    kept = {name: _without(getattr(facts, name), name, found) for name in DATED_SOURCES}
    trusted = replace(
        facts,
        performance=kept["performance"],
        popularity=kept["popularity"],
        promotions=kept["promotions"],
    )
    found += drift_findings(trusted)
    found += lost_markets(
        kept["performance"],
        facts.performance,
        as_of=facts.as_of,
        maturity_days=facts.maturity_days,
    )
    return trusted, Health(findings=tuple(found))


def _table(facts: Facts, source: str) -> Iterator[Finding]:
    rows = getattr(facts, source)
    return table_findings(source, rows, as_of=facts.as_of, maturity_days=facts.maturity_days)


def _performance(facts: Facts) -> Iterator[Finding]:
    rows, label = facts.performance, LABELS[facts.objective]
    names = ("spend", "impressions", "clicks")
    sums = {"rows": pl.len(), **{name: pl.col(name).sum() for name in names}}
    daily = daily_sums(rows, as_of=facts.as_of, sums=sums, by_channel=True)
    if daily is None:
        return
    yield from silent_markets(daily, as_of=facts.as_of, maturity_days=facts.maturity_days)
    alarms = [
        *absurd_spend(daily),
        absurd_counts(daily, source="performance", column="clicks", per="impressions"),
    ]
    odd = [finding for alarm in alarms for finding in alarm.findings(daily)]
    yield from odd
    # What is absurd already says nothing about labels.
    told = _without(rows, "performance", odd).filter(pl.col(label).is_not_null())
    if facts.objective == "value":
        told = _in_payments(told)
    known = daily_sums(
        told, as_of=facts.as_of, sums={**sums, label: pl.col(label).sum()}, by_channel=True
    )
    if known is not None:
        yield from _labels(facts, told, known)


def _in_payments(rows: pl.DataFrame) -> pl.DataFrame:
    """Revenue in what a payment brings in its market: alarms know how counts scatter, not money."""
    payments = pl.col(payment_column(rows)).sum().over("market")
    money = pl.col("revenue").sum().over("market")
    return rows.with_columns(
        revenue=pl.when(money > 0).then(pl.col("revenue") * payments / money).otherwise(0.0)
    )


def _labels(facts: Facts, rows: pl.DataFrame, daily: Daily) -> Iterator[Finding]:
    label, maturity = LABELS[facts.objective], facts.maturity_days
    if not np.nansum(daily.sums[label]):
        yield Finding(
            source="performance",
            fault=Fault.NO_REGISTRATIONS,
            what=f"no {label} in any row",
            remedy=Remedy.NOTHING_THERE,
        )
        return
    odd = [
        finding
        for alarm in label_alarms(daily, label=label, maturity_days=maturity)
        for finding in alarm.findings(daily)
    ]
    yield from odd
    told = _without(rows, "performance", odd)
    names = ("spend", "impressions", "clicks", label)
    sums = {name: pl.col(name).sum() for name in names}
    left = daily_sums(told, as_of=facts.as_of, sums=sums, by_channel=True)
    if left is None:
        return
    switches = find_switches(left, label=label, maturity_days=maturity)
    for switch in switches:
        yield switch_finding(
            switch,
            daily=left,
            performance=told,
            label=label,
            matured=facts.as_of - timedelta(days=maturity),
        )
    for alarm in market_shifts(left, label=label, maturity_days=maturity, switches=switches):
        yield from alarm.findings(left)


def _counts(facts: Facts) -> Iterator[Finding]:
    """Popularity and promotions, whose rows have no channel."""
    streams = daily_sums(
        facts.popularity,
        as_of=facts.as_of,
        sums={"streams": pl.col("streams").sum()},
        by_channel=False,
    )
    if streams is not None:
        alarm = absurd_counts(streams, source="popularity", column="streams")
        yield from alarm.findings(streams)
    names = ("impressions", "clicks")
    shown = daily_sums(
        facts.promotions,
        as_of=facts.as_of,
        sums={name: pl.col(name).sum() for name in names},
        by_channel=False,
    )
    if shown is not None:
        for column, per in (("impressions", None), ("clicks", "impressions")):
            alarm = absurd_counts(shown, source="promotions", column=column, per=per)
            yield from alarm.findings(shown)


def _without(rows: pl.DataFrame, source: str, findings: Iterable[Finding]) -> pl.DataFrame:
    """The rows without the days that findings leave out."""
    out = [f for f in findings if f.source == source and f.remedy is Remedy.DAYS_LEFT_OUT]
    for finding in (f for f in out if not f.markets):
        rows = rows.filter(~_hit(finding))
    # Single markets' findings may be as many as the markets: each row is looked up once.
    for on_channel in (False, True):
        some = [f for f in out if f.markets and (f.channel is not None) == on_channel]
        if some:
            keys = ["date", "market", *(["channel"] if on_channel else [])]
            gone = pl.concat(_left_out(finding).select(keys) for finding in some)
            rows = rows.join(gone, on=keys, how="anti", maintain_order="left")
    return rows


def _hit(finding: Finding) -> pl.Expr:
    odd = pl.col("date").is_in(finding.days)
    return odd if finding.channel is None else odd & (pl.col("channel") == finding.channel)


def _left_out(finding: Finding) -> pl.DataFrame:
    """A row for each day and market of a finding."""
    days = pl.DataFrame({"date": pl.Series(finding.days, dtype=pl.Date)})
    markets = pl.DataFrame({"market": pl.Series(finding.markets, dtype=pl.String)})
    channel = pl.lit(finding.channel, dtype=pl.String).alias("channel")
    return days.join(markets, how="cross").with_columns(channel)
