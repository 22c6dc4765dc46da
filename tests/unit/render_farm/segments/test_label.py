import pytest

from render_farm.encode import PaintedVideo, Run
from render_farm.errors import EncodeError
from render_farm.segments.label import label_of, painted_of


def test_a_label_is_read_as_it_was_written() -> None:
    painted = PaintedVideo(
        fps=30,
        still=Run(frames=11, head=2, tail=3, longest=4),
        black=Run(frames=12),
    )
    assert painted_of(label_of(painted), where="piece") == painted


@pytest.mark.parametrize("label", ["", "{}", "[]", '{"fps":30,"still":{},"black":{"x":1}}'])
def test_another_label_is_refused(label: str) -> None:
    with pytest.raises(EncodeError, match=r"piece\.mp4: a piece without its label"):
        painted_of(label, where="piece.mp4")
