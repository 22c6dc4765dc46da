"""The error tree of the ways in: what was wrong, where, and what is allowed.

ApiError
├── SettingsError        a setting cannot be used (settings)
├── UsageError           a command was called in a way it does not know (command line)
├── InvalidFile          a file that the user named holds something else (command line)
├── FarmUnreachable      no running farm answers (command line)
├── FarmRunning          another farm works in this folder already (composition)
├── Refused              the farm answered with a problem document (command line)
├── InvalidRequest       a request's body or query is not what is asked for (REST)
├── UnknownThing         no such job, asset or page (REST)
├── TokenReused          an Idempotency-Key came again with another body (REST)
└── Unready              a part that the house needs does not answer (REST)
"""

from typing import ClassVar


class ApiError(Exception):
    """Something that whoever called can mend.

    code: stable snake_case name, for programs. status: as HTTP tells it. exit_code: as the
    command line tells it. where: path of the value.
    """

    code: ClassVar[str] = "api_error"
    status: ClassVar[int] = 422
    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, where: str = "", allowed: str = "") -> None:
        super().__init__(what, where, allowed)
        self.what = what
        self.where = where
        self.allowed = allowed

    def __str__(self) -> str:
        return sentence(what=self.what, where=self.where, allowed=self.allowed)


class SettingsError(ApiError):
    """A setting cannot be used; `where` is its environment variable or its key in the file."""

    code = "invalid_setting"
    exit_code = 2


class UsageError(ApiError):
    """A command was called in a way it does not know."""

    code = "wrong_use"
    exit_code = 2


class InvalidFile(ApiError):
    """A file that the user named does not hold what it should."""

    code = "invalid_file"


class FarmUnreachable(ApiError):
    """No running farm answers."""

    code = "farm_unreachable"
    status = 503


class FarmRunning(ApiError):
    """Another process works in this data home already."""

    code = "farm_running"
    status = 409


class Refused(ApiError):
    """The farm answered with a problem document; `status_code` and `code` are the answer's."""

    code = "refused"

    def __init__(self, what: str, *, where: str = "", allowed: str = "", status: int = 0) -> None:
        super().__init__(what, where=where, allowed=allowed)
        self.status_code = status


class InvalidRequest(ApiError):
    """A value of a request is not what is asked for; `where` is its JSON pointer."""

    code = "invalid_request"


class UnknownThing(ApiError):
    """What the path names does not exist."""

    code = "not_found"
    status = 404


class TokenReused(ApiError):
    """An Idempotency-Key came again with another body."""

    code = "idempotency_key_reused"


class Unready(ApiError):
    """A part that the house needs does not answer."""

    code = "unready"
    status = 503


def sentence(*, what: str, where: str, allowed: str) -> str:
    """One line: "where: what; allowed: …", without the parts that are empty."""
    place = f"{where}: " if where else ""
    hint = f"; allowed: {allowed}" if allowed else ""
    return f"{place}{what}{hint}"
