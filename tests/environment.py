"""The environment of programs that tests start: without the settings of whoever runs the tests."""

import os

# Ray starts its workers at 15, and they would starve beside tests that compute: conftest.py sets 0.
WORKER_NICENESS = "RAY_worker_niceness"


def clean_environment(**ours: str) -> dict[str, str]:
    """What this process has of others, and the words given."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name == WORKER_NICENESS or not name.startswith(("HANDBILL_", "RAY_"))
    }
    return {**kept, **ours}
