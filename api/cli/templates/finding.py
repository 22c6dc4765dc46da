"""A name on the command line → the template it stands for."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from templates import Library, Template


def find_template(name: str) -> "Template":
    """A template by its id in the library, or by its folder. Raises TemplatesError."""
    from templates import load_template

    folder = Path(name)
    if "/" in name or (folder / "template.yaml").is_file():
        return load_template(folder)
    return open_own_library().get(name)


def open_own_library() -> "Library":
    """The packaged templates and those of the settings' folders. Raises TemplatesError."""
    from api.settings import read_settings
    from templates import open_library

    return open_library(folders=read_settings().template_folders)
