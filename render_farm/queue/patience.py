"""A PostgreSQL connection that waits for so long and no longer.

The server's own time limits need a server that works, and TCP's need one that is gone: one that
hangs, or a proxy in between that has forgotten the connection, acknowledges every packet for ever.
"""

from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen

_RV = TypeVar("_RV")
_INTERVAL_S = 0.1  # psycopg's own: how soon it sees a signal


class PatientConnection(psycopg.Connection[Any]):
    """A connection that is closed when an answer takes more than `answer_s` seconds.

    Longer than the server's `statement_timeout`, which has the better words.
    """

    answer_s = 35.0

    def wait(
        self, gen: PQGen[_RV], interval: float = _INTERVAL_S, timeout: float | None = None
    ) -> _RV:
        """Wait for the answer to what was sent. Raises psycopg.OperationalError."""
        longest_s = self.answer_s if timeout is None else timeout
        began = monotonic()
        try:
            return super().wait(gen, interval, longest_s)
        except psycopg.OperationalError as error:
            if monotonic() - began < longest_s:
                raise
            self.close()  # what its answer would be an answer to is no longer known
            raise psycopg.OperationalError(f"no answer within {longest_s:g} s") from error
