"""What the ranker knows of a template: no more than `handbill templates list --json` says."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateCard:
    """A template as the ranker sees it. `kind` is static or animated, `cost_s` per asset.

    needs: the slots of the content table without which it cannot be filled, each with the number
    of items of its list, 0 for a plain value.
    """

    template_id: str
    version: str
    kind: str
    theme: str
    ratios: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    cost_s: float = 0.0
    needs: tuple[tuple[str, int], ...] = ()
