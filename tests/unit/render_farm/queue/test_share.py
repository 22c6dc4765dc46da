from render_farm.queue.share import Claimant, turns


def claimant(job: int, *, priority: int = 0, running: int = 0, wants: int = 9) -> Claimant:
    keys = [f"{job}:{number}" for number in range(wants)]
    return Claimant(job=job, priority=priority, running=running, wants=keys)


def jobs(*claimants: Claimant, limit: int) -> list[int]:
    return [turn.job for turn in turns(claimants, limit=limit)]


def test_nobody_waits() -> None:
    assert turns([], limit=5) == ()
    assert turns([claimant(1, wants=0)], limit=5) == ()
    assert turns([claimant(1)], limit=0) == ()


def test_equal_jobs_take_turns_the_older_first() -> None:
    assert jobs(claimant(1), claimant(2), claimant(3), limit=5) == [1, 2, 3, 1, 2]


def test_who_has_more_running_waits_until_the_others_have_as_many() -> None:
    assert jobs(claimant(1, running=2), claimant(2), limit=4) == [2, 2, 1, 2]


def test_a_lower_priority_gets_what_a_higher_one_leaves() -> None:
    rich = claimant(2, priority=1, running=100, wants=2)
    assert jobs(claimant(1), rich, limit=4) == [2, 2, 1, 1]


def test_a_job_gets_no_more_than_it_has_waiting() -> None:
    assert jobs(claimant(1, wants=1), claimant(2), limit=4) == [1, 2, 2, 2]


def test_what_two_jobs_want_is_dealt_once_and_costs_the_other_no_turn() -> None:
    first = Claimant(job=1, priority=0, running=0, wants=["a", "b"])
    second = Claimant(job=2, priority=0, running=0, wants=["a", "b", "c", "d"])
    dealt = [(turn.job, turn.place) for turn in turns([first, second], limit=4)]
    assert dealt == [(1, 0), (2, 1), (2, 2), (2, 3)]
