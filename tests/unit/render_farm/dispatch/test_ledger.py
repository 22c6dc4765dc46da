"""What the ledger writes down is counted, once."""

from render_farm.dispatch.ledger import Ledger
from render_farm.metrics import ENDING_FAILURES, ENDINGS, MemoryMeter
from render_farm.queue import Ending, MemoryJobStore
from tests.contract.farm_samples import FINAL, make_job, make_result, make_tasks


def test_endings_are_counted_as_the_queue_took_them() -> None:
    jobs, meter = MemoryJobStore(), MemoryMeter()
    jobs.submit(make_job(), make_tasks(3))
    good, bad, late = jobs.claim("me", limit=3, lease_s=60)
    jobs.settle([Ending(lease=late)])
    ledger = Ledger(jobs, meter=meter)
    ledger.add(Ending(lease=good, outcome=make_result(good.task)), now=0.0)
    ledger.add(Ending(lease=bad, outcome=FINAL), now=0.0)
    ledger.add(Ending(lease=late, outcome=make_result(late.task)), now=0.0)
    ledger.write()
    ledger.write()
    counts = {name: meter.total(ENDINGS, outcome=name) for name in ("succeeded", "failed", "late")}
    assert counts == {"succeeded": 1, "failed": 1, "late": 1}
    assert meter.total(ENDING_FAILURES, code=FINAL.code) == 1
