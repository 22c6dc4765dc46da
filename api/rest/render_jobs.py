"""`/v1/render-jobs`: submit, list, show."""

import hashlib
import json
import secrets
from typing import Annotated, cast

from fastapi import APIRouter, Header, Query, Response

from api.errors import TokenReused
from api.house import House
from api.rest.doors import HouseDoor
from api.rest.filling import fill_slots, find_template
from api.rest.pages import Cursor, Limit, bad_cursor, from_cursor, to_cursor
from api.rest.problems import RequestRefused, problem_responses
from api.rest.schemas import (
    FailureOut,
    JobOut,
    JobPage,
    PlanOut,
    PlanProblem,
    RenderJobIn,
    TaskOut,
    TaskPage,
)
from render_farm.job import RenderJob
from render_farm.queue import TaskState, UnknownJob
from render_farm.submission import Plan

router = APIRouter(prefix="/v1/render-jobs", tags=["render jobs"])
Token = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="sent again with the same body, the first job is given back",
    ),
]


@router.post("", status_code=202, responses=problem_responses(413, 422, 503))
def submit_job(
    body: RenderJobIn, house: HouseDoor, response: Response, idempotency_key: Token = None
) -> JobOut | PlanOut:
    """Submit a job; with `dry_run` only tell what it would do."""
    job = _job(body, house=house, token=idempotency_key)
    if body.dry_run:
        response.status_code = 200
        return _plan_out(house.submission.plan(job))
    record = house.submission.submit(job)
    house.farm.nudge()
    if record.id != job.id:
        raise TokenReused(
            f"the key {idempotency_key!r} came before with another body (job {record.id})",
            where="header: Idempotency-Key",
            allowed="the same body, or a new key",
        )
    response.headers["Location"] = f"/v1/render-jobs/{record.id}"
    return JobOut.of(record)


@router.get("", responses=problem_responses(422, 503))
def list_jobs(house: HouseDoor, limit: Limit = 50, cursor: Cursor = None) -> JobPage:
    """List jobs, newest first."""
    after = cast("str", from_cursor(cursor, kind=str)) if cursor else None
    try:
        records = house.jobs.jobs(limit=limit + 1, after=after)
    except UnknownJob as error:
        raise RequestRefused([bad_cursor()]) from error
    more = len(records) > limit
    return JobPage(
        items=[JobOut.of(record) for record in records[:limit]],
        next_cursor=to_cursor(records[limit - 1].id) if more else None,
    )


@router.get("/{job_id}", responses=problem_responses(404, 503))
def show_job(job_id: str, house: HouseDoor) -> JobOut:
    """Tell how a job stands."""
    return JobOut.of(house.jobs.job(job_id))


@router.get("/{job_id}/tasks", responses=problem_responses(404, 422, 503))
def list_tasks(
    job_id: str,
    house: HouseDoor,
    limit: Limit = 100,
    cursor: Cursor = None,
    state: Annotated[list[TaskState] | None, Query(description="only in these states")] = None,
) -> TaskPage:
    """List a job's tasks in their order, with assets and failures."""
    after = cast("int", from_cursor(cursor, kind=int)) if cursor else -1
    house.jobs.job(job_id)
    records = house.jobs.tasks(job_id, states=state, limit=limit + 1, after=after)
    more = len(records) > limit
    return TaskPage(
        items=[TaskOut.of(record) for record in records[:limit]],
        next_cursor=to_cursor(records[limit - 1].ordinal) if more else None,
    )


def _job(body: RenderJobIn, *, house: House, token: str | None) -> RenderJob:
    template = find_template(body, library=house.library)
    content = fill_slots(body, template=template, store=house.store)
    creative = house.submission.creative(
        template,
        content=content,
        ratios=tuple(dict.fromkeys(body.ratios)),
        format=body.format,
        placement=body.placement,
    )
    return RenderJob(
        id=_job_id(body, token),
        name=body.name or template.title,
        creatives=(creative,),
        priority=body.priority,
        client_token=token,
        budget_s=body.budget_s,
    )


def _job_id(body: RenderJobIn, token: str | None) -> str:
    """Random; with a token a hash of token and body, so that another body shows as another id."""
    if token is None:
        return f"job-{secrets.token_hex(10)}"
    plain = body.model_dump(mode="json")
    # A key that was sent before there were these still finds its job.
    for younger in ("placement", "budget_s"):
        if plain[younger] is None:
            del plain[younger]
    text = json.dumps([token, plain], sort_keys=True)
    return f"job-{hashlib.sha256(text.encode()).hexdigest()[:20]}"


def _plan_out(plan: Plan) -> PlanOut:
    waiting = [task for task in plan.tasks if task.request_key not in plan.known]
    return PlanOut(
        total=len(plan.tasks),
        known=len(plan.known),
        estimate_s=round(sum(task.cost_s for task in waiting), 1),
        problems=[
            PlanProblem(
                template_id=problem.template_id,
                ratio=problem.ratio,
                locale=problem.locale,
                failure=FailureOut.of(problem.failure),
            )
            for problem in plan.problems
        ],
        warnings=sorted({warning for found in plan.warnings.values() for warning in found}),
    )
