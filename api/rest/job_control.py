"""`/v1/render-jobs/{id}/…`: stop, pause, hurry, limit, try again; what was tried so far."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.rest.doors import HouseDoor
from api.rest.problems import problem_responses
from api.rest.schemas import FailureOut, JobOut, Priority, Seconds
from render_farm.queue import AttemptRecord

router = APIRouter(prefix="/v1/render-jobs/{job_id}", tags=["render jobs"])


class JobChangeIn(BaseModel):
    """What is to be different; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"minProperties": 1})

    priority: Priority | None = None
    budget_s: Seconds | None = Field(default=None, description="null: no limit any more")


class AttemptOut(BaseModel):
    """One attempt at a task. end, ended_at: null while it runs; times are seconds since 1970."""

    attempt: int
    worker: str | None
    dispatcher: str
    started_at: float
    ended_at: float | None
    end: str | None
    failure: FailureOut | None
    log: str

    @classmethod
    def of(cls, record: AttemptRecord) -> "AttemptOut":
        """A record of the job store as it is shown."""
        return cls(
            attempt=record.attempt,
            worker=record.worker,
            dispatcher=record.owner,
            started_at=record.started_at,
            ended_at=record.ended_at,
            end=None if record.end is None else record.end.value,
            failure=None if record.failure is None else FailureOut.of(record.failure),
            log=record.log,
        )


class AttemptList(BaseModel):
    """The attempts at a task, the oldest first."""

    items: list[AttemptOut]


@router.patch("", responses=problem_responses(404, 422, 503))
def change_job(job_id: str, body: JobChangeIn, house: HouseDoor) -> JobOut:
    """Change a job's priority or budget; it goes on at once, work that runs stays."""
    record = house.jobs.job(job_id)
    if body.priority is not None:
        record = house.jobs.prioritise(job_id, body.priority)
    if "budget_s" in body.model_fields_set:
        record = house.jobs.set_budget(job_id, body.budget_s)
    return JobOut.of(record)


@router.post("/cancel", responses=problem_responses(404, 503))
def cancel_job(job_id: str, house: HouseDoor) -> JobOut:
    """End a job's open tasks; what is done stays. Sent again it changes nothing."""
    return JobOut.of(house.jobs.cancel(job_id))


@router.post("/pause", responses=problem_responses(404, 503))
def pause_job(job_id: str, house: HouseDoor) -> JobOut:
    """Let a job's open tasks rest until it is resumed; work that runs is stopped."""
    return JobOut.of(house.jobs.pause(job_id))


@router.post("/resume", responses=problem_responses(404, 409, 503))
def resume_job(job_id: str, house: HouseDoor) -> JobOut:
    """Let a paused job go on."""
    return JobOut.of(house.jobs.resume(job_id))


@router.post("/retry", responses=problem_responses(404, 409, 503))
def retry_job(job_id: str, house: HouseDoor) -> JobOut:
    """Queue failed and cancelled tasks again, as if never tried."""
    return JobOut.of(house.jobs.retry(job_id))


@router.get("/tasks/{ordinal}/attempts", responses=problem_responses(404, 422, 503))
def list_attempts(
    job_id: str, ordinal: Annotated[int, Field(ge=0)], house: HouseDoor
) -> AttemptList:
    """List what was tried at a task, with the log of each attempt."""
    records = house.jobs.attempts(job_id, ordinal)
    return AttemptList(items=[AttemptOut.of(record) for record in records])
