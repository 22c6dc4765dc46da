"""`/v1/assets/{key}`: a redirect to the file in storage; the API itself never carries pixels."""

import re
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse

from api.errors import UnknownThing
from api.rest.doors import HouseDoor
from api.rest.problems import problem_responses

router = APIRouter(prefix="/v1/assets", tags=["assets"])
_ENDING = r"\.(?:jpg|png|webp|gif|mp4|poster\.jpg)"
_KEY = re.compile(rf"(?:assets/)?(([0-9a-f]{{2}})/\2[0-9a-f]{{62}}{_ENDING})")


@router.get(
    "/{key:path}",
    status_code=307,
    response_class=RedirectResponse,
    responses=problem_responses(404, 503),
)
def asset_link(
    key: Annotated[str, Path(description="an asset's key, with or without `assets/` before it")],
    house: HouseDoor,
) -> RedirectResponse:
    """Redirect to a link under which the file can be read for a while."""
    match = _KEY.fullmatch(key)
    stored = f"assets/{match[1]}" if match else ""
    if not match or house.store.head(stored) is None:
        raise UnknownThing(
            f"there is no asset {key[:120]!r}",
            allowed="<first two>/<key>.<ext>, as tasks and manifests name it",
        )
    link = house.store.url(stored, expires_s=house.settings.presign_s)
    return RedirectResponse(link, status_code=307, headers={"Cache-Control": "no-store"})
