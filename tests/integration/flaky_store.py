"""A proxy before a real store that does to single answers what networks and servers do."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import urlsplit


class FlakyStore:
    """The faults of the next answers, in their order; with none left it is an honest proxy.

    "reset": the connection ends before the request is passed on. "busy": 503 SlowDown. "hang": no
    answer for a while. "lost": the request is done, its answer never comes. "cut": half a body.
    "garbled": other bytes of the same length. "page": what a proxy says in place of the store.
    """

    def __init__(self, url: str, faults: list[str], asked: list[str]) -> None:
        self.url = url
        self.faults = faults
        self.asked = asked

    def next(self, *faults: str) -> None:
        self.faults[:] = faults
        self.asked.clear()


@contextmanager
def flaky_store(upstream: str, *, hang_s: float) -> Iterator[FlakyStore]:
    host, port = urlsplit(upstream).hostname, urlsplit(upstream).port
    handler = type(
        "Handler",
        (_Handler,),
        {"upstream": (host, port), "faults": [], "asked": [], "hang_s": hang_s},
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield FlakyStore(
            f"http://127.0.0.1:{server.server_address[1]}",
            handler.faults,  # type: ignore[attr-defined]  # of the type made above
            handler.asked,  # type: ignore[attr-defined]  # as above
        )
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream: ClassVar[tuple[str, int]]
    faults: ClassVar[list[str]]
    asked: ClassVar[list[str]]
    hang_s: ClassVar[float]

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        fault = self.faults.pop(0) if self.faults else ""
        self.asked.append(f"{self.command} {fault}".strip())
        if fault == "hang":
            time.sleep(self.hang_s)
        if fault in {"reset", "hang"}:
            self.close_connection = True
        elif fault == "busy":
            self._say(503, {}, b"<Error><Code>SlowDown</Code></Error>")
        elif fault == "page":
            self._say(200, {"content-type": "text/html"}, b"<html>Sign in to the hotel's network")
        else:
            self._pass_on(body, fault)

    do_PUT = do_HEAD = do_DELETE = do_GET  # noqa: N815 - the names that http.server looks for

    def _pass_on(self, body: bytes, fault: str) -> None:
        connection = http.client.HTTPConnection(*self.upstream, timeout=30)
        connection.request(self.command, self.path, body=body, headers=dict(self.headers))
        answer = connection.getresponse()
        data, headers = answer.read(), dict(answer.getheaders())
        connection.close()
        if fault == "lost":
            self.close_connection = True
        elif fault == "cut":
            self.close_connection = True
            self._say(answer.status, headers, data[: len(data) // 2], length=len(data))
        else:
            self._say(answer.status, headers, data[::-1] if fault == "garbled" else data)

    def _say(
        self, status: int, headers: dict[str, str], data: bytes, *, length: int | None = None
    ) -> None:
        self.send_response(status)
        if self.command != "HEAD":
            headers = {k: v for k, v in headers.items() if k.lower() != "content-length"}
            headers["content-length"] = str(len(data) if length is None else length)
        for name, value in headers.items():
            if name.lower() not in {"date", "server", "transfer-encoding", "connection"}:
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        return
