"""What copy may quote: slots that exist, have words, are there when needed, and do not go round."""

from collections.abc import Iterator

from templates.errors import InvalidValue
from templates.format.document import Path
from templates.format.fault import Fault
from templates.format.model import SlotModel, TemplateModel
from templates.wording import quoted_slots

_QUOTABLE = ("text", "number", "date")


def quote_faults(model: TemplateModel) -> Iterator[Fault]:
    """What is wrong with the quotes in each locale's copy, and cycles of them."""
    broken = False
    for locale, words in model.copy_.items():
        for key, text in (words.__pydantic_extra__ or {}).items():
            for fault in _text_faults(model, text, key, ("copy", locale, key)):
                broken = True
                yield fault
    if not broken:
        for locale in model.copy_:
            yield from _cycle_faults(model, locale)


def _text_faults(model: TemplateModel, text: str, key: str, path: Path) -> Iterator[Fault]:
    try:
        quoted = quoted_slots(text)
    except InvalidValue as error:
        yield Fault(path=path, what=error.what, allowed=error.allowed)
        return
    slots = _bound_to(model, key)
    allowed = [name for name, slot in model.slots.items() if slot.type in _QUOTABLE]
    for name in quoted:
        if name not in allowed:
            yield Fault(
                path=path,
                what=f"{{{name:.40}}} is no slot with words",
                allowed=", ".join(allowed),
            )
        elif _may_miss(model.slots[name]) and any(slot.required for slot in slots.values()):
            yield Fault(
                path=path,
                what=f"{{{name}}} may have no value",
                allowed=f"required: false for {', '.join(slots)}, or a default for {name}",
            )


def _cycle_faults(model: TemplateModel, locale: str) -> Iterator[Fault]:
    done: set[str] = set()
    for name in model.slots:
        trail = () if name in done else _round(model, locale, (name,), done)
        if trail:
            key = model.slots[trail[0]].bind.removeprefix("copy.")
            yield Fault(
                path=("copy", _speaker(model, locale, key), key),
                what=f"quotes itself: {' → '.join(trail)}",
                allowed="quotes that come to an end",
            )
            return


def _round(
    model: TemplateModel, locale: str, trail: tuple[str, ...], done: set[str]
) -> tuple[str, ...]:
    """A way from a slot back to itself, empty where none begins at the trail's end."""
    slot = model.slots[trail[-1]]
    key = slot.bind.removeprefix("copy.")
    words = model.copy_[_speaker(model, locale, key)].__pydantic_extra__ or {}
    for name in quoted_slots(words.get(key, "")) if slot.bind != key else ():
        if name in trail:
            return (*trail[trail.index(name) :], name)
        if name not in done and (found := _round(model, locale, (*trail, name), done)):
            return found
    done.add(trail[-1])
    return ()


def _speaker(model: TemplateModel, locale: str, key: str) -> str:
    """Whose words count in a locale: its own, those of a shorter tag, or the default's."""
    parts = locale.split("-")
    for tag in ("-".join(parts[:count]) for count in range(len(parts), 0, -1)):
        if tag in model.copy_ and key in (model.copy_[tag].__pydantic_extra__ or {}):
            return tag
    return model.default_locale


def _bound_to(model: TemplateModel, key: str) -> dict[str, SlotModel]:
    return {name: slot for name, slot in model.slots.items() if slot.bind == f"copy.{key}"}


def _may_miss(slot: SlotModel) -> bool:
    return not slot.required and slot.default is None
