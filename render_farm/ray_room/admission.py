"""Asking a running head to let us in before Ray does, which would ask in vain for minutes."""

import os
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager

import grpc  # type: ignore[import-untyped]  # has no types; a part of ray[default]
from ray._private.gcs_utils import create_gcs_channel
from ray._raylet import (  # type: ignore[attr-defined]  # not in the stub that Ray brings
    AuthenticationTokenLoader,
    Config,
)
from ray.exceptions import AuthenticationError

from render_farm.ray_room.errors import RayFailed

_ANSWER_S = 5.0
_FIRST_CALL = "/ray.rpc.NodeInfoGcsService/GetClusterId"  # of every driver; its request is empty
_MODE = "RAY_AUTH_MODE"
_TOKEN = "token"  # noqa: S105 - the name of a mode
_HEAD = "HOST:PORT of a running head"
_TOKEN_HERE = (
    f"{_MODE}=token with RAY_AUTH_TOKEN, RAY_AUTH_TOKEN_PATH or ~/.ray/auth_token as "
    "`ray get-auth-token` prints it on the head; or a cluster without tokens"
)


@contextmanager
def admitted(address: str) -> Iterator[None]:
    """Keep the environment so that the head of this address lets Ray in. Raises RayFailed.

    A token that is here is shown where one is asked for, and nowhere else unless RAY_AUTH_MODE
    says so: whoever answers at a mistyped address need not learn it.
    """
    require_answer(address)
    if address.startswith("ray://") or not _port(address):
        yield  # Ray's client and "auto": Ray finds the head by itself
        return
    before = os.environ.get(_MODE)
    try:
        reread_environment()
        _ask_admission(address)
        yield
    finally:
        if before is None:
            os.environ.pop(_MODE, None)
        else:
            os.environ[_MODE] = before
        reread_environment()


def reread_environment() -> None:
    """Have Ray read the environment again, which it does only once by itself."""
    Config.initialize("")
    AuthenticationTokenLoader.instance().reset_cache()


def require_answer(address: str) -> None:
    """Find somebody who listens at the address, if it is HOST:PORT. Raises RayFailed."""
    host, port = address.removeprefix("ray://").rpartition(":")[0], _port(address)
    if not port:
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_ANSWER_S).close()
    except OSError as error:
        raise RayFailed(f"no Ray head answers: {error}", where=address, allowed=_HEAD) from error


def _port(address: str) -> str:
    port = address.rpartition(":")[2]
    return port if port.isdecimal() else ""


def _ask_admission(address: str) -> None:
    if _lets_in(address):
        return
    mode = os.environ.get(_MODE) or _TOKEN
    if mode.lower() != _TOKEN:
        what = f"a token is asked for, but {_MODE} is {mode} here"
        raise RayFailed(what, where=address, allowed=_TOKEN_HERE)
    if not _holds_token():
        what = "a token is asked for, but none is found here"
        raise RayFailed(what, where=address, allowed=_TOKEN_HERE)
    os.environ[_MODE] = _TOKEN
    reread_environment()
    if not _lets_in(address):
        raise RayFailed("the token found here is refused", where=address, allowed=_TOKEN_HERE)


def _lets_in(address: str) -> bool:
    """Make a driver's first call, with the token if the environment says so. Raises RayFailed."""
    try:
        with closing(create_gcs_channel(address)) as channel:
            channel.unary_unary(_FIRST_CALL)(b"", timeout=_ANSWER_S)
    except AuthenticationError:
        return False  # tokens are switched on here, and there is none
    except grpc.RpcError as error:
        if error.code() is grpc.StatusCode.UNAUTHENTICATED:
            return False
        what = f"no Ray head answers: {error.details()}"
        raise RayFailed(what, where=address, allowed=_HEAD) from error
    return True


def _holds_token() -> bool:
    try:
        return bool(AuthenticationTokenLoader.instance().has_token(ignore_auth_mode=True))
    except AuthenticationError:
        return False  # RAY_AUTH_TOKEN_PATH names no readable file
