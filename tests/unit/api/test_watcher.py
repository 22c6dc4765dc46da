import time

import pytest

from api.watcher import Watcher


def test_phases_are_timed_and_told_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    watcher = Watcher()
    with watcher.phase("rank", "Ranking"):
        time.sleep(0.02)
    with pytest.raises(ValueError, match="broken"), watcher.phase("render", "Rendering"):
        raise ValueError("broken")
    watcher.mark("stop")
    assert watcher.seconds["rank"] >= 0.02
    assert list(watcher.seconds) == ["rank", "render", "stop"]
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "Ranking: 0.0 s\n"


def test_progress_is_a_line_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    watcher = Watcher()
    with watcher.phase("render", "Rendering"):
        for done in range(21):
            now = float(done)
            watcher.advance(done, 20, "(1 failed)")
    lines = capsys.readouterr().err.splitlines()
    assert lines[:-1] == ["  6 of 20 (1 failed)", "  12 of 20 (1 failed)", "  18 of 20 (1 failed)"]


def test_a_quiet_watcher_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    watcher = Watcher(quiet=True)
    with watcher.phase("rank", "Ranking"):
        watcher.say("a note")
    assert capsys.readouterr().err == ""
    assert "rank" in watcher.seconds
