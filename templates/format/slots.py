"""The `slots` of `template.yaml` → slots, their defaults checked as any other value is."""

from dataclasses import replace
from typing import cast

from templates.content import check_value
from templates.errors import InvalidValue, TemplateError
from templates.format.document import Document
from templates.format.model import PlainValue, SlotModel
from templates.plain import plain_text
from templates.template import Slot, SlotType


def read_slot(name: str, said: SlotModel, document: Document) -> Slot:
    """The slot of that name; TemplateError when its default is not what it takes."""
    slot = Slot(
        name=name,
        type=SlotType(said.type),
        title=said.title or name.replace("_", " ").capitalize(),
        bind=said.bind,
        required=said.required,
        max_chars=said.max_chars,
        min_side_px=said.min_side_px,
        of=said.of and SlotType(said.of),
        min_items=said.min_items,
        max_items=said.max_items,
        format=said.format or "",
        currency=said.currency,
        digits=said.digits,
    )
    if said.default is None:
        return slot
    try:
        default = check_value(slot, _plain(said.default))
    except InvalidValue as error:
        where = document.where(("slots", name, "default"))
        raise TemplateError(error.what, where=where, allowed=error.allowed) from error
    # No rule lets a file have a default.
    return replace(slot, default=cast("str | tuple[str, ...]", default))


def _plain(value: PlainValue | list[PlainValue]) -> str | tuple[str, ...]:
    if isinstance(value, list):
        return tuple(item if isinstance(item, str) else plain_text(item) for item in value)
    return value if isinstance(value, str) else plain_text(value)
