"""What the ranker knows of a template: no more than `handbill templates list --json` says."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateCard:
    """A template as the ranker sees it. `kind` is static or animated, `cost_s` per asset."""

    template_id: str
    version: str
    kind: str
    theme: str
    ratios: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    cost_s: float = 0.0
