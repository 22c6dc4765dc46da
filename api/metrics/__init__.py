"""The farm as it stands, and what its dispatcher counts → what Prometheus reads."""

from api.metrics.farm_metrics import FarmMetrics
from api.metrics.prometheus_meter import PrometheusMeter, dispatcher_meter
from api.metrics.standing import StandingReader

__all__ = ["FarmMetrics", "PrometheusMeter", "StandingReader", "dispatcher_meter"]
