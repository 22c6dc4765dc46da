"""Ads a day → cores, memory, storage and money: arithmetic on dated figures, nothing measured."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from statistics import fmean

from bench.farm.plan_inputs import PlanInputs
from bench.report import Row

_HOUR_S = 3600.0
_MONTH_DAYS = 365.25 / 12
_GB = 1e9
_MB_IN_GB = 1000.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What so many ads a day take.

    core_s: seconds of a core each day. cores: renderers at once, so that the window is kept.
    machines: that hold them, by cores and by memory. machine_h: hours paid each day.
    memory_gb: of all renderers. day_gb, kept_gb: of storage. tasks_s, puts_s: a second, within
    the window. *_month: money in `currency`.
    """

    ads: float
    core_s: float
    cores: int
    machines: int
    machine_h: float
    memory_gb: float
    day_gb: float
    kept_gb: float
    tasks_s: float
    puts_s: float
    currency: str
    renderers_month: float
    always_on_month: float
    storage_month: float
    writes_month: float
    egress_month: float

    @property
    def month(self) -> float:
        """Money a month, all together."""
        return (
            self.renderers_month
            + self.always_on_month
            + self.storage_month
            + self.writes_month
            + self.egress_month
        )

    @property
    def per_thousand(self) -> float:
        """Money for 1,000 ads."""
        return 1000 * self.month / (self.ads * _MONTH_DAYS)


def make_plan(ads: float, inputs: PlanInputs) -> Plan:
    """What `ads` a day take; ads: more than 0."""
    measured, assumed, prices = inputs.measured, inputs.assumed, inputs.prices
    machine = prices.machine
    new = ads * (1 - assumed.reused)
    core_s = new * (_mean(inputs, "seconds") + measured.overhead_s)
    window_s = assumed.window_h * _HOUR_S
    cores = ceil(core_s / window_s / assumed.use)
    memory_gb = cores * measured.worker_mb / _MB_IN_GB
    machine_h = core_s / _HOUR_S / machine.cores / assumed.use
    day_gb = new * _mean(inputs, "bytes") / _GB
    out_gb = ads * _mean(inputs, "bytes") / _GB
    kept_gb = day_gb * assumed.keep_days
    puts = new * assumed.puts
    return Plan(
        ads=ads,
        core_s=core_s,
        cores=cores,
        machines=max(ceil(cores / machine.cores), ceil(memory_gb / machine.memory_gb)),
        machine_h=machine_h,
        memory_gb=memory_gb,
        day_gb=day_gb,
        kept_gb=kept_gb,
        tasks_s=new / window_s,
        puts_s=puts / window_s,
        currency=prices.currency,
        renderers_month=machine_h * machine.hour * assumed.spot * _MONTH_DAYS,
        always_on_month=(prices.head_hour + prices.database_hour) * 24 * _MONTH_DAYS,
        storage_month=kept_gb * prices.storage_gb_month,
        writes_month=puts / 1000 * prices.puts_1000 * _MONTH_DAYS,
        egress_month=out_gb * prices.egress_gb * _MONTH_DAYS,
    )


def plan_rows(plan: Plan, inputs: PlanInputs) -> Iterator[Row]:
    """The plan as rows; beside it, where there is one, what bounds it."""
    machine, money = inputs.prices.machine, f"{plan.currency}/month"
    yield Row(name="seconds of a core", value=plan.core_s, unit="s/day")
    yield Row(name="cores, so many renderers at once", value=plan.cores, unit="cores")
    yield Row(name=f"machines ({machine.name})", value=plan.machines, unit="machines")
    yield Row(name="hours of them", value=plan.machine_h, unit="h/day")
    yield Row(
        name="memory of the renderers",
        value=plan.memory_gb,
        unit="GB",
        reference="the machines' memory",
        reference_value=plan.machines * machine.memory_gb,
    )
    yield Row(
        name="tasks within the window",
        value=plan.tasks_s,
        unit="1/s",
        reference="one dispatcher",
        reference_value=inputs.measured.dispatcher_tasks_s,
        aim=1.0,
        at_least=False,
        aim_at_ratio=True,
    )
    yield Row(name="writes to storage within the window", value=plan.puts_s, unit="1/s")
    yield Row(name="new in storage", value=plan.day_gb, unit="GB/day")
    yield Row(name="kept in storage", value=plan.kept_gb, unit="GB")
    yield Row(name="renderers, on spot", value=plan.renderers_month, unit=money)
    yield Row(name="head and database", value=plan.always_on_month, unit=money)
    yield Row(name="storage, once it is full", value=plan.storage_month, unit=money)
    yield Row(name="writes to storage", value=plan.writes_month, unit=money)
    yield Row(name="sent to the ad platforms", value=plan.egress_month, unit=money)
    yield Row(name="all together", value=plan.month, unit=money)
    yield Row(name="a thousand ads", value=plan.per_thousand, unit=plan.currency)


def plan_cells(row: Row) -> tuple[str, str, str, str, str]:
    """A row for people: amounts without powers of ten."""
    beside = "" if row.reference_value is None else _shown(row.reference_value)
    value = "" if row.value is None else _shown(row.value)
    return row.name, value, row.unit, row.reference or "", beside


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == round(value) else f"{value:.3g}"


def _mean(inputs: PlanInputs, figure: str) -> float:
    """Of an ad of the mix: within a format each template is as likely."""
    return sum(
        share
        * fmean(getattr(one, figure) for one in inputs.measured.assets if one.format == format)
        for format, share in inputs.assumed.mix.items()
    )
