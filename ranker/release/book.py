"""The rankings of one line on a shelf: what was released, what was held back, what was approved.

`rankings/<date>/<line>.parquet` is served; `.held` beside it is the ranking that was held back,
`.approved` names the markets that a person released, `.verdict.json` says what was compared. The
served ranking is written last: where it is not there, the day has not been decided.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ranker.errors import RankingUnreadableError, RequestInvalidError
from ranker.ranking import Ranking
from ranker.shelf import Shelf
from ranker.store import ranking_bytes, ranking_of

SERVED, HELD, APPROVED, VERDICT = ".parquet", ".held", ".approved", ".verdict.json"
EVERY_MARKET = "*"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleaseBook:
    """See the module. line: the name of rankings that follow each other day by day."""

    shelf: Shelf
    line: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", self.line):
            raise RequestInvalidError(
                argument="line",
                what=repr(self.line),
                allowed="letters, digits, hyphens and underscores",
            )

    def days(self, kind: str = SERVED) -> tuple[date, ...]:
        """The days of which there is one, oldest first."""
        ending = f"/{self.line}{kind}"
        found = []
        for key in self.shelf.keys("rankings/"):
            day = key.removeprefix("rankings/").removesuffix(ending)
            if key.endswith(ending) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
                found.append(date.fromisoformat(day))
        return tuple(sorted(found))

    def ranking(self, day: date, kind: str = SERVED) -> Ranking | None:
        """A ranking of that day; None where there is none, or what is there is none."""
        data = self.shelf.read(self._key(day, kind))
        try:
            return None if data is None else ranking_of(data, where=self._key(day, kind))
        except RankingUnreadableError:
            return None

    def held(self, day: date) -> Ranking | None:
        """The ranking that was held back on that day, None where none was in the end."""
        data = self.shelf.read(self._key(day, VERDICT))
        return self.ranking(day, HELD) if data and json.loads(data)["held"] else None

    def before(self, day: date, *, days: int) -> Iterator[Ranking]:
        """The served rankings of up to `days` days before, newest first."""
        for earlier in reversed(self.days()):
            if day - timedelta(days=days) <= earlier < day:
                ranking = self.ranking(earlier)
                if ranking is not None:
                    yield ranking

    def approved(self, day: date) -> frozenset[str]:
        """The markets released by a person on that day; EVERY_MARKET stands for all."""
        data = self.shelf.read(self._key(day, APPROVED))
        return frozenset(json.loads(data)["markets"]) if data else frozenset()

    def approve(self, day: date, markets: frozenset[str]) -> None:
        """Write an approval down."""
        document = {"markets": sorted(markets | self.approved(day))}
        self.shelf.write(self._key(day, APPROVED), json.dumps(document).encode())

    def keep(self, ranking: Ranking, kind: str = SERVED) -> str:
        """Write a ranking under its day; the key."""
        key = self._key(ranking.as_of, kind)
        self.shelf.write(key, ranking_bytes(ranking))
        return key

    def request(self, day: date) -> Mapping[str, Any] | None:
        """What was asked for on that day, None where it is not known."""
        data = self.shelf.read(self._key(day, VERDICT))
        found: Mapping[str, Any] | None = json.loads(data)["request"] if data else None
        return found

    def compared(self, day: date) -> Sequence[Mapping[str, Any]]:
        """By market what was left of the picks on that day, none where nothing was compared."""
        data = self.shelf.read(self._key(day, VERDICT))
        found: Sequence[Mapping[str, Any]] = json.loads(data)["markets"] if data else ()
        return found

    def note(self, day: date, document: Mapping[str, Any]) -> None:
        """Write down what was asked, compared and decided."""
        text = json.dumps(document, ensure_ascii=False, indent=1)
        self.shelf.write(self._key(day, VERDICT), text.encode())

    def _key(self, day: date, kind: str) -> str:
        return f"rankings/{day}/{self.line}{kind}"
