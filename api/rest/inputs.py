"""`/v1/inputs`: pictures, sounds and videos, checked, copied once, named by their hash."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.house import House
from api.rest.doors import HouseDoor
from api.rest.problems import Fault, RequestRefused, problem_responses
from api.rest.schemas import InputOut
from render_farm.input_kind import InputKind, known_kind
from render_farm.inputs import store_picture, store_sound, store_video

router = APIRouter(prefix="/v1/inputs", tags=["inputs"])
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FORM = {
    "schema": {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}},
    }
}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": _BINARY, "multipart/form-data": _FORM},
    }
}


@router.post("", status_code=201, responses=problem_responses(413, 422, 503), openapi_extra=_BODY)
async def add_input(request: Request, house: HouseDoor) -> InputOut:
    """Store a picture, a sound or a video: the bare body, or the part `file` of a multipart form.

    Whatever the Content-Type says, the bytes decide. The same file sent again is the same key.
    """
    data = await _file_bytes(request)
    return await run_in_threadpool(_store, data, house)


async def _file_bytes(request: Request) -> bytes:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        data = await request.body()
    else:
        async with request.form(max_files=1, max_fields=1) as form:
            part = form.get("file")
            data = await part.read() if isinstance(part, UploadFile) else b""
    if not data:
        fault = Fault(
            pointer="",
            detail="no bytes came",
            code="empty_input",
            allowed="a file as the body, or as the part `file` of a multipart form",
        )
        raise RequestRefused([fault])
    return data


def _store(data: bytes, house: House) -> InputOut:
    house.submission.check_upload(data)
    kind = known_kind(data)
    if kind is InputKind.VIDEO:
        clip, shown = store_video(data, store=house.store)
        return InputOut.of_video(clip, shown, size=len(data))
    if kind is InputKind.SOUND:
        sound, heard = store_sound(data, store=house.store)
        return InputOut.of_sound(sound, heard, size=len(data))
    picture, seen = store_picture(data, store=house.store)
    return InputOut.of_picture(picture, seen, size=len(data))
