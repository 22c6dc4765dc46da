"""Which heads let us in, played by a small gRPC server; a real one is in tests/integration."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped]  # has no types; a part of ray[default]
import pytest

from render_farm.ray_room import RayFailed
from render_farm.ray_room.admission import admitted, require_answer

HEADER = "authorization"


@dataclass(kw_only=True, slots=True)
class Head:
    """What a head wants to see, and what it saw. answers: not, where nothing is known of Ray."""

    wanted: str | None = None
    answers: bool = True
    address: str = ""
    seen: list[str | None] = field(default_factory=list)

    def answer(self, _request: bytes, context: Any) -> bytes:
        shown = dict(context.invocation_metadata()).get(HEADER)
        self.seen.append(shown)
        if self.wanted is not None and shown != f"Bearer {self.wanted}":
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "InvalidAuthToken")
        return b""


@contextmanager
def running(head: Head) -> Iterator[Head]:
    with ThreadPoolExecutor(1) as threads:
        server = grpc.server(threads)
        method = grpc.unary_unary_rpc_method_handler(head.answer)
        service = grpc.method_handlers_generic_handler(
            "ray.rpc.NodeInfoGcsService", {"GetClusterId": method}
        )
        server.add_generic_rpc_handlers((service,) if head.answers else ())
        head.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
        server.start()
        try:
            yield head
        finally:
            server.stop(None).wait()


@pytest.fixture
def start() -> Iterator[Callable[[Head], Head]]:
    with ExitStack() as stack:
        yield lambda head: stack.enter_context(running(head))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("RAY_AUTH_MODE", "RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def keep_token(home: Path, token: str) -> None:
    (home / ".ray").mkdir()
    (home / ".ray" / "auth_token").write_text(f"{token}\n", encoding="ascii")


def test_a_cluster_without_tokens_is_shown_none(
    start: Callable[[Head], Head], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_AUTH_TOKEN", "sesame")
    head = start(Head())
    with admitted(head.address):
        assert "RAY_AUTH_MODE" not in os.environ
    assert head.seen == [None]


@pytest.mark.parametrize("kept", ["variable", "path", "home"])
def test_a_token_is_shown_where_one_is_asked_for(
    start: Callable[[Head], Head], home: Path, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    if kept == "variable":
        monkeypatch.setenv("RAY_AUTH_TOKEN", "sesame")
    else:
        keep_token(home, "sesame")
    if kept == "path":
        monkeypatch.setenv("RAY_AUTH_TOKEN_PATH", str(home / ".ray" / "auth_token"))
        monkeypatch.setenv("HOME", str(home / "elsewhere"))
    head = start(Head(wanted="sesame"))
    with admitted(head.address):
        assert os.environ["RAY_AUTH_MODE"] == "token"
    assert "RAY_AUTH_MODE" not in os.environ
    assert head.seen == [None, "Bearer sesame"]


@pytest.mark.parametrize(
    ("environment", "what"),
    [
        ({}, "a token is asked for, but none is found here"),
        ({"RAY_AUTH_MODE": "token"}, "a token is asked for, but none is found here"),
        ({"RAY_AUTH_TOKEN_PATH": "/no/file"}, "a token is asked for, but none is found here"),
        ({"RAY_AUTH_TOKEN": "other"}, "the token found here is refused"),
        (
            {"RAY_AUTH_MODE": "disabled", "RAY_AUTH_TOKEN": "sesame"},
            "a token is asked for, but RAY_AUTH_MODE is disabled here",
        ),
    ],
)
def test_who_has_no_right_token_is_told_so(
    start: Callable[[Head], Head],
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    what: str,
) -> None:
    for name, word in environment.items():
        monkeypatch.setenv(name, word)
    head = start(Head(wanted="sesame"))
    started = time.monotonic()
    with (
        pytest.raises(RayFailed, match=f"^{head.address}: {what} ") as caught,
        admitted(head.address),
    ):
        pass
    assert time.monotonic() - started < 2
    assert "ray get-auth-token" in caught.value.allowed
    assert os.environ.get("RAY_AUTH_MODE") == environment.get("RAY_AUTH_MODE")


def test_a_server_that_is_no_head_is_named(start: Callable[[Head], Head]) -> None:
    head = start(Head(answers=False))
    with pytest.raises(RayFailed, match="no Ray head answers"), admitted(head.address):
        pass


def test_a_listener_that_keeps_silent_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("render_farm.ray_room.admission._ANSWER_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(RayFailed, match="no Ray head answers"), admitted(address):
            pass


@pytest.mark.parametrize("address", ["127.0.0.1:1", "ray://127.0.0.1:1"])
def test_a_head_that_does_not_answer_is_named_at_once(address: str) -> None:
    with pytest.raises(RayFailed, match="no Ray head answers"):
        require_answer(address)


def test_auto_is_left_to_ray() -> None:
    with admitted("auto"):
        pass
