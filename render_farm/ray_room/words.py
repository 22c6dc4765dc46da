"""What Ray tells its driver → our log: standard output is for results."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import ray._private.worker as driver

_LOG = logging.getLogger(__name__)


@contextmanager
def words_logged() -> Iterator[None]:
    """Have what Ray says of dead workers and nodes logged while inside.

    Its thread for that prints to standard output, whatever `log_to_driver` says (Ray 2.60,
    `listen_error_messages`), and would break into the document of a command with --json.
    """
    before = driver.print_to_stdstream
    driver.print_to_stdstream = _log
    try:
        yield
    finally:
        driver.print_to_stdstream = before


def _log(data: Mapping[str, Any], ignore_prefix: bool) -> None:
    del ignore_prefix
    for line in data["lines"]:
        _LOG.warning("%s", line, extra={"action": "ray_says"})
