"""Our objects → JSON documents that both the REST door and the command line show."""

from typing import Any

from templates import Slot, Template, template_card
from templates.template import SlotType


def template_document(template: Template) -> dict[str, Any]:
    """A template's card, and its slots: what fills each, and within which limits."""
    return {
        **template_card(template),
        "duration_s": template.duration_s,
        "fps": template.fps,
        "default_locale": template.default_locale,
        "sha256": template.sha256,
        "slots": [_slot_document(slot) for slot in template.slots.values()],
    }


def _slot_document(slot: Slot) -> dict[str, Any]:
    is_list = slot.type is SlotType.LIST
    return {
        "name": slot.name,
        "type": slot.type.value,
        "title": slot.title,
        "required": slot.required,
        "bind": slot.bind,
        "default": slot.default,
        "max_chars": slot.max_chars,
        "min_side_px": slot.min_side_px,
        "of": slot.item.value if is_list else None,
        "min_items": slot.min_items if is_list else None,
        "max_items": slot.max_items if is_list else None,
        "format": slot.format or None,
        "currency": slot.currency,
        "digits": slot.digits,
    }
