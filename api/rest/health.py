"""`/healthz` and `/readyz`: does the process live, and would a job be taken?"""

from importlib.metadata import version

from fastapi import APIRouter
from pydantic import BaseModel

from api.errors import Unready
from api.rest.doors import HouseDoor
from api.rest.problems import problem_responses
from render_farm.errors import RenderFarmError

_DEPTH = 100_000
router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process lives."""

    status: str
    version: str


class Readiness(BaseModel):
    """Every part that a job needs answered; depth: tasks that wait for a renderer,
    counted up to 100,000."""

    status: str
    store: str
    database: str
    depth: int


@router.get("/healthz")
async def healthz() -> Health:
    """Tell that the process lives; asks nothing else."""
    return Health(status="ok", version=version("handbill"))


@router.get("/readyz", responses=problem_responses(503))
def readyz(house: HouseDoor) -> Readiness:
    """Ask storage and database."""
    try:
        house.store.head("readiness")
        depth = house.jobs.backlog(limit=_DEPTH).tasks
    except RenderFarmError as error:
        raise Unready(error.what, where=error.where, allowed=error.allowed) from error
    return Readiness(status="ready", store="ok", database="ok", depth=depth)
