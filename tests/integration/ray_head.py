"""A Ray of its own that others join by its address, which it prints; ends when stdin is closed."""

import sys
from pathlib import Path

from render_farm.ray_room import RaySettings, ray_session


def main(state_dir: Path) -> None:
    settings = RaySettings(state_dir=state_dir, dashboard=False, cpus=2)
    with ray_session(settings) as session:
        print(session.address, flush=True)  # noqa: T201 - its answer
        sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
