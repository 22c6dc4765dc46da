"""The virtual machine that histories run on."""

from functools import partial

from tests.simulation.scheduler import Killed, Process, Scheduler


def test_processes_take_turns_where_they_wait() -> None:
    scheduler, told = Scheduler(), list[str]()

    def main(process: Process, every_s: float) -> None:
        for _ in range(2):
            told.append(f"{process.name} {scheduler.now:g}")
            process.wait(every_s)

    for name, every_s in (("a", 3.0), ("b", 2.0)):
        process = Process(scheduler, name)
        process.start(partial(main, process, every_s))
    scheduler.run(until=10)
    assert told == ["a 0", "b 0", "b 2", "a 3"]
    assert scheduler.now == 10


def test_what_is_killed_does_nothing_more_and_says_so_once() -> None:
    scheduler, told = Scheduler(), list[str]()
    process = Process(scheduler, "a", on_death=lambda: told.append("died"))

    def main() -> None:
        try:
            process.wait(5)
            told.append("went on")
        except Killed:
            told.append("unwound")
            process.wait(1)

    process.start(main)
    scheduler.after(1, process.kill)
    scheduler.after(2, process.kill)
    scheduler.run(until=10)
    assert told == ["died", "unwound"]


def test_one_process_may_kill_another_and_itself() -> None:
    scheduler, told = Scheduler(), list[str]()
    other = Process(scheduler, "other")
    killer = Process(scheduler, "killer")

    def kill() -> None:
        other.kill()
        told.append("goes on")
        killer.die()

    other.start(lambda: other.wait(5))
    killer.start(kill, delay_s=1)
    scheduler.run(until=10)
    assert told == ["goes on"]
    assert other.dead
    assert killer.dead


def test_clocks_of_processes_differ() -> None:
    scheduler = Scheduler()
    process = Process(scheduler, "a", ahead_s=100, skew=0.5)
    scheduler.run(until=10)
    assert process.clock() == 115
