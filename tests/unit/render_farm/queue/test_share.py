from render_farm.queue.share import Claimant, turns


def claimant(job: int, *, priority: int = 0, running: int = 0, ready: int = 9) -> Claimant:
    return Claimant(job=job, priority=priority, running=running, ready=ready)


def test_nobody_waits() -> None:
    assert turns([], limit=5) == ()
    assert turns([claimant(1, ready=0)], limit=5) == ()
    assert turns([claimant(1)], limit=0) == ()


def test_equal_jobs_take_turns_the_older_first() -> None:
    assert turns([claimant(1), claimant(2), claimant(3)], limit=5) == (1, 2, 3, 1, 2)


def test_who_has_more_running_waits_until_the_others_have_as_many() -> None:
    assert turns([claimant(1, running=2), claimant(2)], limit=4) == (2, 2, 1, 2)


def test_a_lower_priority_gets_what_a_higher_one_leaves() -> None:
    jobs = [claimant(1), claimant(2, priority=1, running=100, ready=2)]
    assert turns(jobs, limit=4) == (2, 2, 1, 1)


def test_a_job_gets_no_more_than_it_has_waiting() -> None:
    assert turns([claimant(1, ready=1), claimant(2)], limit=4) == (1, 2, 2, 2)
