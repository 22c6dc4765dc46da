"""`/v1/farm`: the farm as a whole, and the switch that stops it."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.house import House
from api.rest.doors import HouseDoor
from api.rest.problems import problem_responses
from render_farm.queue import WorkerRecord

router = APIRouter(prefix="/v1/farm", tags=["farm"])
# The backlog is counted up to here.
_COUNTED = 100_000


class WorkerOut(BaseModel):
    """A worker. since: seconds since 1970 at which it came into its state."""

    name: str
    state: str
    node: str | None
    task: str | None
    since: float
    reason: str | None

    @classmethod
    def of(cls, record: WorkerRecord) -> "WorkerOut":
        """A record of the job store as it is shown."""
        return cls(
            name=record.name,
            state=record.state.value,
            node=record.node,
            task=record.task,
            since=record.since,
            reason=record.reason,
        )


class FarmOut(BaseModel):
    """How the farm is. dispatcher: the one that leads; halted: why nothing is started.

    waiting: tasks that a worker could begin now, counted up to 100,000, and waiting_s: seconds of
    rendering expected of them.
    """

    dispatcher: str | None
    halted: str | None
    waiting: int
    waiting_s: float
    workers: list[WorkerOut]


class HaltIn(BaseModel):
    """Why the farm is to stop."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(min_length=1, max_length=500)]


@router.get("", responses=problem_responses(503))
def show_farm(house: HouseDoor) -> FarmOut:
    """Tell who works on what, and how much waits."""
    return _farm(house)


@router.post("/halt", responses=problem_responses(422, 503))
def halt_farm(body: HaltIn, house: HouseDoor) -> FarmOut:
    """Stop all work: running tasks are handed back untried, and nothing starts until a resume."""
    house.jobs.halt(body.reason)
    return _farm(house)


@router.post("/resume", responses=problem_responses(503))
def resume_farm(house: HouseDoor) -> FarmOut:
    """Let a halted farm go on."""
    house.jobs.unhalt()
    return _farm(house)


def _farm(house: House) -> FarmOut:
    backlog = house.jobs.backlog(limit=_COUNTED)
    return FarmOut(
        dispatcher=house.jobs.leader(),
        halted=house.jobs.halted(),
        waiting=backlog.tasks,
        waiting_s=round(backlog.cost_s, 1),
        workers=[WorkerOut.of(worker) for worker in house.jobs.workers()],
    )
