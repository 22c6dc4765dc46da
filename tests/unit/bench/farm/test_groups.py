"""Every group of the farm's bench names a file that measures; the public names are these."""

from importlib import import_module

import pytest

import bench.farm
from bench.farm import FARM_GROUPS


@pytest.mark.parametrize("name", FARM_GROUPS)
def test_a_group_is_a_file_with_rows(name: str) -> None:
    assert callable(import_module(FARM_GROUPS[name].module).rows)
    assert FARM_GROUPS[name].title


def test_public_names() -> None:
    names = "FARM_GROUPS FarmRun Plan PlanInputs make_plan read_inputs"
    assert sorted(bench.farm.__all__) == sorted(names.split())
    assert all(hasattr(bench.farm, name) for name in bench.farm.__all__)
