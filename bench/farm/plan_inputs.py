"""A YAML file of dated figures → what a plan reckons with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config

from bench.farm.errors import InvalidPlanInputs

Amount = Annotated[float, Field(ge=0)]
Some = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=1)]
_STRICT = ConfigDict(extra="forbid")


@with_config(_STRICT)
@dataclass(frozen=True, kw_only=True, slots=True)
class AssetFigure:
    """One more asset of a template: seconds of one core, and bytes in storage."""

    template: str
    format: str
    seconds: Some
    bytes: Some


@with_config(_STRICT)
@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What benches say. worker_mb: of a renderer's process at most. overhead_s: of a worker, for
    each task. dispatcher_tasks_s: what one dispatcher sustains."""

    day: date
    source: str
    assets: Annotated[tuple[AssetFigure, ...], Field(min_length=1)]
    worker_mb: Some
    overhead_s: Amount
    dispatcher_tasks_s: Some


@with_config(_STRICT)
@dataclass(frozen=True, kw_only=True, slots=True)
class Assumed:
    """What nobody measured. mix: each format's share of the ads. reused: the share of ads that
    cost nothing. use: the share of paid time in which a machine renders. puts: writes for an ad.
    spot: a spot machine's price as a share of the full one."""

    day: date
    source: str
    mix: Mapping[str, Share]
    reused: Share
    window_h: Annotated[float, Field(gt=0, le=24)]
    use: Annotated[float, Field(gt=0, le=1)]
    keep_days: Amount
    puts: Amount
    spot: Annotated[float, Field(gt=0, le=1)]


@with_config(_STRICT)
@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """A rented machine that renders; `hour` is its full price."""

    name: str
    cores: Annotated[int, Field(ge=1)]
    memory_gb: Some
    hour: Amount


@with_config(_STRICT)
@dataclass(frozen=True, kw_only=True, slots=True)
class Prices:
    """What is paid, in `currency`: by the hour, the GB and month, 1,000 writes, the GB sent out."""

    day: date
    source: str
    currency: str
    machine: Machine
    head_hour: Amount
    database_hour: Amount
    storage_gb_month: Amount
    puts_1000: Amount
    egress_gb: Amount


@with_config(_STRICT)
@dataclass(frozen=True, kw_only=True, slots=True)
class PlanInputs:
    """All that a plan reckons with; `bench/farm/plan.yaml` is an example."""

    measured: Measured
    assumed: Assumed
    prices: Prices


def read_inputs(file: Path | None = None) -> PlanInputs:
    """The figures of a file; by default the packaged ones. Raises InvalidPlanInputs, OSError."""
    packaged = files(__package__).joinpath("plan.yaml")
    text = (packaged if file is None else file).read_text(encoding="utf-8")
    where = "plan.yaml" if file is None else str(file)
    try:
        inputs = TypeAdapter(PlanInputs).validate_python(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise InvalidPlanInputs(f"no valid YAML: {error}", where=where) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = ".".join(map(str, first["loc"]))
        raise InvalidPlanInputs(first["msg"], where=f"{where}: {path}") from error
    _check_mix(inputs, where)
    return inputs


def _check_mix(inputs: PlanInputs, where: str) -> None:
    mix, known = inputs.assumed.mix, {figure.format for figure in inputs.measured.assets}
    if abs(sum(mix.values()) - 1) > 1e-6 or not mix.keys() <= known:
        raise InvalidPlanInputs(
            f"{dict(mix)}",
            where=f"{where}: assumed.mix",
            allowed=f"shares that add up to 1 of {', '.join(sorted(known))}",
        )
