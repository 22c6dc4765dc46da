"""Painted frames → a GIF or an animated WebP file."""

from pathlib import Path

import av

from render_farm.encode.animated_webp import write_webp
from render_farm.encode.gif import write_gif
from render_farm.encode.settings import AnimationSettings
from render_farm.encode.small_film import SmallFilm
from render_farm.encode.video import FrameSource, PaintedVideo
from render_farm.encode.whole_file import whole_file
from render_farm.errors import EncodeError


def encode_animation(
    painter: FrameSource, path: Path, *, settings: AnimationSettings, frames: int
) -> PaintedVideo:
    """Encode what is kept of the painter's `frames` and write the file whole, or leave nothing.

    It repeats for ever, and a round lasts as long as the video, to a hundredth of a second. For a
    GIF the frames are painted twice: its colours are chosen before the first picture is written.

    Raises:
        EncodeError: the encoder refused, or the file cannot be written.
        InvalidInput: an animated WebP of what does not move.
    """
    film = SmallFilm(painter, settings, frames=frames)
    write = write_gif if settings.codec == "gif" else write_webp
    with whole_file(path) as temporary:
        try:
            write(film, temporary)
        except (av.FFmpegError, OSError, ValueError) as error:
            raise EncodeError(f"cannot be encoded: {error}", where=str(path)) from error
    return film.painted()
