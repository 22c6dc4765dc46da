"""What is wrong with a well-formed template."""

from dataclasses import dataclass

from templates.format.document import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """Something wrong at a key path, and what is allowed there."""

    path: Path
    what: str
    allowed: str
