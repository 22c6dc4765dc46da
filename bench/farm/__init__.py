"""A farm → what it costs beside the work itself, and what a day of ads takes.

`handbill bench farm` prints the groups of `bench.farm.groups`, `--plan` what `bench.farm.plan`
reckons, `--stress` what `bench.farm.stress` saw. Nothing here runs unless it is asked for.
"""

from bench.farm.groups import FARM_GROUPS
from bench.farm.plan import Plan, make_plan
from bench.farm.plan_inputs import PlanInputs, read_inputs
from bench.farm.run import FarmRun

__all__ = ["FARM_GROUPS", "FarmRun", "Plan", "PlanInputs", "make_plan", "read_inputs"]
