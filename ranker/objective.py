"""What an ad is paid for → the words for it, of which reasons, tables and pages are made."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """counted: in a sum; one: the subject of "… cost less". bought: a column of
    what came; money counts in what a registration brought. ratio, cost: its price, short and long.

    fewer, as_many: how less and equal amounts are called.
    """

    counted: str
    one: str
    bought: str
    ratio: str
    cost: str
    fewer: str = "fewer"
    as_many: str = "as many"

    @property
    def for_the_spend(self) -> str:
        """What efficiencies compare."""
        return f"{self.counted} for the spend"

    def change(self, log_effect: float) -> str:
        """A log effect in words: +0.1 → "11 % more registrations for the spend"."""
        percent = round(abs(math.expm1(log_effect)) * 100)
        size = f"{percent} % {'more' if log_effect > 0 else self.fewer}"
        return f"{size if percent else self.as_many} {self.for_the_spend}"


WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "registrations": Words(
            counted="registrations",
            one="a registration",
            bought="registrations",
            ratio="CPR",
            cost="cost per registration",
        ),
        "subscriptions": Words(
            counted="subscriptions",
            one="a subscription",
            bought="subscriptions",
            ratio="CPS",
            cost="cost per subscription",
        ),
        "value": Words(
            counted="revenue",
            one="revenue",
            bought="in registrations",
            ratio="1/ROAS",
            cost="spend per revenue (1/ROAS)",
            fewer="less",
            as_many="as much",
        ),
    }
)
