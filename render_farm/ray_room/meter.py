"""What is measured → Ray's own metrics, which every node exports for Prometheus."""

from ray.util.metrics import Counter, Histogram

from render_farm.metrics import Metric


class RayMeter:
    """A `Meter` of one worker process. Ray collects every ten seconds and puts `ray_` before."""

    def __init__(self) -> None:
        self._kept: dict[str, Counter | Histogram] = {}

    def record(self, metric: Metric, value: float = 1.0, **labels: str) -> None:
        """Add a value."""
        kept = self._kept.get(metric.name)
        if kept is None:
            kept = self._kept[metric.name] = _made(metric)
        if isinstance(kept, Histogram):
            kept.observe(value, tags=labels)
        elif value > 0:  # Ray refuses to add nothing
            kept.inc(value, tags=labels)


def _made(metric: Metric) -> Counter | Histogram:
    if metric.buckets:
        return Histogram(
            metric.name, metric.help, boundaries=list(metric.buckets), tag_keys=metric.labels
        )
    return Counter(metric.name, metric.help, tag_keys=metric.labels)
