from hypothesis import given
from hypothesis import strategies as st

from render_farm.encode import PaintedVideo, Run

BOOLEANS = st.lists(st.booleans(), max_size=12)


def run_of(booleans: list[bool]) -> Run:
    run = Run()
    for holds in booleans:
        run = run.add(holds)
    return run


@given(BOOLEANS)
def test_the_longest_run_of_true_is_found(booleans: list[bool]) -> None:
    words = "".join("x" if holds else " " for holds in booleans).split()
    assert run_of(booleans).longest == max(map(len, words), default=0)


@given(BOOLEANS, BOOLEANS, BOOLEANS)
def test_parts_joined_are_the_whole(a: list[bool], b: list[bool], c: list[bool]) -> None:
    assert run_of(a).then(run_of(b)).then(run_of(c)) == run_of(a + b + c)


def test_a_part_may_go_on_as_the_last_one_ended() -> None:
    part = PaintedVideo(fps=10, still=run_of([True] * 4), black=run_of([False] * 5))
    both = part.then(part)
    assert (both.frames, both.still_s, both.black_s) == (10, 0.9, 0.0)
