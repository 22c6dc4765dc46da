"""What every group of measures is given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from bench.subject import Contents, Subject, make_subject, shortened
from templates import Template
from templates.template import SlotType
from templates.text import FontLibrary

# The shape that ads are seen in most.
RATIO = "9:16"


# What no invented artist has.
_UNFILLED = ("video",)


def unfilled(template: Template) -> str | None:
    """What a template needs that the bench has nothing to fill with; None where it has all."""
    slots = (slot for slot in template.slots.values() if slot.required)
    return next((slot.type.value for slot in slots if slot.type.value in _UNFILLED), None)


def _silent(_line: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """What to measure: templates, what fills them, and how much of each video.

    seconds: of each video at most; None = all of it. rounds: figures are the median of so many.
    note: takes a line about the work.
    """

    templates: Sequence[Template]
    contents: Contents
    fonts: FontLibrary
    seconds: float | None = None
    rounds: int = 3
    note: Callable[[str], None] = field(default=_silent, repr=False)

    @property
    def animated(self) -> tuple[Template, ...]:
        """The templates that make videos of what is painted here.

        Those that show clips have an ffmpeg beside them, which a processor time here leaves out.
        """
        return tuple(
            template
            for template in self.templates
            if template.kind == "animated"
            and all(slot.type is not SlotType.VIDEO for slot in template.slots.values())
        )

    def subject(
        self, template: Template, *, ratio: str = RATIO, locale: str | None = None, turn: int = 0
    ) -> Subject:
        """The template filled with artist number `turn`, its video no longer than `seconds`.

        locale: by default the template's own. Raises TemplatesError.
        """
        spoken = locale or template.default_locale
        filled = self.contents(template, spoken, turn)
        found = make_subject(template, filled, ratio=ratio, locale=spoken, fonts=self.fonts)
        return replace(found, scene=shortened(found.scene, self.seconds))
