"""The data files of this folder → platforms with their zones and limits, read once.

Platforms move these figures and sources disagree: they are dated and sourced data, never
constants in code.
"""

from functools import lru_cache
from importlib import resources
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

_Share = Annotated[float, Field(ge=0, lt=0.5)]
_Pixels = Annotated[list[int], Field(min_length=2, max_length=2)]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ZoneModel(_Data):
    """Shares of height (top, bottom) and of width (start, end) that the app covers."""

    ratio: str
    top: _Share = 0
    bottom: _Share = 0
    start: _Share = 0
    end: _Share = 0
    right_to_left: bool = False


class FileLimits(_Data):
    """What a platform takes of one kind of file; what is not said is not limited.

    min_px: ratio → least width and height. min_s, max_s: seconds, of videos. min_bit_rate: bits a
    second that a video has at least.
    """

    formats: list[str]
    max_bytes: int | None = None
    min_px: dict[str, _Pixels] = {}
    min_s: float | None = None
    max_s: float | None = None
    min_bit_rate: Annotated[int, Field(gt=0)] | None = None


class LimitsModel(_Data):
    """The limits of pictures and of videos; None where none are known."""

    picture: FileLimits | None = None
    video: FileLimits | None = None


class PlatformModel(_Data):
    """One data file: when and where its figures were found, zones by name, limits.

    default: the zone that stands for the platform where no other is named.
    """

    platform: str
    default: str
    gathered: str
    sources: list[str]
    zones: dict[str, list[ZoneModel]]
    limits: LimitsModel


@lru_cache(maxsize=1)
def platforms() -> dict[str, PlatformModel]:
    """All platforms, by name."""
    folder = resources.files("templates") / "placements"
    files = sorted(folder.iterdir(), key=lambda entry: entry.name)
    models = [
        PlatformModel.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
        for file in files
        if file.name.endswith(".yaml")
    ]
    return {model.platform: model for model in models}
