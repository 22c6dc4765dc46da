"""A library of templates → what the ranker knows of it."""

from collections.abc import Sequence

from ranker import TemplateCard
from templates import Library


def ranker_cards(library: Library, *, only: Sequence[str] = ()) -> list[TemplateCard]:
    """One card per template that can be read, in the library's order.

    only: of these ids alone, if there are any. Raises UnknownTemplate and TemplateError for them.
    """
    named = [library.get(name) for name in sorted(set(only))]
    return [
        TemplateCard(
            template_id=template.id,
            version=template.version,
            kind=template.kind,
            theme=template.theme,
            ratios=template.ratios,
            locales=template.locales,
            cost_s=template.cost_s,
            needs=tuple(template.needs.items()),
        )
        for template in named or library.readable()[0]
    ]
