import os
from collections.abc import Callable, Iterator
from pathlib import Path

from api.workbench.watch import changes


def test_each_save_is_seen_once_when_it_has_settled(tmp_path: Path) -> None:
    folder = tmp_path / "template"
    folder.mkdir()
    file, content = folder / "template.yaml", tmp_path / "content.json"
    file.write_text("one")
    slept: list[float] = []
    steps: Iterator[Callable[[], object]] = iter(
        [
            lambda: None,  # the first state settles
            lambda: file.write_text("two"),
            lambda: os.utime(file, ns=(1, 1)),  # still being written while it should settle
            lambda: None,
            lambda: content.write_text("{}"),
            lambda: None,
            file.unlink,
            lambda: None,
        ]
    )

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        next(steps)()

    seen = changes((folder, content), sleep=sleep)
    for _ in range(4):  # at the start, after two, after the content, after the file went
        next(seen)
    assert next(steps, None) is None
