"""`/metrics`: how the farm stands, for Prometheus; and where the numbers of its workers are."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from api.metrics import FarmMetrics
from api.rest.doors import HouseDoor

router = APIRouter(tags=["health"])


class TargetGroup(BaseModel):
    """Addresses under which a monitor finds metrics, and what it is to write beside them.

    https://prometheus.io/docs/prometheus/latest/http_sd/
    """

    targets: list[str]
    labels: dict[str, str]


def metrics_of(request: Request) -> FarmMetrics:
    """What the app was made with."""
    metrics = request.app.state.metrics
    assert isinstance(metrics, FarmMetrics)  # noqa: S101 - app.state is untyped; create_app sets it
    return metrics


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}, "description": "Prometheus' text format"}},
)
def metrics(metrics: Annotated[FarmMetrics, Depends(metrics_of)]) -> Response:
    """Tell how the farm stands, also while storage or database do not answer."""
    return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)


@router.get("/metrics/targets")
def targets(house: HouseDoor) -> list[TargetGroup]:
    """Name the nodes of Ray that export what workers count, for Prometheus' `http_sd_configs`."""
    found = house.farm.metrics_targets()
    return [TargetGroup(targets=list(found), labels={})] if found else []
