"""A small film → an animated WebP, by libwebp, which leaves out what did not change."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from PIL import Image

from render_farm.encode.small_film import Pixels, SmallFilm
from render_farm.errors import InvalidInput

# WebP counts milliseconds.
_PER_SECOND = 1000
# Pictures from one that is encoded whole to the next. What is lossy leaves specks behind where
# something passed, and only a whole picture clears them away: it costs a tenth more bytes.
_LEAST_APART, _MOST_APART = 8, 15


def write_webp(film: SmallFilm, path: Path) -> None:
    """Write the film, repeated for ever, lossy.

    Raises:
        InvalidInput: nothing moves in it, of which libwebp makes a still.
        OSError, ValueError: it cannot be encoded or written.
    """
    times, settings = film.times(_PER_SECOND), film.settings
    shown_ms = [after - before for before, after in pairwise(times)]
    pictures = film.pictures()
    first = Image.fromarray(next(pictures))
    with path.open("wb") as file:
        first.save(
            file,
            format="WEBP",
            save_all=True,
            append_images=[_Reel(pictures, count=len(shown_ms) - 1)],
            duration=shown_ms,
            loop=0,
            quality=settings.quality,
            method=settings.method,
            kmin=_LEAST_APART,
            kmax=_MOST_APART,
        )
    with Image.open(path, formats=["WEBP"]) as written:
        if getattr(written, "n_frames", 1) == 1:
            told = "nothing moves in this video"
            raise InvalidInput(told, where="format", allowed="webp, gif, mp4")


class _Reel:
    """Pictures that follow each other, as Pillow's writer asks for them: one at a time.

    Given as a list they would all be in memory before the first is encoded.
    """

    mode = "RGB"

    def __init__(self, pictures: Iterator[Pixels], *, count: int) -> None:
        self.n_frames = count
        self._pictures = pictures
        self._shown: Image.Image | None = None

    def seek(self, _number: int) -> None:
        """Show the next picture: the writer asks for them in order."""
        self._shown = Image.fromarray(next(self._pictures))

    def getim(self) -> object:
        """The samples of what is shown, as the encoder takes them."""
        if self._shown is None:
            raise ValueError("no picture was sought")
        return self._shown.getim()
