"""Sections → one page of HTML: no script, nothing loaded from elsewhere, written whole."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A number at the top of a page, written out, with what it is and what goes with it."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Cells as text; `numbers` names the columns that stand right. strong: rows to dwell on."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[str] = ()
    strong: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A heading, paragraphs of plain text, drawings (inline SVG of `plots`) and tables."""

    title: str
    text: Sequence[str] = ()
    drawings: Sequence[str] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A report: title, a line below it, facts, notes of what was amiss, sections."""

    title: str
    subtitle: str
    facts: Sequence[Fact] = ()
    notes: Sequence[str] = ()
    sections: Sequence[Section] = ()


def page_html(page: Page) -> str:
    """The page as HTML; all text is escaped, drawings are taken as they are."""
    from jinja2 import Environment  # noqa: PLC0415  # reports alone need it

    text = files(__package__).joinpath("page.html.j2").read_text(encoding="utf-8")
    page_of = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)
    return page_of.render(page=page)


def write_page(page: Page, path: str | Path) -> None:
    """Write the page to `path`, whole or not at all."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(page_html(page))
        unfinished.chmod(0o644)
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
