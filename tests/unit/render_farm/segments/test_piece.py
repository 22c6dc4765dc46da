from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from render_farm.segments.piece import Piece, pieces_of


def test_cuts_fall_on_frames() -> None:
    assert pieces_of((1.0, 2.5), frames=40, fps=10) == (
        Piece(first=0, stop=10),
        Piece(first=10, stop=25),
        Piece(first=25, stop=40),
    )


def test_cuts_outside_and_cuts_of_one_frame_make_no_empty_piece() -> None:
    assert pieces_of((0.0, 0.04, 1.0, 1.01, 4.0, 9.0), frames=40, fps=10) == (
        Piece(first=0, stop=10),
        Piece(first=10, stop=40),
    )
    assert pieces_of((), frames=1, fps=30) == (Piece(first=0, stop=1),)


@given(st.lists(st.floats(0, 20)), st.integers(1, 300))
def test_pieces_are_the_whole(cuts_s: list[float], frames: int) -> None:
    pieces = pieces_of(cuts_s, frames=frames, fps=30)
    assert (pieces[0].first, pieces[-1].stop) == (0, frames)
    assert all(before.stop == after.first for before, after in pairwise(pieces))
    assert min(piece.frames for piece in pieces) > 0
