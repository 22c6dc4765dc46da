"""Requests to a running farm, and its problem documents → errors."""

from collections.abc import Iterator
from typing import Any, Self

import httpx

from api.errors import FarmUnreachable, Refused
from api.running import find_running
from api.settings import Settings

_HOW = "a farm started by `handbill up`, or HANDBILL_API_URL"


class FarmClient:
    """The REST API of one farm; use as a context."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=30.0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, **query: Any) -> Any:
        """A JSON document. Raises FarmUnreachable, Refused."""
        return self._send("GET", path, params=query)

    def post(self, path: str, body: Any = None) -> Any:
        """A JSON document in answer to another. Raises FarmUnreachable, Refused."""
        return self._send("POST", path, json=body)

    def patch(self, path: str, body: Any) -> Any:
        """A JSON document in answer to a change. Raises FarmUnreachable, Refused."""
        return self._send("PATCH", path, json=body)

    def items(self, path: str, **query: Any) -> Iterator[Any]:
        """Every item of a list, page by page."""
        cursor = None
        while True:
            page = self.get(path, **query, **({"cursor": cursor} if cursor else {}))
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def _send(self, method: str, path: str, **what: Any) -> Any:
        try:
            answer = self._http.request(method, path, **what)
        except httpx.TransportError as error:
            where = str(self._http.base_url).rstrip("/")
            raise FarmUnreachable(f"no answer ({error})", where=where, allowed=_HOW) from error
        if answer.is_error:
            raise _refusal(answer)
        return answer.json()


def connect(settings: Settings) -> FarmClient:
    """The farm of HANDBILL_API_URL, else the one that runs here. Raises FarmUnreachable."""
    if settings.api_url is not None:
        return FarmClient(settings.api_url)
    running = find_running(settings.data_home)
    if running is None:
        raise FarmUnreachable("no farm runs here", where=str(settings.data_home), allowed=_HOW)
    return FarmClient(running.url)


def _refusal(answer: httpx.Response) -> Refused:
    try:
        document = answer.json()
        what, allowed = document["detail"], document.get("allowed", "")
    except (ValueError, KeyError, TypeError):
        what, allowed = answer.reason_phrase, ""
    path = f"{answer.request.method} {answer.request.url.path}"
    return Refused(str(what), where=path, allowed=allowed, status=answer.status_code)
