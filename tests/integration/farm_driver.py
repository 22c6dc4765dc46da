"""A program as a user would start it: a farm on Ray that runs one job of the queue.

farm_driver.py STATE_DIR JOB [ADDRESS [NAMESPACE]]; the queue is STATE_DIR/jobs.db.
"""

import json
import sys
from pathlib import Path

from render_farm.dispatch import Dispatcher, run_job
from render_farm.queue import SqlJobStore
from render_farm.queue.engine import sqlite_url
from render_farm.ray_room import CrewSettings, RayCrew, RaySettings, ray_session
from tests.contract.renderers import Puppet


def main(
    state_dir: Path, job_id: str, address: str | None = None, namespace: str | None = None
) -> None:
    settings = RaySettings(state_dir=state_dir, address=address, dashboard=False, cpus=2)
    if address is not None:
        settings = RaySettings(state_dir=state_dir, address=address)
    with (
        ray_session(settings) as session,
        SqlJobStore(sqlite_url(state_dir / "jobs.db")) as store,
    ):
        dispatcher = Dispatcher(
            store=store, crew=RayCrew(Puppet, CrewSettings(namespace=namespace))
        )
        record = run_job(dispatcher, job_id, jobs=store)
        dispatcher.close()
        print(json.dumps({"state": record.state, "cpus": session.cpus}))  # noqa: T201 - its answer


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
