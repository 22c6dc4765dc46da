"""The error tree of templates: every error says where, what was wrong and what is allowed.

TemplatesError
└── text errors: see templates/text/errors.py
"""

from typing import ClassVar


class TemplatesError(Exception):
    """Something in a template, its content or its text cannot be used.

    where: path of the value, "" when the raiser does not know it (the caller adds it by `at`).
    what: what was wrong. allowed: what would be right, "" when it needs no telling.
    """

    code: ClassVar[str] = "templates_error"

    def __init__(self, what: str, *, where: str = "", allowed: str = "") -> None:
        super().__init__(what, where, allowed)
        self.what = what
        self.where = where
        self.allowed = allowed

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        allowed = f"; allowed: {self.allowed}" if self.allowed else ""
        return f"{where}{self.what}{allowed}"

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders (Ray); the default would lose the keyword arguments.
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(
    kind: type[TemplatesError], args: tuple[object, ...], state: dict[str, object]
) -> TemplatesError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error
