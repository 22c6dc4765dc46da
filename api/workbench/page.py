"""A sheet → one self-contained HTML page."""

import base64
from importlib.resources import files

from jinja2 import Environment

from api.workbench.preview import Sheet


def sheet_page(
    sheet: Sheet | None, *, fault: str | None = None, refresh_s: int | None = None
) -> str:
    """The page of a sheet.

    fault: why the template as it is now has none; the sheet is then of the last one that had.
    refresh_s: a browser loads the page again after so many seconds.
    """
    page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    page.filters["data_uri"] = _data_uri
    return page.from_string(
        files(__package__).joinpath("preview.html.j2").read_text(encoding="utf-8")
    ).render(sheet=sheet, fault=fault, refresh_s=refresh_s)


def _data_uri(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")
