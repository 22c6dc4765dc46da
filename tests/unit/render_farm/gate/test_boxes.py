from pathlib import Path

import pytest

from render_farm.gate.boxes import outer_boxes


def box(name: bytes, body: bytes = b"") -> bytes:
    return (8 + len(body)).to_bytes(4, "big") + name + body


LARGE = (1).to_bytes(4, "big") + b"mdat" + (20).to_bytes(8, "big") + b"1234"


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (box(b"ftyp", b"isom") + box(b"moov", b"x" * 40) + box(b"mdat"), ("ftyp", "moov", "mdat")),
        (LARGE + box(b"moov"), ("mdat", "moov")),
        (bytes(4) + b"mdat" + b"to the end", ("mdat",)),
        (box(b"ftyp") + b"\0\0\0\3junkjunk", ("ftyp", "junk")),
        (box(b"ftyp") + b"\0\0", ("ftyp",)),
        (b"", ()),
    ],
    ids=["in order", "64 bits", "to the end", "no box", "cut off", "empty"],
)
def test_the_outermost_boxes(data: bytes, names: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(data)
    assert outer_boxes(tmp_path / "a.mp4") == names


def test_random_bytes_end(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(box(b"free") * 5000)
    assert len(outer_boxes(tmp_path / "a.mp4")) == 64
