"""The body of a render job → slot values per locale, every fault with its pointer."""

from collections.abc import Mapping

from api.rest.problems import Fault, RequestRefused, fault_of
from api.rest.schemas import RenderJobIn
from render_farm.delivery import delivery_of
from render_farm.errors import RenderFarmError
from render_farm.formats import asset_format, default_format, format_names
from render_farm.input_kind import KindStore, StoredInputs
from templates import (
    Library,
    SlotItem,
    SlotValue,
    SoundRef,
    Template,
    TemplatesError,
    UnknownPlacement,
    UnknownTemplate,
    VideoRef,
    parse_locale,
    pixel_size,
    placement_names,
    resolve,
)
from templates.plain import plain_text
from templates.template import Slot, SlotType

_FILES = (SlotType.IMAGE, SlotType.AUDIO, SlotType.VIDEO)

Values = dict[str, dict[str, SlotValue]]


def find_template(body: RenderJobIn, *, library: Library) -> Template:
    """The template that a job names. Raises RequestRefused, which lists the ids."""
    try:
        return library.get(body.template)
    except UnknownTemplate as error:
        raise RequestRefused([fault_of(error, pointer="/template")]) from error


def fill_slots(body: RenderJobIn, *, template: Template, store: KindStore) -> Values:
    """The values of each wanted locale, checked against the template's slots.

    Raises RequestRefused with every fault of ratios, locales and content; StoreUnreachable.
    """
    faults = [
        *_ratio_faults(body),
        *_locale_faults(body),
        *_format_faults(body, template),
        *_placement_faults(body),
    ]
    values: Values = {}
    inputs = StoredInputs(store)
    for locale in dict.fromkeys(body.locales):
        values[locale] = _slots(body, locale, template, inputs, faults)
    if not faults:
        faults.extend(_resolve_faults(body, template, values))
    if faults:
        raise RequestRefused(_once(faults))
    return values


def _ratio_faults(body: RenderJobIn) -> list[Fault]:
    faults = []
    for index, ratio in enumerate(body.ratios):
        try:
            pixel_size(ratio)
        except TemplatesError as error:
            faults.append(fault_of(error, pointer=f"/ratios/{index}"))
    return faults


def _locale_faults(body: RenderJobIn) -> list[Fault]:
    faults = []
    for index, locale in enumerate(body.locales):
        try:
            parse_locale(locale)
        except TemplatesError as error:
            faults.append(fault_of(error, pointer=f"/locales/{index}"))
    faults.extend(
        Fault(
            pointer=f"/content_by_locale/{locale}",
            detail=f"{locale!r} is not among the locales of the job",
            code="unwanted_locale",
            allowed=", ".join(body.locales),
        )
        for locale in body.content_by_locale
        if locale not in body.locales
    )
    return faults


def _format_faults(body: RenderJobIn, template: Template) -> list[Fault]:
    """A format that the template cannot be made as, or that the placement does not take."""
    named = body.format or default_format(template.kind)
    moving = asset_format(named).moving
    if moving and template.kind != "animated":
        what, allowed = f"{template.id} is a static template", format_names(template.kind)
    else:
        known = body.placement if body.placement in placement_names() else None
        taken = delivery_of(known, ratio="1:1", moving=moving).formats
        if taken is None or named in taken:
            return []
        what, allowed = f"{body.placement} takes no {named}", taken
    fault = Fault(pointer="/format", detail=what, code="invalid_format", allowed=", ".join(allowed))
    return [fault]


def _placement_faults(body: RenderJobIn) -> list[Fault]:
    if body.placement is None or body.placement in placement_names():
        return []
    fault = Fault(
        pointer="/placement",
        detail=f"{body.placement!r} is no placement",
        code=UnknownPlacement.code,
        allowed=", ".join(placement_names()),
    )
    return [fault]


def _slots(
    body: RenderJobIn, locale: str, template: Template, inputs: StoredInputs, faults: list[Fault]
) -> dict[str, SlotValue]:
    own = body.content_by_locale.get(locale, {})
    values: dict[str, SlotValue] = {}
    for name, value in {**body.content, **own}.items():
        place = f"/content_by_locale/{locale}/{name}" if name in own else f"/content/{name}"
        slot = template.slots.get(name)
        if isinstance(value, list) and (slot is None or slot.type not in _FILES):
            items = [
                _value(item, slot, inputs, faults, place=f"{place}/{index}")
                for index, item in enumerate(value)
            ]
            values[name] = tuple(
                item for item in items if not isinstance(item, SoundRef | VideoRef)
            )
        else:
            one = str(value) if isinstance(value, list) else value
            values[name] = _value(one, slot, inputs, faults, place=place)
    return values


def _value(
    value: str | float, slot: Slot | None, inputs: StoredInputs, faults: list[Fault], *, place: str
) -> SlotItem | SoundRef | VideoRef:
    """The value or item; what an input is not becomes a fault."""
    text = value if isinstance(value, str) else plain_text(value)
    kind = slot.item if slot is not None else SlotType.TEXT
    is_list = slot is not None and slot.type is SlotType.LIST
    try:
        if kind is SlotType.IMAGE and not (is_list and not text):
            return inputs.picture(text)
        if kind is SlotType.VIDEO:
            return inputs.video(text)
        return inputs.sound(text) if kind is SlotType.AUDIO else text
    except RenderFarmError as error:
        if error.retryable:
            raise
        faults.append(fault_of(error, pointer=place))
        return text


def _resolve_faults(
    body: RenderJobIn, template: Template, values: Mapping[str, Mapping[str, SlotValue]]
) -> list[Fault]:
    faults = []
    for locale, content in values.items():
        try:
            resolve(template, content=content, locale=locale, ratio=body.ratios[0])
        except TemplatesError as error:
            own = "/content_by_locale" if body.content_by_locale.get(locale) else "/content"
            faults.append(fault_of(error, pointer=own))
    return faults


def _once(faults: list[Fault]) -> list[Fault]:
    """Each fault once: a value for all locales is looked at in each of them."""
    return list({fault.pointer: fault for fault in faults}.values())
