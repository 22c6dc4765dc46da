"""Ten thousand histories, and the same seeds on farms that are broken on purpose."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation.breakages import BREAKAGES
from tests.simulation.history import History
from tests.simulation.ledger import SeenJobStore
from tests.simulation.many import live, live_many

HISTORIES = int(os.environ.get("HANDBILL_HISTORIES", "10000"))
FIRST = int(os.environ.get("HANDBILL_SEED", "0"))
SOON = 600  # so few histories find whatever is broken

_DIGEST = """
from tests.simulation.test_histories import digest
print(digest(8))
"""


def digest(seed: int) -> str:
    """Everything that happens in a history, in one number."""
    told = hashlib.sha256()
    History(seed, trace=lambda line: told.update(line.split("(")[0].encode())).run()
    return told.hexdigest()


@pytest.mark.timeout(900)  # a minute of one core; a busy machine takes its time
def test_every_promise_holds_in_every_history() -> None:
    tally = live_many(FIRST, HISTORIES, processes=2)
    told = [f"python -m tests.simulation {one.seed}: {one.broken[0]}" for one in tally.failed]
    assert told == []
    assert tally.histories == HISTORIES
    # What is to be survived did happen.
    for blow in ("driver killed", "worker killed", "node killed", "call: unheard", "call: late"):
        assert tally.seen[blow] > HISTORIES / 50, blow


def test_a_seed_replays_in_another_process() -> None:
    def elsewhere(hash_seed: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", _DIGEST],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()

    assert elsewhere("1") == elsewhere("2") == digest(8)


@pytest.mark.parametrize("kind", BREAKAGES, ids=lambda kind: str(kind.__name__))
def test_what_is_broken_on_purpose_is_found(kind: type[SeenJobStore]) -> None:
    for start in range(0, SOON, 50):
        if live(range(start, start + 50), kind=kind).failed:
            return
    pytest.fail(f"{SOON} histories did not find {kind.__doc__}")
