"""What is to be seen of a template → its sheet: every ratio in every wanted locale."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from api.workbench.cells import CellPainter, SheetCell
from api.workbench.content import Shown
from templates import Template, parse_locale

# What fills a template in a locale; the number tells the locales of a sheet apart.
Contents = Callable[[Template, str, int], Shown]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A template's cells by ratio, then locale; what they took."""

    template_id: str
    version: str
    title: str
    kind: str
    cells: tuple[SheetCell, ...]
    painted: int
    seconds: float

    @property
    def ratios(self) -> tuple[str, ...]:
        """The ratios shown, in their order."""
        return tuple(dict.fromkeys(cell.ratio for cell in self.cells))

    @property
    def warnings(self) -> int:
        """How many warnings and errors the cells carry."""
        return sum(len(cell.warnings) + (cell.error is not None) for cell in self.cells)


def make_sheet(
    template: Template,
    *,
    painter: CellPainter,
    contents: Contents,
    ratios: Sequence[str] = (),
    locales: Sequence[str] = (),
) -> Sheet:
    """Paint what has changed since the painter last saw it.

    ratios: by default the template's. locales: by default one for each script that it speaks.
    Raises InvalidRatio, InvalidLocale.
    """
    started, before = time.perf_counter(), painter.painted
    wanted = tuple(locales) or one_per_script(template)
    filled = [(locale, contents(template, locale, turn)) for turn, locale in enumerate(wanted)]
    cells = tuple(
        painter.cell(template, ratio=ratio, locale=locale, shown=shown)
        for ratio in ratios or template.ratios
        for locale, shown in filled
    )
    return Sheet(
        template_id=template.id,
        version=template.version,
        title=template.title,
        kind=template.kind,
        cells=cells,
        painted=painter.painted - before,
        seconds=time.perf_counter() - started,
    )


def one_per_script(template: Template) -> tuple[str, ...]:
    """The template's default locale, then the first of its locales in each further script."""
    first: dict[str, str] = {}
    for locale in (template.default_locale, *template.locales):
        first.setdefault(parse_locale(locale).script, locale)
    return tuple(first.values())
