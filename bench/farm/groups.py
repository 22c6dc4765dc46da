"""The groups of `handbill bench farm`: name → what it measures, and its file."""

from bench.groups import Group

# In the order in which they are measured and printed.
FARM_GROUPS = {
    "up": Group(
        title="`handbill up`: ready, the first frame of a job, idle memory", module="bench.farm.up"
    ),
    "overhead": Group(
        title="the farm beside each task: real Ray, tasks without pixels",
        module="bench.farm.overhead",
    ),
    "dispatch": Group(
        title="one dispatcher with simulated workers, on each store of the queue",
        module="bench.farm.dispatch",
    ),
    "scale": Group(
        title="a thousand workers, and ten thousand, simulated: what gives way first",
        module="bench.farm.scale",
    ),
    "queue": Group(
        title="the queue's own calls with many tasks waiting, on each of its databases",
        module="bench.farm.queue",
    ),
    "encoders": Group(
        title="workers of the farm beside bare encoder processes", module="bench.farm.encoders"
    ),
    "assets": Group(
        title="what one more asset of each template takes: what --plan reckons with",
        module="bench.farm.assets",
    ),
}
