"""A library of templates → what the ranker knows of it."""

from ranker import TemplateCard
from templates import Library


def ranker_cards(library: Library) -> list[TemplateCard]:
    """One card per template, in the library's order."""
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
        for template in (library.get(name) for name in library.ids())
    ]
