from render_farm.dispatch.stall import heard, stalled, watch


def test_unheard_a_task_may_take_a_multiple_of_what_it_should() -> None:
    cheap = watch(0.5, now=100, stall_s=60, factor=20)
    dear = watch(10.0, now=100, stall_s=60, factor=20)
    assert (cheap.kill_at, dear.kill_at) == (160, 300)
    assert not stalled(cheap, now=159.9)
    assert stalled(cheap, now=160)


def test_each_new_step_gives_it_more_time_and_none_does_not() -> None:
    task = watch(1.0, now=0, stall_s=60, factor=20)
    task = heard(task, steps=4, fraction=0.1, now=50, stall_s=60)
    assert task.kill_at == 110
    task = heard(task, steps=4, fraction=0.1, now=100, stall_s=60)
    assert stalled(task, now=110)
    task = heard(task, steps=5, fraction=0.2, now=109, stall_s=60)
    assert (task.kill_at, task.fraction) == (169, 0.2)


def test_a_heard_task_that_hangs_ends_sooner_than_an_unheard_one() -> None:
    dear = watch(100.0, now=0, stall_s=60, factor=20)
    assert heard(dear, steps=1, fraction=None, now=10, stall_s=60).kill_at == 70 < dear.kill_at


def test_steps_that_fall_are_of_another_process_and_count_as_new() -> None:
    task = heard(watch(1.0, now=0, stall_s=60, factor=1), steps=9, fraction=None, now=0, stall_s=60)
    assert heard(task, steps=2, fraction=None, now=30, stall_s=60).kill_at == 90
