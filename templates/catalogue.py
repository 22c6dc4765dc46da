"""Folders of templates → a Library that finds them by id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from templates.bundle import SUFFIXES, check_count, check_file
from templates.errors import BundleRefused, TemplateError, TemplatesError, UnknownTemplate
from templates.template import Template

_MANIFEST = "template.yaml"


@dataclass(frozen=True, kw_only=True, slots=True)
class Library:
    """Templates by id; each is read and checked when it is first asked for."""

    folders: Mapping[str, Path]
    _loaded: dict[str, Template] = field(default_factory=dict, repr=False, compare=False)

    def ids(self) -> tuple[str, ...]:
        """All ids, sorted."""
        return tuple(sorted(self.folders))

    def get(self, template_id: str) -> Template:
        """The template of that id; UnknownTemplate lists what there is."""
        if template_id not in self.folders:
            raise UnknownTemplate(
                f"{template_id!r}", where="template", allowed=", ".join(self.ids()) or "none"
            )
        if template_id not in self._loaded:
            self._loaded[template_id] = load_template(self.folders[template_id])
        return self._loaded[template_id]

    def readable(self) -> tuple[tuple[Template, ...], tuple[TemplatesError, ...]]:
        """All templates that can be read, in order of id, and what is wrong with the others."""
        found: list[Template] = []
        refused: list[TemplatesError] = []
        for template_id in self.ids():
            try:
                found.append(self.get(template_id))
            except TemplatesError as error:
                refused.append(error)
        return tuple(found), tuple(refused)


def open_library(*, folders: Sequence[Path] = ()) -> Library:
    """The packaged templates and those in `folders` (one sub-folder each); a later id wins."""
    found: dict[str, Path] = {}
    for root in (Path(str(resources.files("templates") / "library")), *folders):
        if not root.is_dir():
            raise TemplateError("no such folder", where=str(root), allowed="a folder of templates")
        for folder in sorted(root.iterdir()):
            if (folder / _MANIFEST).is_file():
                found[folder.name] = folder
    return Library(folders=found)


def load_template(folder: Path) -> Template:
    """The template in a folder named after its id; TemplateError says file, line, key path."""
    # pydantic and YAML are wanted by the loader alone, not by every import of this package.
    from templates.format.loader import parse_template  # noqa: PLC0415

    if not folder.is_dir():
        raise TemplateError("no such folder", where=str(folder), allowed="a template's folder")
    # Before all below the folder is looked at, which may be a home or the whole disk.
    if not (folder / _MANIFEST).exists():
        raise TemplateError(f"no {_MANIFEST}", where=str(folder), allowed="a folder with one")
    template = parse_template(_files(folder), name=str(folder))
    if template.id != folder.name:
        raise TemplateError(
            f"id is {template.id!r}",
            where=f"{folder}/{_MANIFEST}: id",
            allowed=f"the folder's name, {folder.name!r}",
        )
    return template


def template_card(template: Template) -> dict[str, Any]:
    """What a ranker knows of a template, as plain values for JSON."""
    return {
        "template_id": template.id,
        "version": template.version,
        "title": template.title,
        "theme": template.theme,
        "kind": template.kind,
        "ratios": list(template.ratios),
        "locales": list(template.locales),
        "cost_s": template.cost_s,
        "needs": dict(template.needs),
    }


def _files(folder: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    paths = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)
    try:
        check_count(len(paths))
        for path in paths:
            # A link could carry any file of this machine into a bundle.
            if path.is_symlink() or not path.is_file():
                raise BundleRefused("not a plain file", where=path.name, allowed="plain files")
            name = path.relative_to(folder).as_posix()
            check_file(name, path.stat().st_size)
            found[name] = path.read_bytes()
    except BundleRefused as error:
        raise TemplateError(
            error.what, where=f"{folder}: {error.where}", allowed=error.allowed
        ) from error
    return found
