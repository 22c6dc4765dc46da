"""Lists of names → words of a bearable length."""

from collections.abc import Sequence


def listed(names: Sequence[str], most: int = 6) -> str:
    """The first of the names, and how many more there are."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
