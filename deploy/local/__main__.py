"""`python -m deploy.local`: a farm of several Ray nodes on this machine, until Ctrl-C."""

import argparse
import os
import shutil
import signal
import sys
from pathlib import Path
from threading import Event, Thread

from deploy.local.layout import Layout, LayoutError, layout_of
from deploy.local.services import Size, services
from deploy.local.supervisor import Supervisor


def main() -> int:
    """Run it; 0 when it was stopped, 1 when it could not start."""
    options = _options()
    try:
        layout = layout_of(options.folder, farms=options.farms)
        _clear(layout)
        size = Size(nodes=options.nodes, cpus=options.cpus, dashboard=options.dashboard)
        more = dict(pair.split("=", 1) for pair in options.farm_env)
        running = services(layout, size, farm_environment=more)
    except (LayoutError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201 - a program's own words
        return 1
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    supervisor = Supervisor(running, folder=layout.folder, restart_s=options.restart)
    Thread(target=_greet, args=(supervisor, layout, stop), daemon=True).start()
    supervisor.run(stop)
    _clear(layout)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    home = Path(f"/var/tmp/handbill-{os.geteuid()}")  # noqa: S108 - outlives a restart, and is short
    add = parser.add_argument
    add("--folder", type=Path, default=home, help="for all data [%(default)s]")
    add("--nodes", type=int, default=2, help="Ray nodes that render [2]")
    add("--cpus", type=int, default=1, help="renderers of each node [1]")
    add("--farms", type=int, default=1, help="how many `handbill up` [1]; one works, others wait")
    add("--dashboard", action="store_true", help="start Ray's dashboard")
    add("--restart", type=float, default=1.0, help="seconds that a dead service stays dead [1]")
    add("--farm-env", action="append", default=[], help="NAME=VALUE, a setting of `handbill up`")
    return parser.parse_args()


def _greet(supervisor: Supervisor, layout: Layout, stop: Event) -> None:
    while not stop.wait(0.2):
        if supervisor.ready:
            break
    else:
        return
    for port in layout.apis:
        _say(f"API        http://127.0.0.1:{port}/v1")
    _say(f"Ray        {layout.ray_address}")
    _say(f"store      {layout.store_url}")
    _say(f"folder     {layout.folder}  (services.json: who runs; logs/: what they say)")
    _say("Ctrl-C stops all of it; the data stays")


def _clear(layout: Layout) -> None:
    for folder in layout.passing:
        shutil.rmtree(folder, ignore_errors=True)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - a program's own words


if __name__ == "__main__":
    sys.exit(main())
