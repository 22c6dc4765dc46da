import pytest

from render_farm.queue import TaskEvent, TaskState, next_state
from render_farm.queue.errors import IllegalTransition
from render_farm.queue.states import sources

# The whole table: rows are states, columns are events, "-" is not possible.
TABLE = """
          claim   finish    retry  give_up release cancel    pause  resume requeue reuse
queued    running -         -      -       -       cancelled paused -      -       succeeded
running   -       succeeded queued failed  queued  cancelled paused -      -       -
paused    -       -         -      -       -       cancelled -      queued -       -
succeeded -       -         -      -       -       -         -      -      -       -
failed    -       -         -      -       -       -         -      -      queued  -
cancelled -       -         -      -       -       -         -      -      queued  -
"""


def cells() -> list[tuple[TaskState, TaskEvent, str]]:
    head, *rows = (line.split() for line in TABLE.strip().splitlines())
    return [
        (TaskState(row[0]), TaskEvent(event), after)
        for row in rows
        for event, after in zip(head, row[1:], strict=True)
    ]


def test_the_table_names_every_state_and_event() -> None:
    assert {(state, event) for state, event, _ in cells()} == {
        (state, event) for state in TaskState for event in TaskEvent
    }


@pytest.mark.parametrize(("state", "event", "after"), cells())
def test_transition(state: TaskState, event: TaskEvent, after: str) -> None:
    if after == "-":
        with pytest.raises(IllegalTransition, match=f"{state}: {event} is not possible"):
            next_state(state, event)
        assert state not in sources(event)
    else:
        assert next_state(state, event) is TaskState(after)
        assert state in sources(event)


def test_what_cannot_go_on_by_itself_has_ended() -> None:
    ended = {state for state in TaskState if state.ended}
    assert ended == {TaskState.SUCCEEDED, TaskState.FAILED, TaskState.CANCELLED}


def test_an_impossible_event_tells_what_is_possible() -> None:
    with pytest.raises(IllegalTransition, match="allowed: resume, cancel"):
        next_state(TaskState.PAUSED, TaskEvent.FINISH)
    with pytest.raises(IllegalTransition, match="allowed: nothing"):
        next_state(TaskState.SUCCEEDED, TaskEvent.CLAIM)
