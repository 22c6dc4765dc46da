"""Ads a day → a plan: the arithmetic, on figures that one can reckon in the head."""

from dataclasses import replace
from datetime import date

import pytest

from bench.farm import Plan, PlanInputs, make_plan
from bench.farm.plan import plan_cells, plan_rows
from bench.farm.plan_inputs import AssetFigure, Assumed, Machine, Measured, Prices

DAY = date(2026, 11, 25)
MONTH_DAYS = 365.25 / 12
INPUTS = PlanInputs(
    measured=Measured(
        day=DAY,
        source="a test",
        assets=(
            AssetFigure(template="a", format="jpg", seconds=0.5, bytes=1e6),
            AssetFigure(template="b", format="jpg", seconds=1.5, bytes=3e6),
            AssetFigure(template="c", format="mp4", seconds=7.0, bytes=6e6),
        ),
        worker_mb=500,
        overhead_s=0.0,
        dispatcher_tasks_s=500,
    ),
    assumed=Assumed(
        day=DAY, source="a test", mix={"jpg": 0.5, "mp4": 0.5}, reused=0.0, window_h=10, use=1.0,
        keep_days=10, puts=2, spot=0.5,
    ),
    prices=Prices(
        day=DAY, source="a test", currency="EUR",
        machine=Machine(name="m", cores=4, memory_gb=8, hour=0.4),
        head_hour=0.1, database_hour=0.1, storage_gb_month=0.02, puts_1000=0.01, egress_gb=0.1,
    ),
)  # fmt: skip


def _plan(ads: float = 36_000, *, use: float = 1.0, reused: float = 0.0) -> Plan:
    assumed = replace(INPUTS.assumed, use=use, reused=reused)
    return make_plan(ads, replace(INPUTS, assumed=assumed))


def test_seconds_become_cores_and_machines() -> None:
    # An ad takes 0.5 · 1 s + 0.5 · 7 s = 4 s; 36,000 of them within 36,000 s want 4 cores.
    plan = _plan()
    assert (plan.core_s, plan.cores, plan.machines) == (144_000, 4, 1)
    assert plan.machine_h == pytest.approx(10)
    assert plan.memory_gb == 2
    assert plan.tasks_s == 1


def test_a_core_more_is_a_machine_more() -> None:
    assert (_plan(36_001).cores, _plan(36_001).machines) == (5, 2)


def test_machines_that_rest_are_paid_all_the_same() -> None:
    plan = _plan(use=0.5)
    assert plan.cores == 8
    assert plan.machine_h == pytest.approx(20)


def test_memory_may_want_more_machines_than_cores_do() -> None:
    measured = replace(INPUTS.measured, worker_mb=4000)
    plan = make_plan(36_000, replace(INPUTS, measured=measured))
    assert (plan.cores, plan.memory_gb, plan.machines) == (4, 16, 2)


def test_what_is_kept_is_paid_for() -> None:
    # An ad weighs 0.5 · 2 MB + 0.5 · 6 MB = 4 MB.
    plan = _plan()
    assert plan.day_gb == pytest.approx(144)
    assert plan.kept_gb == pytest.approx(1440)
    assert plan.storage_month == pytest.approx(28.8)
    assert plan.writes_month == pytest.approx(0.72 * MONTH_DAYS)
    assert plan.egress_month == pytest.approx(14.4 * MONTH_DAYS)
    assert plan.renderers_month == pytest.approx(10 * 0.4 * 0.5 * MONTH_DAYS)
    assert plan.always_on_month == pytest.approx(4.8 * MONTH_DAYS)
    assert plan.per_thousand == pytest.approx(1000 * plan.month / 36_000 / MONTH_DAYS)


def test_what_is_there_already_is_sent_but_not_rendered_nor_stored_again() -> None:
    plan, all_new = _plan(reused=0.5), _plan()
    assert plan.core_s == all_new.core_s / 2
    assert plan.day_gb == pytest.approx(all_new.day_gb / 2)
    assert plan.egress_month == all_new.egress_month


def test_the_farms_own_time_counts() -> None:
    measured = replace(INPUTS.measured, overhead_s=1.0)
    assert make_plan(36_000, replace(INPUTS, measured=measured)).core_s == 180_000


def test_rows_say_when_one_dispatcher_is_not_enough() -> None:
    def met(ads: float) -> bool | None:
        rows = plan_rows(make_plan(ads, INPUTS), INPUTS)
        return next(row.met for row in rows if row.reference == "one dispatcher")

    assert met(36_000) is True
    assert met(36_000_000) is False


def test_people_read_no_powers_of_ten() -> None:
    cells = [plan_cells(row) for row in plan_rows(make_plan(5e6, INPUTS), INPUTS)]
    assert cells[0] == ("seconds of a core", "20,000,000", "s/day", "", "")
    assert not any("e+" in cell for row in cells for cell in row)
