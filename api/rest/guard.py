"""What is let in at all: known hosts, no writes from foreign web pages, bodies of a bounded size.

The API binds loopback and has no keys yet, so a web page that the user happens to open is the
attacker to keep out: by the Host header (DNS rebinding) and by Origin (cross-site requests).
"""

from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.rest.problems import problem
from api.settings import is_loopback

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# A job's body is text: 8 MB is some fifty thousand lines of copy.
MAX_JSON_BYTES = 8_000_000


class Guard:
    """ASGI middleware around the whole app."""

    def __init__(
        self, app: ASGIApp, *, allowed_hosts: Collection[str], max_input_bytes: int
    ) -> None:
        self._app = app
        self._hosts = frozenset(allowed_hosts)
        self._max_input_bytes = max_input_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with a body that cannot grow past its limit."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit = self._max_input_bytes if scope["path"] == "/v1/inputs" else MAX_JSON_BYTES
        reason = self._host_fault(headers) or self._origin_fault(scope["method"], headers)
        if reason:
            await _refuse(scope, receive, send, status=HTTPStatus.FORBIDDEN, **reason)
        elif _declared_bytes(headers) > limit:
            reason = {"code": "body_too_large", "detail": _too_large(limit)}
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            await _refuse(scope, receive, send, status=status, **reason)
        else:
            await self._app(scope, _bounded(receive, limit), send)

    def _host_fault(self, headers: Headers) -> dict[str, str]:
        name = _host_name(headers.get("host", ""))
        if is_loopback(name) or name in self._hosts:
            return {}
        return {
            "code": "host_refused",
            "detail": f"this farm does not answer to the host name {name!r}",
            "allowed": ", ".join(("localhost", "127.0.0.1", "[::1]", *sorted(self._hosts))),
        }

    def _origin_fault(self, method: str, headers: Headers) -> dict[str, str]:
        origin = headers.get("origin")
        if method in _SAFE:
            return {}
        own = origin is None or urlsplit(origin).netloc.lower() == headers["host"].lower()
        if own and headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}:
            return {}
        return {
            "code": "origin_refused",
            "detail": f"a page of {origin or 'another site'} may not write here",
            "allowed": "requests without Origin, or from the farm's own pages",
        }


def _bounded(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large(limit))
        return message

    return bounded


async def _refuse(
    scope: Scope,
    receive: Receive,
    send: Send,
    *,
    status: int,
    code: str,
    detail: str,
    allowed: str = "",
) -> None:
    answer = problem(
        status=status, code=code, detail=detail, instance=scope["path"], allowed=allowed
    )
    await answer(scope, receive, send)


def _declared_bytes(headers: Headers) -> int:
    value = headers.get("content-length", "0")
    return int(value) if value.isdigit() else 0


def _too_large(limit: int) -> str:
    return f"the body is larger than {limit} bytes"


def _host_name(host: str) -> str:
    return (urlsplit(f"//{host}").hostname or "") if _parsable(host) else ""


def _parsable(host: str) -> bool:
    return host.isascii() and not set(host) & set("/@?#\\ ") and host.count("[") == host.count("]")
