"""What a film's cost is told as."""

from bench.films import FilmCost, film_rows


def test_painting_and_the_gate_have_aims_and_stand_beside_encoding() -> None:
    cost = FilmCost(setup_ms=90, paint_ms=2, encode_ms=20, whole_ms=23, gate_ms=4)
    rows = list(film_rows("pulse", cost))
    assert [(row.value, row.ratio, row.met) for row in rows] == [
        (90, None, None),
        (2, 0.1, True),
        (23, 1.15, None),
        (4, 0.2, False),
    ]
    assert all(row.name.startswith("pulse: ") for row in rows)
