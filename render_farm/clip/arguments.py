"""What of a clip is wanted → what ffmpeg is told; a pure function."""

from dataclasses import dataclass

from render_farm.paint.clip import ClipView

# Of colours without a tag, players take those of high definition for BT.709, others for BT.601.
_HIGH_DEFINITION_PX = 720


@dataclass(frozen=True, kw_only=True, slots=True)
class ClipHeader:
    """What a file says of itself. format: FFmpeg's name of it.

    matrix: of its colours as ITU-T H.273 numbers them, 2 = untold. height: rows of a frame.
    """

    format: str
    matrix: int
    height: int


def reader_arguments(path: str, view: ClipView, header: ClipHeader, *, first: int) -> list[str]:
    """The options of an ffmpeg that writes frames from `first` on as planar 4:2:0 to its output.

    Seeking goes to the key frame before, and no time is changed: which frame is number n does not
    depend on where the reading began. The format is told, and no other file may be opened. One
    thread each decodes and scales, and every processor comes to the same samples.
    """
    begin = f"{first / view.fps:.6f}"
    seek = ["-ss", begin, "-noaccurate_seek"] if first else []
    return [
        *("-nostdin", "-hide_banner", "-loglevel", "error"),
        *("-protocol_whitelist", "file,pipe", "-threads", "1", "-filter_threads", "1"),
        *(*seek, "-copyts", "-start_at_zero"),
        *("-f", header.format, "-i", path),
        *("-map", "0:v:0", "-vf", _filters(view, header, begin=begin)),
        *("-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-f", "rawvideo", "-"),
    ]


def _filters(view: ClipView, header: ClipHeader, *, begin: str) -> str:
    crop = view.crop
    across, down = f"iw*{crop.width:.6f}", f"ih*{crop.height:.6f}"
    return ",".join(
        (
            f"fps=fps={view.fps:g}:start_time={begin}:round=near",
            f"crop=w={across}:h={down}:x=iw*{crop.x:.6f}:y=ih*{crop.y:.6f}",
            f"scale={view.width_px}:{view.height_px}:flags=bicubic+accurate_rnd+bitexact"
            f":in_color_matrix={_matrix(header)}:out_color_matrix=bt709:out_range=limited"
            # Our chroma samples lie in the middle of their four pixels.
            ":out_h_chr_pos=128:out_v_chr_pos=128",
        )
    )


def _matrix(header: ClipHeader) -> str:
    if header.matrix != 2:
        return "auto"
    return "bt709" if header.height >= _HIGH_DEFINITION_PX else "bt601"
