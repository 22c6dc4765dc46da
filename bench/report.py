"""Rows of a bench → a table, or one JSON document with the machine and the versions."""

import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

COLUMNS = ("measure", "value", "unit", "beside", "its value", "ratio", "aim", "")
NUMBERS = ("value", "its value", "ratio")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One measure. reference: the peer or limit of the same run, `ratio` the value by it.

    aim: what the value, or with `aim_at_ratio` the ratio, should reach (`at_least`) or stay under;
    None where the peer is absent. skipped: then the reason.
    """

    name: str
    value: float | None
    unit: str
    reference: str | None = None
    reference_value: float | None = None
    aim: float | None = None
    at_least: bool = True
    aim_at_ratio: bool = False
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
        judged = self.ratio if self.aim_at_ratio else self.value
        if judged is None or self.aim is None:
            return None
        return judged >= self.aim if self.at_least else judged <= self.aim

    def document(self) -> dict[str, object]:
        """The row as JSON wants it; `aim_of` is there where the ratio has the aim."""
        fields = asdict(self)
        del fields["at_least"]
        of_ratio = {"aim_of": "ratio"} if fields.pop("aim_at_ratio") else {}
        if self.skipped is None:
            del fields["skipped"]
        return {**fields, "ratio": self.ratio, "met": self.met, **of_ratio}

    def cells(self) -> tuple[str, ...]:
        """The row of a table, as `COLUMNS` names them."""
        verdict = self.skipped or {True: "met", False: "missed", None: ""}[self.met]
        return (
            self.name,
            "skipped" if self.value is None else f"{self.value:.4g}",
            self.unit,
            self.reference or "",
            "" if self.reference_value is None else f"{self.reference_value:.4g}",
            "" if self.ratio is None else f"{self.ratio:.3g}",
            self._aim(),
            verdict,
        )

    def line(self) -> str:
        """The row as a line of its own."""
        name, value, unit, *_, aim, verdict = self.cells()
        return f"{name:<58}{value:>10} {unit:<9}{aim:<8}{verdict}".rstrip()

    def _aim(self) -> str:
        if self.aim is None:
            return ""
        return f"{'≥' if self.at_least else '≤'} {self.aim:g}{' ×' if self.aim_at_ratio else ''}"


def document(
    rows: Iterable[Row], *, packages: Sequence[str], programs: Mapping[str, str | None]
) -> dict[str, Any]:
    """The rows with the machine, and the versions of packages and of the programs that are here."""
    return {
        "machine": machine(),
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in packages},
            **{name: known for name, known in programs.items() if known},
        },
        "rows": [row.document() for row in rows],
    }


def machine() -> dict[str, object]:
    """System, model of the processor, cores."""
    return {"system": platform.platform(), "processor": _processor(), "cores": os.cpu_count()}


def print_json(
    rows: Iterable[Row], *, packages: Sequence[str], programs: Mapping[str, str | None]
) -> None:
    """One JSON document on stdout."""
    told = document(rows, packages=packages, programs=programs)
    print(json.dumps(told, indent=2, ensure_ascii=False))


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, "") or platform.machine()
