"""Clips by their hash → views of them; whatever reads ends with the work."""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import av

from render_farm.clip.arguments import ClipHeader
from render_farm.errors import PaintError
from render_farm.local_file import LocalFile
from render_farm.paint.clip import ClipFrames, ClipView
from render_farm.video_file import video_format


class Clips:
    """Opens clips, and closes them all when its `with` block is left. files: theirs by sha256.

    Only clips that were checked when they were submitted.
    """

    def __init__(self, files: Callable[[str], LocalFile]) -> None:
        self._files = files
        self._open: list[ClipFrames] = []
        self._held: list[LocalFile] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while self._open:
            self._open.pop().close()
        self._held.clear()

    def open(self, view: ClipView, *, where: str) -> ClipFrames:
        """See ClipSource. Raises PaintError, and what `files` raises."""
        # MoviePy takes a third of a second to import, which scenes without clips need not pay.
        from render_farm.clip.reader import ClipReader  # noqa: PLC0415

        file = self._files(view.sha256)
        # A loop begins to read anew: the file must be there until all is closed.
        self._held.append(file)
        header = _header(file.path, where=where)
        reader = ClipReader(file.path, view, header, where=where)
        self._open.append(reader)
        return reader


def _header(path: Path, *, where: str) -> ClipHeader:
    """What the file says of itself."""
    try:
        with path.open("rb") as file:
            known = video_format(file.read(16))
        with av.open(str(path), format=known) as container:
            context = container.streams.video[0].codec_context
            return ClipHeader(
                format=known, matrix=int(context.colorspace or 2), height=context.height
            )
    except (av.FFmpegError, OSError, IndexError) as error:
        raise PaintError(f"the clip cannot be read: {error}", where=where) from error
