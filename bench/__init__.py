"""Templates, filled → rows of measures, each beside the peer or limit of the same run.

`handbill bench render` prints the groups of `bench.groups`. A group is one file with a function
`rows(run)` that yields each `Row` as soon as it is measured; `Run` has what it measures on.
"""

from bench.groups import GROUPS, Group, measured
from bench.report import Row, document
from bench.run import Run
from bench.subject import Contents, Filled, Subject

__all__ = ["GROUPS", "Contents", "Filled", "Group", "Row", "Run", "Subject", "document", "measured"]
