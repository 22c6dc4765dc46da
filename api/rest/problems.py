"""Errors → application/problem+json (RFC 9457), whatever raised them."""

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from api.errors import ApiError, sentence
from render_farm.errors import RenderFarmError
from templates.errors import TemplatesError

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger(__name__)


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    pointer: str = Field(description="JSON pointer into the body, or the parameter's name")
    detail: str
    code: str
    allowed: str | None = None


class Problem(BaseModel):
    """A problem document (RFC 9457); `code` is the stable name, `detail` is for people."""

    type: str = Field(description="urn:handbill:problem:<code>")
    title: str
    status: int
    detail: str
    instance: str
    code: str
    allowed: str | None = None
    errors: list[Fault] = []


class RequestRefused(ApiError):
    """A request with one or more faults, each with its pointer."""

    code = "invalid_request"

    def __init__(self, faults: Sequence[Fault]) -> None:
        first = faults[0]
        super().__init__(first.detail, where=first.pointer, allowed=first.allowed or "")
        self.faults = tuple(faults)


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of a route's errors; every route has at least `default`."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    named: dict[int | str, dict[str, Any]] = {
        status: {"description": HTTPStatus(status).phrase, "content": content}
        for status in statuses
    }
    return {**named, "default": {"description": "A problem", "content": content}}


def install_problems(app: FastAPI) -> None:
    """Make every error of the app a problem document."""
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(RequestValidationError, _answer_validation)
    app.add_exception_handler(ApiError, _answer_known)
    app.add_exception_handler(TemplatesError, _answer_known)
    app.add_exception_handler(RenderFarmError, _answer_known)
    app.add_exception_handler(Exception, _answer_unforeseen)


class _ProblemResponse(JSONResponse):
    """JSON that can quote whatever was sent."""

    def render(self, content: Any) -> bytes:
        """As UTF-8; a lone surrogate becomes the escape that JSON has for it."""
        return json.dumps(content, ensure_ascii=False).encode(errors="backslashreplace")


def problem(
    *,
    status: int,
    code: str,
    detail: str,
    instance: str,
    allowed: str = "",
    errors: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """A problem document as a response."""
    body = Problem(
        type=f"urn:handbill:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=instance,
        code=code,
        allowed=allowed or None,
        errors=list(errors),
    )
    return _ProblemResponse(
        body.model_dump(exclude_none=True),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers=dict(headers) if headers else None,
    )


def fault_of(error: ApiError | TemplatesError | RenderFarmError, *, pointer: str) -> Fault:
    """An error of any room as one fault of a request."""
    detail = sentence(what=error.what, where=error.where, allowed="")
    return Fault(pointer=pointer, detail=detail, code=error.code, allowed=error.allowed or None)


def status_of(error: ApiError | TemplatesError | RenderFarmError) -> int:
    """The HTTP status that fits an error: ours tell it, theirs by code, else by retryability."""
    if isinstance(error, ApiError):
        return error.status
    if isinstance(error, TemplatesError):
        return HTTPStatus.UNPROCESSABLE_ENTITY
    if error.code in {"unknown_job", "unknown_task", "object_missing"}:
        return HTTPStatus.NOT_FOUND
    if error.code == "budget_spent":
        return HTTPStatus.CONFLICT
    return HTTPStatus.SERVICE_UNAVAILABLE if error.retryable else HTTPStatus.UNPROCESSABLE_ENTITY


def _answer_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - Starlette's handlers are typed loosely
    status = HTTPStatus(error.status_code)
    code = "body_too_large" if status == 413 else status.name.lower()
    return problem(
        status=error.status_code,
        code=code,
        detail=f"{request.method} {request.url.path}: {error.detail}",
        instance=request.url.path,
        allowed=(error.headers or {}).get("allow", ""),
        headers=error.headers,
    )


def _answer_validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    faults = _validation_faults(error.errors(), error.body)
    first = faults[0]
    return problem(
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        code="invalid_request",
        detail=f"{first.pointer}: {first.detail}",
        instance=request.url.path,
        errors=faults,
    )


def _answer_known(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiError | TemplatesError | RenderFarmError)  # noqa: S101 - as above
    status = status_of(error)
    faults = error.faults if isinstance(error, RequestRefused) else ()
    headers = {"Retry-After": "5"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return problem(
        status=status,
        code=faults[0].code if faults else error.code,
        detail=sentence(what=error.what, where=error.where, allowed=""),
        instance=request.url.path,
        allowed=error.allowed,
        errors=faults,
        headers=headers,
    )


def _answer_unforeseen(request: Request, error: Exception) -> JSONResponse:
    number = uuid4().hex[:12]
    _log.error(
        "unforeseen error %s in %s %s",
        number,
        request.method,
        request.url.path,
        extra={"action": "unforeseen_error", "error_number": number},
        exc_info=error,
    )
    return problem(
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
        code="internal_error",
        detail=f"an error that nobody foresaw; the log has it under {number}",
        instance=request.url.path,
    )


def _validation_faults(items: Sequence[Mapping[str, Any]], body: object) -> list[Fault]:
    """Each fault once, by its place in what was sent.

    Of a value that may have several types pydantic tells a fault for each of them, at places that
    end in the type's name: they become one, unless it was an item of the value that was wrong.
    """
    placed = [(item, *_place(item, body)) for item in items]
    faults: dict[str, Fault] = {}
    for item, path, is_one_of in placed:
        deeper = any(other[: len(path)] == path != other for _, other, _ in placed)
        if not (is_one_of and deeper):
            fault = _validation_fault(item, path)
            known = faults.setdefault(fault.pointer, fault)
            said = fault.detail.removeprefix("Input should be ")
            if said not in known.detail:
                known.detail += f" or {said}"
    return list(faults.values())


def _place(item: Mapping[str, Any], body: Any) -> tuple[tuple[str, ...], bool]:
    """Where a fault is without the names of types, and whether there were any."""
    place, *location = item["loc"]
    if place != "body":
        return tuple(map(str, location)), False
    path: list[str] = []
    values = body
    for part in location:
        try:
            values = values[part]
        except (LookupError, TypeError):
            if item["type"] != "missing":
                continue
        path.append(str(part))
    return tuple(path), len(path) < len(location)


def _validation_fault(item: Mapping[str, Any], path: Sequence[str]) -> Fault:
    place = item["loc"][0]
    if item["type"] == "json_invalid":
        return Fault(
            pointer="", detail=f"no valid JSON: {item['ctx']['error']}", code="json_invalid"
        )
    pointer = "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in path)
    if place != "body":
        pointer = f"{place}: {'.'.join(path)}"
    return Fault(pointer=pointer, detail=str(item["msg"]), code=str(item["type"]))
