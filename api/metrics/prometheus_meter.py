"""What this process counts → Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from render_farm.metrics import ENDINGS, OUTCOMES, Metric


class PrometheusMeter:
    """A `Meter` of this process; safe between threads. registry: what it counted is read there."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._kept: dict[str, Counter | Histogram] = {}

    def expect(self, metric: Metric, **labels: str) -> None:
        """Show a number as nought before it grows, so that its first growth is seen as one."""
        self._of(metric).labels(**labels)

    def record(self, metric: Metric, value: float = 1.0, **labels: str) -> None:
        """Add a value."""
        kept = self._of(metric)
        child = kept.labels(**labels) if metric.labels else kept
        if isinstance(child, Histogram):
            child.observe(value)
        else:
            child.inc(value)

    def _of(self, metric: Metric) -> Counter | Histogram:
        kept = self._kept.get(metric.name)
        if kept is None:
            kept = self._kept[metric.name] = self._made(metric)
        return kept

    def _made(self, metric: Metric) -> Counter | Histogram:
        if metric.buckets:
            return Histogram(
                metric.name,
                metric.help,
                metric.labels,
                buckets=metric.buckets,
                registry=self.registry,
            )
        return Counter(metric.name, metric.help, metric.labels, registry=self.registry)


def dispatcher_meter() -> PrometheusMeter:
    """A meter for the process of a dispatcher: every outcome is shown before it happens."""
    meter = PrometheusMeter()
    for outcome in OUTCOMES:
        meter.expect(ENDINGS, outcome=outcome)
    return meter
