"""A stream of gzip → the stream of what was packed, of which there is no more than is likely."""

from typing import TYPE_CHECKING

from ranker.errors import TableUnreadableError

if TYPE_CHECKING:
    from pyarrow import NativeFile

# Tables shrink five- to thirtyfold. What grows a hundredfold was made to fill somebody's disk.
_MOST_GROWTH = 100
_FREE_BYTES = 64 << 20


class Unzipped:
    """Reads like the unpacked file. packed_bytes: how large the packed one is.

    `read` raises TableUnreadableError where it unpacks to more than a hundred times its size and
    64 MB, and ArrowException or OSError for what is no gzip, or the beginning of one.
    """

    def __init__(self, packed: "NativeFile", *, file: str, packed_bytes: int) -> None:
        from pyarrow import CompressedInputStream  # noqa: PLC0415  # slow to import

        self._stream = CompressedInputStream(packed, "gzip")
        self._file = file
        self._left = _FREE_BYTES + _MOST_GROWTH * packed_bytes

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        data: bytes = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise TableUnreadableError(
                file=self._file,
                what=f"unpacks to more than {_MOST_GROWTH} times its size",
                allowed="gzip of a table; or the table unpacked",
            )
        return data
