"""Our objects → JSON documents that both the REST door and the command line show."""

from typing import Any

from templates import Template, template_card


def template_document(template: Template) -> dict[str, Any]:
    """A template's card, and its slots: what fills each, and within which limits."""
    return {
        **template_card(template),
        "duration_s": template.duration_s,
        "fps": template.fps,
        "default_locale": template.default_locale,
        "sha256": template.sha256,
        "slots": [
            {
                "name": slot.name,
                "type": slot.type.value,
                "title": slot.title,
                "required": slot.required,
                "bind": slot.bind,
                "max_chars": slot.max_chars,
                "min_side_px": slot.min_side_px,
            }
            for slot in template.slots.values()
        ],
    }
