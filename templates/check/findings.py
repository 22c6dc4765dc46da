"""What cells say → findings, each told once, with how often and where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from templates.check.matrix import Cell

SEVERITIES: tuple[str, ...] = ("error", "warning", "note")
# Nothing is wrong, only unproven: letters whose glyphs the font chooses by more than joining.
_NOTES = frozenset({"join_not_compared"})
# Of these a smaller figure is worse; of all others a larger one.
_LESS_IS_WORSE = frozenset({"low_contrast", "text_too_small", "picture_too_small"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One thing found in one cell. figure: how bad, in the code's own measure."""

    severity: str
    code: str
    node: str
    detail: str = ""
    figure: float | None = None

    @classmethod
    def of_warning(cls, warning: str) -> "Found":
        """A scene's warning: `code`, then its node, words and figure, as far as it has them."""
        code, _, rest = warning.partition(":")
        node, _, detail = rest.partition(":")
        if _number(node) is not None:
            node, detail = "", node
        severity = "note" if code in _NOTES else "warning"
        return cls(severity=severity, code=code, node=node, detail=detail, figure=_number(detail))

    @property
    def kind(self) -> tuple[str, str, str, str]:
        """What makes two finds the same finding."""
        told_apart = "" if self.figure is not None or self.severity == "error" else self.detail
        return self.severity, self.code, self.node, told_apart


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckFinding:
    """The same thing found in `count` cells; severity: error, warning or note.

    ratio, locale, placement, sample, detail: of the worst of these cells, else of the first.
    figure: how bad it is there, in the code's own measure (a contrast, a size, a factor).
    ratios, locales, placements: all in which it was found.
    """

    template_id: str
    severity: str
    code: str
    node: str
    count: int
    detail: str
    figure: float | None
    ratio: str
    locale: str
    placement: str
    sample: str
    ratios: tuple[str, ...]
    locales: tuple[str, ...]
    placements: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckReport:
    """All findings over `cells` scenes, the worst kind first, then the most frequent."""

    template_id: str
    cells: int
    findings: tuple[CheckFinding, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing worse than a note was found."""
        return all(finding.severity == "note" for finding in self.findings)


@dataclass(slots=True)
class Tally:
    """Gathers what the cells of one template say."""

    template_id: str
    cells: int = 0
    _groups: dict[tuple[str, ...], CheckFinding] = field(default_factory=dict)

    def add(self, cell: Cell, found: Iterable[Found]) -> None:
        """Count a cell, and all that it says."""
        self.cells += 1
        for item in found:
            self._join(item.kind, _finding(self.template_id, cell, item))

    def join(self, report: CheckReport) -> None:
        """Count what another report counted."""
        self.cells += report.cells
        for finding in report.findings:
            self._join(_kind(finding), finding)

    def report(self) -> CheckReport:
        """What was gathered."""
        return CheckReport(
            template_id=self.template_id, cells=self.cells, findings=tuple(self._sorted())
        )

    def _join(self, kind: tuple[str, ...], finding: CheckFinding) -> None:
        known = self._groups.get(kind)
        self._groups[kind] = finding if known is None else _together(known, finding)

    def _sorted(self) -> Iterator[CheckFinding]:
        def order(finding: CheckFinding) -> tuple[int, int]:
            return SEVERITIES.index(finding.severity), -finding.count

        yield from sorted(self._groups.values(), key=order)


def merge_reports(reports: Iterable[CheckReport]) -> CheckReport:
    """One report of parts of one template's matrix. Raises ValueError for none."""
    tally: Tally | None = None
    for report in reports:
        tally = tally or Tally(template_id=report.template_id)
        tally.join(report)
    if tally is None:
        raise ValueError("no report to merge")
    return tally.report()


def note(template_id: str, *, code: str, locale: str, detail: str) -> CheckFinding:
    """Something to know of a template's words in a locale, found without a cell."""
    return CheckFinding(
        template_id=template_id,
        severity="note",
        code=code,
        node="",
        count=1,
        detail=detail,
        figure=None,
        ratio="",
        locale=locale,
        placement="",
        sample="",
        ratios=(),
        locales=(locale,),
        placements=(),
    )


def _finding(template_id: str, cell: Cell, found: Found) -> CheckFinding:
    return CheckFinding(
        template_id=template_id,
        severity=found.severity,
        code=found.code,
        node=found.node,
        count=1,
        detail=found.detail,
        figure=found.figure,
        ratio=cell.ratio,
        locale=cell.locale,
        placement=cell.placement,
        sample=cell.sample.name,
        ratios=(cell.ratio,),
        locales=(cell.locale,),
        placements=(cell.placement,),
    )


def _kind(finding: CheckFinding) -> tuple[str, ...]:
    return Found(
        severity=finding.severity,
        code=finding.code,
        node=finding.node,
        detail=finding.detail,
        figure=finding.figure,
    ).kind


def _together(one: CheckFinding, other: CheckFinding) -> CheckFinding:
    worst = other if _worse(other, one) else one
    locales = _joined(one.locales, other.locales)
    # What was found without a cell is the same thing in every part of a matrix.
    in_cells = one.ratios or other.ratios
    return replace(
        worst,
        count=one.count + other.count if in_cells else len(locales),
        ratios=_joined(one.ratios, other.ratios),
        locales=locales,
        placements=_joined(one.placements, other.placements),
    )


def _joined(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    missing = tuple(word for word in other if word not in one)
    return one + missing if missing else one


def _worse(one: CheckFinding, other: CheckFinding) -> bool:
    if one.figure is None or other.figure is None:
        return False
    return one.figure < other.figure if one.code in _LESS_IS_WORSE else one.figure > other.figure


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
