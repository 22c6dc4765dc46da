"""Data, features and models of any size → what ranking them costs, and what it gains.

`handbill bench rank` prints the groups of `bench.rank.groups`. Nothing here runs unless it is asked
for.
"""

from bench.rank.groups import RANK_GROUPS
from bench.rank.run import RankRun

__all__ = ["RANK_GROUPS", "RankRun"]
