"""A name on the command line → the template it stands for."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from templates import Library, Template


def find_template(name: str) -> "Template":
    """A template by its id in the library, or by its folder. Raises TemplatesError.

    `spotlight` is the library's, also where a folder of that name lies; `./spotlight` is here.
    """
    from templates import load_template

    library = open_own_library()
    if _is_folder(name, library):
        return load_template(Path(name))
    return library.get(name)


def template_folder(name: str) -> Path:
    """Where the files of that template lie. Raises TemplatesError for an unknown id."""
    library = open_own_library()
    if _is_folder(name, library):
        return Path(name)
    return library.folders[name] if name in library.folders else Path(library.get(name).id)


def _is_folder(name: str, library: "Library") -> bool:
    return "/" in name or (name not in library.folders and (Path(name) / "template.yaml").is_file())


def open_own_library() -> "Library":
    """The packaged templates and those of the settings' folders. Raises TemplatesError."""
    from api.settings import read_settings
    from templates import open_library

    return open_library(folders=read_settings().template_folders)
