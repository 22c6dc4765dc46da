"""A driver that gives one task to one worker of a cluster and waits to be killed.

crew_driver.py STATE_DIR ADDRESS NAMESPACE COST_S; the worker's process id goes to STATE_DIR/pid.
"""

import sys
import time
from pathlib import Path

from render_farm.ray_room import CrewSettings, RayCrew, RaySettings, ray_session
from tests.contract.farm_samples import make_lease
from tests.contract.renderers import Puppet


def main(state_dir: Path, address: str, namespace: str, cost_s: float) -> None:
    with ray_session(RaySettings(state_dir=state_dir, address=address)):
        crew = RayCrew(Puppet, CrewSettings(namespace=namespace))
        crew.start("renderer-1").result(60)
        crew.submit("renderer-1", make_lease("step", cost_s=cost_s, pid_file=state_dir / "pid"))
        while True:
            crew.vitals()
            time.sleep(0.2)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4]))
