"""The seam between what is measured and whoever collects it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    """A number that grows, or with `buckets` one whose values are spread over them.

    name: in the words of Prometheus, base units, without `_total`, which a collector adds to what
    only grows. labels: the names of its dimensions; each has few values, so never an artist or a
    job. buckets: upper bounds.
    https://prometheus.io/docs/practices/naming/
    """

    name: str
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


class Meter(Protocol):
    """Whoever takes what is measured."""

    def record(self, metric: Metric, value: float = 1.0, **labels: str) -> None:
        """Add a value, nought or more; with a value for each of the metric's labels."""
        ...


class MemoryMeter:
    """The meter's in-memory twin."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, frozenset[tuple[str, str]]], list[float]] = defaultdict(list)

    def record(self, metric: Metric, value: float = 1.0, **labels: str) -> None:
        """Keep a value."""
        if set(labels) != set(metric.labels):
            raise ValueError(f"{metric.name} has the labels {metric.labels}, not {tuple(labels)}")
        self._values[metric.name, frozenset(labels.items())].append(value)

    def total(self, metric: Metric, **labels: str) -> float:
        """The sum of what was recorded under at least these labels."""
        wanted = set(labels.items())
        return sum(
            sum(values)
            for (name, found), values in self._values.items()
            if name == metric.name and wanted <= found
        )


class _SilentMeter:
    """Where nobody collects."""

    def record(self, metric: Metric, value: float = 1.0, **labels: str) -> None:
        """Keep nothing."""


SILENT: Meter = _SilentMeter()
