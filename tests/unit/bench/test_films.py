"""What a film's cost is told as."""

from dataclasses import replace

from bench.films import FilmCost, film_rows, middle

COST = FilmCost(setup_ms=90, moving_ms=2, standing_ms=1.5, encode_ms=20, whole_ms=23, gate_ms=4)


def test_painting_and_the_gate_have_aims_and_stand_beside_encoding() -> None:
    rows = list(film_rows("pulse", COST, moving=80, frames=180))
    assert [(row.value, row.ratio, row.met) for row in rows] == [
        (90, None, None),
        (2, 0.1, True),
        (1.5, 0.075, False),
        (23, 1.15, None),
        (4, 0.2, False),
    ]
    assert all(row.name.startswith("pulse: ") for row in rows)
    assert "(80 of 180)" in rows[1].name and "(99 of 180)" in rows[2].name


def test_frames_that_a_film_has_not_have_no_row() -> None:
    assert len(list(film_rows("pulse", COST, moving=0, frames=180))) == 4
    assert len(list(film_rows("pulse", COST, moving=179, frames=180))) == 4


def test_the_median_is_taken_of_each_figure() -> None:
    rounds = [replace(COST, setup_ms=s, gate_ms=g) for s, g in ((1, 9), (2, 8), (7, 3))]
    assert (middle(rounds).setup_ms, middle(rounds).gate_ms) == (2, 8)
