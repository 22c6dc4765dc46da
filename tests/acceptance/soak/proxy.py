"""A network that can be cut: a TCP proxy between the farm and a store."""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

_CHUNK_BYTES = 1 << 16


class Cut(StrEnum):
    """How a network fails: it refuses and resets connections, holds back all that comes, or
    forgets: then what was connected hears nothing for ever, as behind a firewall started anew.
    """

    REFUSED = "refused"
    SILENT = "silent"
    FORGOTTEN = "forgotten"


class Proxy:
    """Passes on what comes to its own port, from `with` until its end; in a thread of its own.

    upstream: the port on loopback to which it passes.
    """

    def __init__(self, upstream: int) -> None:
        self._upstream = upstream
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._open = asyncio.Event()
        self._refusing = False
        self._age = 0
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        self.port = self._call(self._serve())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def cut(self, how: Cut) -> None:
        """Let nothing pass any more."""
        self._call(self._cut(how))

    def heal(self) -> None:
        """Let everything pass again; what was held back goes on its way, unless forgotten."""
        self._call(self._heal())

    async def _serve(self) -> int:
        self._open.set()
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def _close(self) -> None:
        self._server.close()
        self._refusing = True
        self._open.set()
        self._abort()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _cut(self, how: Cut) -> None:
        self._open.clear()
        self._refusing = how is Cut.REFUSED
        self._age += how is Cut.FORGOTTEN
        if self._refusing:
            self._abort()

    async def _heal(self) -> None:
        self._refusing = False
        self._open.set()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self._writers.add(writer)
            if self._refusing:
                return
            await self._open.wait()
            ours, theirs = await asyncio.open_connection("127.0.0.1", self._upstream)
            self._writers.add(theirs)
            age = self._age
            both = (self._pass(reader, theirs, age), self._pass(ours, writer, age))
            await asyncio.gather(*both, return_exceptions=True)
            self._drop(theirs)
        except OSError:
            pass  # nobody listens upstream: the connection ends, as it would without us
        finally:
            self._drop(writer)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, age: int
    ) -> None:
        try:
            while data := await reader.read(_CHUNK_BYTES):
                await self._open.wait()
                if age == self._age:  # else: into nowhere
                    writer.write(data)
                await writer.drain()
        finally:
            with suppress(OSError, RuntimeError):
                writer.close()

    def _drop(self, writer: asyncio.StreamWriter) -> None:
        self._writers.discard(writer)
        writer.transport.abort()

    def _abort(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    def _call(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)
