"""A house → the FastAPI app that serves it."""

from importlib.metadata import version

from fastapi import FastAPI

from api.house import House
from api.metrics import FarmMetrics, StandingReader
from api.rest import (
    assets,
    farm,
    health,
    inputs,
    job_control,
    metrics,
    rankings,
    render_jobs,
    templates,
)
from api.rest.guard import Guard
from api.rest.problems import Problem, install_problems

_ABOUT = """Submit render jobs, watch them, fetch the files.

Every error is a problem document (RFC 9457, `application/problem+json`) with a stable `code`."""


def create_app(house: House) -> FastAPI:
    """The whole REST API. The house outlives the app: who opened it closes it."""
    app = FastAPI(
        title="Handbill",
        version=version("handbill"),
        description=_ABOUT,
        # The pages of Swagger and Redoc load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        redirect_slashes=False,
    )
    app.state.house = house
    reader = StandingReader(store=house.store, jobs=house.jobs)
    app.state.metrics = FarmMetrics(reader=reader, meter=house.meter)
    app.add_middleware(
        Guard,
        allowed_hosts=house.settings.allowed_hosts,
        max_input_bytes=house.settings.max_input_bytes,
    )
    install_problems(app)
    for noun in (
        render_jobs,
        job_control,
        farm,
        inputs,
        assets,
        templates,
        rankings,
        health,
        metrics,
    ):
        app.include_router(noun.router)
    _describe_problem(app)
    return app


def _describe_problem(app: FastAPI) -> None:
    """Put the Problem schema into the OpenAPI document, which the routes refer to."""
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    nested = schema.pop("$defs")
    document = app.openapi()
    document.setdefault("components", {}).setdefault("schemas", {}).update(
        {"Problem": schema, **nested}
    )
