"""The farm under fire, in short: each kind of harm once. `make soak` does it for long."""

import pytest

from tests.acceptance.soak.run import SoakSettings, soak
from tests.proof.needs import need_postgres

pytestmark = pytest.mark.timeout(400)


def test_whatever_dies_every_task_ends_once_and_nothing_is_left(
    capsys: pytest.CaptureFixture[str],
) -> None:
    need_postgres()
    said: list[str] = []
    report = soak(SoakSettings(seed=5, tasks=60), say=said.append)
    table = "\n".join([*said, *report.lines()])
    assert report.faults == (), table
    assert report.lost == 0
    assert report.tasks >= 60
    assert len({blow.kind for blow in report.blows}) == len(report.blows) >= 7, table
    with capsys.disabled():
        print(f"\n{table}")  # noqa: T201 - the kill table belongs into the log of CI
