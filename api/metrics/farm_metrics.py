"""All metrics of this process as one text."""

import threading
from collections.abc import Iterator
from importlib.metadata import version

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api.metrics.collector import families
from api.metrics.prometheus_meter import PrometheusMeter
from api.metrics.standing import StandingReader


class FarmMetrics:
    """What `/metrics` says; safe between threads. meter: what this process counted."""

    def __init__(self, *, reader: StandingReader, meter: PrometheusMeter) -> None:
        self._standing = CollectorRegistry()
        self._standing.register(_FarmCollector(reader))
        ProcessCollector(registry=self._standing)
        self._meter = meter
        self._lock = threading.Lock()

    def text(self) -> bytes:
        """In the text format of Prometheus (0.0.4)."""
        with self._lock:
            return generate_latest(self._standing) + generate_latest(self._meter.registry)


class _FarmCollector(Collector):
    """Reads the farm when it is asked."""

    def __init__(self, reader: StandingReader) -> None:
        self._reader = reader

    def describe(self) -> Iterator[Metric]:
        """Name nothing: else the registry would read the farm to find the names out."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Read the farm."""
        info = GaugeMetricFamily("handbill_info", "What runs here.", labels=("version",))
        info.add_metric((version("handbill"),), 1)
        yield info
        yield from families(self._reader.read())
