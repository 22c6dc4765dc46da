"""What slots may say, by their type."""

from collections.abc import Iterator

from templates.errors import InvalidValue
from templates.format.document import Path
from templates.format.fault import Fault
from templates.format.model import SlotModel, TemplateModel
from templates.localised import DATE_LENGTHS, NUMBER_FORMATS, SKELETONS
from templates.plain import check_currency
from templates.roles import ROLES

_OF_TYPE = {
    "text": {"max_chars"},
    "number": {"format", "currency", "digits"},
    "date": {"format"},
    "list": {"of", "min_items", "max_items"},
    "colour": set[str](),
    "image": {"min_side_px"},
    "audio": set[str](),
    "video": {"min_side_px"},
}
_LIMITS = frozenset().union(*_OF_TYPE.values())
_FORMATS = {"number": NUMBER_FORMATS, "date": (*DATE_LENGTHS, *SKELETONS)}


def slot_faults(model: TemplateModel) -> Iterator[Fault]:
    """What is wrong with slots by themselves; their defaults are checked as values."""
    for name, slot in model.slots.items():
        path: Path = ("slots", name)
        yield from _key_faults(slot, path)
        yield from _format_faults(slot, path)
        yield from _source_faults(slot, path)
        if slot.type == "colour":
            yield from _colour_faults(slot, name, path)


def colour_roles(model: TemplateModel) -> tuple[str, ...]:
    """The scheme's roles and those that colour slots add."""
    colours = [name for name, slot in model.slots.items() if slot.type == "colour"]
    return (*ROLES, *(role for name in colours for role in (name, f"on_{name}")))


def _key_faults(slot: SlotModel, path: Path) -> Iterator[Fault]:
    if slot.type == "list" and slot.of is None:
        yield Fault(path=path, what="of is missing", allowed="text, number, date, image")
    allowed = _OF_TYPE[slot.type] | _OF_TYPE[slot.of or slot.type]
    for key in sorted(slot.model_fields_set & (_LIMITS - allowed)):
        what = f"means nothing for a {slot.type}" + (f" of {slot.of}s" if slot.of else "")
        yield Fault(path=(*path, key), what=what, allowed=", ".join(sorted(allowed)) or "no limits")
    if slot.min_items > slot.max_items:
        yield Fault(
            path=(*path, "min_items"), what=f"{slot.min_items}", allowed=f"≤ {slot.max_items}"
        )


def _format_faults(slot: SlotModel, path: Path) -> Iterator[Fault]:
    known = _FORMATS.get(slot.of or slot.type, ())
    if slot.format is not None and slot.format not in known:
        yield Fault(
            path=(*path, "format"),
            what=f"{slot.format!r:.40}",
            allowed=", ".join(known) or "no format",
        )
    if slot.currency is None:
        return
    if slot.format != "currency":
        yield Fault(
            path=(*path, "currency"), what="the format shows none", allowed="format: currency"
        )
    try:
        check_currency(slot.currency)
    except InvalidValue as error:
        yield Fault(path=(*path, "currency"), what=error.what, allowed=error.allowed)


def _source_faults(slot: SlotModel, path: Path) -> Iterator[Fault]:
    is_copy = slot.bind.startswith("copy.")
    if is_copy and slot.type != "text":
        yield Fault(path=(*path, "bind"), what="copy is words", allowed="content.… or catalog.…")
    if slot.default is None:
        return
    if is_copy or (slot.of or slot.type) in ("image", "audio", "video"):
        yield Fault(
            path=(*path, "default"),
            what="copy has its own" if is_copy else "no file stands in for another",
            allowed="no default",
        )
    if isinstance(slot.default, list) != (slot.type == "list"):
        yield Fault(
            path=(*path, "default"),
            what=f"{slot.default!r:.60}",
            allowed="a list" if slot.type == "list" else "one value",
        )


def _colour_faults(slot: SlotModel, name: str, path: Path) -> Iterator[Fault]:
    if name in ROLES or name.startswith("on_"):
        yield Fault(
            path=path,
            what=f"{name!r} is a colour of the scheme",
            allowed="a name that is none of " + ", ".join(ROLES) + " and does not begin with on_",
        )
    if not slot.required and slot.default is None:
        yield Fault(
            path=path, what="a colour that may be missing", allowed="required: true, or a default"
        )
