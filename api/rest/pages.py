"""Cursors of lists: opaque to clients, a JSON value to us."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated

from fastapi import Query

from api.rest.problems import Fault, RequestRefused

Limit = Annotated[int, Query(ge=1, le=500, description="items per page")]
Cursor = Annotated[str | None, Query(max_length=500, description="next_cursor of the page before")]


def to_cursor(place: str | int) -> str:
    """The place of a page's last item, as a cursor."""
    return urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def from_cursor(cursor: str, *, kind: type[str] | type[int]) -> str | int:
    """The place that a cursor stands for. Raises RequestRefused for one we never gave."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        place = json.loads(urlsafe_b64decode(padded.encode("ascii")))
    except (binascii.Error, ValueError):
        place = None
    if type(place) is not kind:
        raise RequestRefused([bad_cursor()])
    return place


def bad_cursor() -> Fault:
    """What is wrong with a cursor that this list never gave."""
    return Fault(
        pointer="query: cursor",
        detail="this list gave no such cursor",
        code="invalid_cursor",
        allowed="next_cursor of the page before",
    )
