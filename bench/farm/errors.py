"""The errors of the farm's benches.

RenderFarmError
├── InvalidPlanInputs    a file of figures for --plan that cannot be used
└── BenchBroken          something that is measured did not start or did not answer
"""

from render_farm.errors import RenderFarmError


class InvalidPlanInputs(RenderFarmError):
    """A file of figures that a plan cannot reckon with."""

    code = "invalid_plan_inputs"


class BenchBroken(RenderFarmError):
    """What is measured did not start, or gave no answer."""

    code = "bench_broken"
