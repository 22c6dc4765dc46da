import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from render_farm.log_lines import JsonLines, LogSettings, TextLines, about, show_log, stamp


def record(message: str, **extra: Any) -> logging.LogRecord:
    made = logging.LogRecord("render_farm.x", logging.WARNING, "x.py", 1, message, (), None)
    vars(made).update(extra)
    stamp(made)
    return made


def test_a_line_of_json_says_what_it_is_about() -> None:
    with about(worker="renderer-1"), about(job="j", task=3, attempt=2):
        line = JsonLines().format(record('no "quotes"\nhere', action="stalled", _ray_x=1))
    assert "\n" not in line
    said = json.loads(line)
    assert said.pop("time").endswith("+00:00")
    assert said == {
        "level": "warning",
        "logger": "render_farm.x",
        "message": 'no "quotes"\nhere',
        "action": "stalled",
        "worker": "renderer-1",
        "job": "j",
        "task": 3,
        "attempt": 2,
    }


def test_what_a_record_says_by_itself_wins() -> None:
    with about(job="ours"):
        assert json.loads(JsonLines().format(record("x", job="its own")))["job"] == "its own"
    assert "job" not in json.loads(JsonLines().format(record("x")))


def test_what_is_no_json_is_told_in_words() -> None:
    assert json.loads(JsonLines().format(record("x", path=ValueError("p"))))["path"] == "p"


def test_an_exception_is_kept() -> None:
    try:
        raise ValueError("broken")
    except ValueError:
        made = record("x", exc_info=sys.exc_info())
    assert "ValueError: broken" in json.loads(JsonLines().format(made))["exception"]


def test_a_line_of_text_ends_with_what_it_is_about() -> None:
    line = TextLines().format(record("it hangs", action="stalled", job="j", task=3))
    assert line.endswith(" WARNING render_farm.x: it hangs [stalled, job j, task 3]")
    assert TextLines().format(record("plain")).endswith(": plain")


@pytest.fixture
def loggers() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("api", "render_farm", "ranker", "templates", "uvicorn"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_ours_are_shown_from_their_level_and_others_from_warning(
    loggers: None, capsys: pytest.CaptureFixture[str]
) -> None:
    show_log(LogSettings(level="info", format="json"))
    logging.getLogger("render_farm.x").info("ours")
    logging.getLogger("botocore.auth").info("theirs")
    logging.getLogger("botocore.auth").warning("loud")
    lines = [json.loads(line)["message"] for line in capsys.readouterr().err.splitlines()]
    assert lines == ["ours", "loud"]


def test_what_is_kept_for_others_is_not_shown(
    loggers: None, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    show_log(LogSettings(format="json"), keep="info")
    logging.getLogger().addHandler(caplog.handler)
    logging.getLogger("render_farm.x").info("quiet")
    logging.getLogger("render_farm.x").warning("loud")
    assert [json.loads(line)["message"] for line in capsys.readouterr().err.splitlines()] == [
        "loud"
    ]
    assert caplog.messages == ["quiet", "loud"]
