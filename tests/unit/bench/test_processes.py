"""A family of processes: who belongs to it, and that it ends."""

import os
import subprocess

from bench.processes import end_family, family, family_cpu_s


def test_a_family_is_found_counted_and_ended() -> None:
    with subprocess.Popen(["/bin/sh", "-c", "sleep 63 & sleep 63; true"]) as process:
        while len(family(process.pid)) < 3:
            pass
        assert process.pid in family(os.getpid())
        assert 0 <= family_cpu_s(process.pid) < 5
        end_family(process.pid)
        assert process.wait(timeout=10) == -9


def test_a_process_that_is_gone_took_no_time() -> None:
    with subprocess.Popen(["/bin/true"]) as process:
        process.wait()
    assert family_cpu_s(process.pid) == 0
