import re

import pytest

from render_farm.metrics import (
    CACHE_REQUESTS,
    SILENT,
    WORKER_METRICS,
    MemoryMeter,
    Metric,
    count_cache,
)

# What would make a series per artist, job or file.
_ENDLESS = {"artist", "artist_id", "job", "job_id", "task", "key", "campaign", "locale", "worker"}


@pytest.mark.parametrize("metric", WORKER_METRICS, ids=lambda metric: metric.name)
def test_names_are_prometheus_own_words(metric: Metric) -> None:
    assert re.fullmatch(r"handbill_[a-z_]+", metric.name)
    # A collector adds `_total`; a unit in `ms`, `minutes` or `kb` is no base unit.
    assert not re.search(r"(total|ms|minutes|hours|kb|mb)$", metric.name)
    assert metric.help.endswith(".")
    assert list(metric.buckets) == sorted(set(metric.buckets))


@pytest.mark.parametrize("metric", WORKER_METRICS, ids=lambda metric: metric.name)
def test_labels_have_few_values(metric: Metric) -> None:
    assert not set(metric.labels) & _ENDLESS
    assert len(metric.labels) <= 2


def test_names_are_there_once() -> None:
    assert len({metric.name for metric in WORKER_METRICS}) == len(WORKER_METRICS)


def test_the_twin_refuses_what_a_collector_would() -> None:
    meter = MemoryMeter()
    with pytest.raises(ValueError, match="handbill_cache_requests has the labels"):
        meter.record(CACHE_REQUESTS, cache="picture")


def test_a_cache_is_counted_by_what_it_had() -> None:
    meter = MemoryMeter()
    heard = count_cache(meter, "picture")
    for here in (False, True, True):
        heard(here)
    assert meter.total(CACHE_REQUESTS, cache="picture", result="hit") == 2
    assert meter.total(CACHE_REQUESTS) == 3
    assert meter.total(CACHE_REQUESTS, cache="sound") == 0


def test_where_nobody_collects_nothing_happens() -> None:
    SILENT.record(CACHE_REQUESTS, cache="picture", result="hit")
