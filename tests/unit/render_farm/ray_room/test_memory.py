import subprocess
import sys

import pytest

from render_farm.ray_room.memory import kept_bytes, resident_bytes, why_spent

MB = 1_000_000


@pytest.mark.parametrize(
    ("limit_mb", "resident_mb", "spent"),
    [
        (None, 9000, None),
        (2000, 999, None),
        (2000, 1000, None),
        (2000, 1001, "it keeps 1001 MB of memory (allowed: 1000 MB)"),
    ],
)
def test_who_keeps_more_than_half_of_the_limit_is_spent(
    limit_mb: int | None, resident_mb: int, spent: str | None
) -> None:
    limit = None if limit_mb is None else limit_mb * MB
    assert why_spent(limit, resident_bytes=resident_mb * MB) == spent


def test_what_is_resident_is_about_what_a_python_takes() -> None:
    assert 5 * MB < resident_bytes() < 3000 * MB
    assert kept_bytes(2000 * MB) == 1000 * MB


HOG = """
from render_farm.ray_room.memory import bound_memory
bound_memory(100_000_000)
kept = bytearray(60_000_000)
try:
    bytearray(80_000_000)
except MemoryError:
    print("refused")
del kept
print(len(bytearray(80_000_000)))
"""


def test_what_is_more_than_the_limit_is_refused_and_the_process_lives() -> None:
    said = subprocess.run(
        [sys.executable, "-c", HOG], check=True, capture_output=True, text=True, timeout=60
    )
    assert said.stdout == "refused\n80000000\n"
