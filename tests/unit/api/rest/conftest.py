"""What all tests of the REST API share."""

from pathlib import Path

import pytest

from tests.unit.api.rest.farm import ApiClient, memory_house


@pytest.fixture
def api(tmp_path: Path) -> ApiClient:
    """A client of a house on memory twins."""
    return ApiClient(memory_house(tmp_path))
