"""What Ray says goes to our log while a session is open, and nowhere else."""

import logging

import pytest
import ray._private.worker as driver

from render_farm.ray_room.words import words_logged


def test_it_is_logged_and_not_printed(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    before = driver.print_to_stdstream
    with words_logged(), caplog.at_level(logging.WARNING):
        said = {"lines": ["A worker died"], "pid": "raylet", "is_err": False}
        driver.print_to_stdstream(said, ignore_prefix=False)
    assert [record.getMessage() for record in caplog.records] == ["A worker died"]
    assert capsys.readouterr().out == ""
    assert driver.print_to_stdstream is before


def test_ray_still_prints_by_the_function_that_is_replaced() -> None:
    """Else its words would come to standard output again, unseen by the test above."""
    assert "print_to_stdstream" in driver.listen_error_messages.__code__.co_names
