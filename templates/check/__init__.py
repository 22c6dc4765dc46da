"""A template → what is wrong with it over ratios, locales, placements and contents, unpainted."""

from templates.check.findings import CheckFinding, CheckReport, Found, merge_reports
from templates.check.matrix import Cell, Samples
from templates.check.run import check_template
from templates.check.samples import Sample, extremes, usual

__all__ = [
    "Cell",
    "CheckFinding",
    "CheckReport",
    "Found",
    "Sample",
    "Samples",
    "check_template",
    "extremes",
    "merge_reports",
    "usual",
]
