"""Rows of a bench → a table, or one JSON document with the machine and the versions."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One measure. reference: the peer or limit of the same run, `ratio` the value by it.

    aim: what the value should reach (`at_least`) or stay under, None where the peer is absent;
    skipped: then the reason.
    """

    name: str
    value: float | None
    unit: str
    reference: str | None = None
    reference_value: float | None = None
    aim: float | None = None
    at_least: bool = True
    skipped: str | None = None

    @property
    def ratio(self) -> float | None:
        """The value as a multiple of the reference's."""
        if self.value is None or not self.reference_value:
            return None
        return self.value / self.reference_value

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None without one."""
        if self.value is None or self.aim is None:
            return None
        return self.value >= self.aim if self.at_least else self.value <= self.aim

    def document(self) -> dict[str, object]:
        """The row as JSON wants it."""
        fields = asdict(self)
        del fields["at_least"]
        if self.skipped is None:
            del fields["skipped"]
        return {**fields, "ratio": self.ratio, "met": self.met}

    def line(self) -> str:
        """The row as a line of a table."""
        value = "skipped" if self.value is None else f"{self.value:.4g}"
        aim = "" if self.aim is None else f"{'≥' if self.at_least else '≤'} {self.aim:g}"
        verdict = self.skipped or {True: "met", False: "missed", None: ""}[self.met]
        return f"{self.name:<58}{value:>10} {self.unit:<4}{aim:<8}{verdict}".rstrip()


def print_json(
    rows: Iterable[Row], *, packages: Sequence[str], programs: dict[str, str | None]
) -> None:
    """One JSON document on stdout."""
    document = {
        "machine": {
            "system": platform.platform(),
            "processor": platform.machine(),
            "cores": os.cpu_count(),
        },
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in packages},
            **{name: known for name, known in programs.items() if known},
        },
        "rows": [row.document() for row in rows],
    }
    print(json.dumps(document, indent=2, ensure_ascii=False))
