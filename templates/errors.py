"""The error tree of templates: every error says where, what was wrong and what is allowed.

TemplatesError
├── TemplateError          a template's file cannot be used
├── BundleRefused          a packed template cannot be opened
├── UnknownTemplate        the library has no such id
├── ContentError
│   ├── InvalidLocale      not a BCP 47 tag
│   ├── InvalidRatio       not W:H, or out of bounds
│   ├── UnknownPlacement   no data file names it
│   ├── MissingSlot        a slot without a value
│   ├── UnknownSlot        a value for a slot that the template does not have
│   └── InvalidValue       a value of the wrong type, or beyond the slot's limits
├── PictureRefused         not a picture that may be opened
├── MissingPicture         a slot names a picture whose facts were not given
├── MissingSound           a sound is to be drawn whose facts were not given
├── MissingVideo           a slot names a clip whose facts were not given
├── TextAuditFailed        two accounts of Arabic joining disagree
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


class TemplateError(TemplatesError):
    """A template's file cannot be used; `where` is file:line and the key path."""

    code = "template_invalid"


class BundleRefused(TemplatesError):
    """A packed template is too large, has foreign names in it, or is no bundle at all."""

    code = "bundle_refused"


class UnknownTemplate(TemplatesError):
    """The library has no template of that id."""

    code = "unknown_template"


class ContentError(TemplatesError):
    """What was to fill a template does not fit it."""

    code = "content_invalid"


class InvalidLocale(ContentError):
    """Not a BCP 47 language tag."""

    code = "invalid_locale"


class InvalidRatio(ContentError):
    """Not a ratio W:H of two positive numbers between 1:4 and 4:1."""

    code = "invalid_ratio"


class UnknownPlacement(ContentError):
    """No placement of that name is known."""

    code = "unknown_placement"


class MissingSlot(ContentError):
    """A required slot has no value."""

    code = "missing_slot"


class UnknownSlot(ContentError):
    """The template has no such slot."""

    code = "unknown_slot"


class InvalidValue(ContentError):
    """A slot's value has the wrong type or breaks the slot's limits."""

    code = "invalid_value"


class PictureRefused(TemplatesError):
    """Not a picture that may be opened: format, size, or broken data."""

    code = "picture_refused"


class MissingPicture(TemplatesError):
    """A slot names a picture whose facts were not given."""

    code = "missing_picture"


class MissingSound(TemplatesError):
    """A sound is to be drawn whose facts were not given."""

    code = "missing_sound"


class MissingVideo(TemplatesError):
    """A slot names a clip whose facts were not given."""

    code = "missing_video"


class TextAuditFailed(TemplatesError):
    """Two accounts of how Arabic letters join disagree: the text must not ship."""

    code = "text_audit_failed"
