"""The groups of `handbill bench rank`: name → what it measures, and its file."""

from bench.groups import Group

# In the order in which they are measured and printed.
RANK_GROUPS = {
    "data": Group(
        title="more performance rows than memory holds, read, checked and asked",
        module="bench.rank.data",
    ),
    "training": Group(
        title="two million arm days: their features, and what is learnt from them",
        module="bench.rank.training",
    ),
    "scoring": Group(
        title="every arm of every market scored, beside pandas and Booster.predict",
        module="bench.rank.scoring",
    ),
    "logs": Group(
        title="dense logs of customers, walked through: cost beside the heuristic and bayes",
        module="bench.rank.logs",
    ),
    "service": Group(
        title="a warm service: one market chosen anew, and scored anew", module="bench.rank.service"
    ),
    "cold": Group(
        title="arms that nothing of their own is known of, beside chance", module="bench.rank.cold"
    ),
    "simulator": Group(
        title="a closed loop on worlds whose truth is known", module="bench.rank.simulator"
    ),
}
