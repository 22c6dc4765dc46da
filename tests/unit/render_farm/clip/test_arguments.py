from render_farm.clip.arguments import ClipHeader, reader_arguments
from render_farm.paint import ClipView
from templates.scene import Box

VIEW = ClipView(
    sha256="a" * 64,
    fps=29.97,
    crop=Box(x=0.25, y=0, width=0.5, height=1),
    width_px=108,
    height_px=192,
)
HEADER = ClipHeader(format="mov", matrix=2, height=1080)


def after(told: list[str], name: str) -> str:
    return told[told.index(name) + 1]


def test_the_format_is_told_and_no_other_file_opened() -> None:
    told = reader_arguments("/a/b", VIEW, HEADER, first=0)
    assert told[told.index("-f") : told.index("-i") + 2] == ["-f", "mov", "-i", "/a/b"]
    assert after(told, "-protocol_whitelist") == "file,pipe"
    assert told[-3:] == ["-f", "rawvideo", "-"]
    assert "-nostdin" in told


def test_seeking_changes_no_number() -> None:
    assert "-ss" not in reader_arguments("/a/b", VIEW, HEADER, first=0)
    told = reader_arguments("/a/b", VIEW, HEADER, first=30)
    assert after(told, "-ss") == "1.001001"
    assert told.index("-ss") < told.index("-i")
    assert {"-noaccurate_seek", "-copyts", "-start_at_zero"} <= set(told)
    assert "fps=fps=29.97:start_time=1.001001:round=near" in after(told, "-vf")


def test_what_is_cut_and_how_large() -> None:
    filters = after(reader_arguments("/a/b", VIEW, HEADER, first=0), "-vf")
    assert "crop=w=iw*0.500000:h=ih*1.000000:x=iw*0.250000:y=ih*0.000000" in filters
    assert "scale=108:192:flags=bicubic+accurate_rnd+bitexact" in filters
    assert "out_color_matrix=bt709:out_range=limited" in filters


def test_untold_colours_are_those_of_the_size() -> None:
    for height, matrix, told in ((1080, 2, "bt709"), (480, 2, "bt601"), (480, 1, "auto")):
        header = ClipHeader(format="mov", matrix=matrix, height=height)
        filters = after(reader_arguments("/a/b", VIEW, header, first=0), "-vf")
        assert f"in_color_matrix={told}" in filters
