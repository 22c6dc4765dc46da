"""corpus.yaml → samples: strings with their locale and typeface."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

SIZE_PX = 64.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """A string to set in SIZE_PX.

    group: the script or concern it stands for. number: its place in the corpus. letter_spacing:
    em. width_px: of the box whose lines it fills; None for one line.
    """

    number: int
    group: str
    locale: str
    family: str
    weight: float
    text: str
    letter_spacing: float
    width_px: float | None

    @property
    def name(self) -> str:
        """The sample's name in test reports, which show only ASCII."""
        return f"{self.number}-{self.group}-{self.family}"


@lru_cache(maxsize=1)
def corpus() -> tuple[Sample, ...]:
    """All samples, in the file's order."""
    groups: list[dict[str, Any]] = yaml.safe_load(
        Path(__file__).with_name("corpus.yaml").read_text(encoding="utf-8")
    )
    texts = [(group, text) for group in groups for text in group["texts"]]
    return tuple(
        Sample(
            number=number,
            group=group["group"],
            locale=group["locale"],
            family=group["family"],
            weight=float(group.get("weight", 400)),
            text=text,
            letter_spacing=float(group.get("letter_spacing", 0)),
            width_px=group.get("width"),
        )
        for number, (group, text) in enumerate(texts)
    )
