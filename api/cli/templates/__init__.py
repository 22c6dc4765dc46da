"""`handbill templates`: the library, or a folder → cards, slots, problems, the schema."""

from api.cli.templates.finding import find_template, open_own_library
from api.cli.templates.group import register

__all__ = ["find_template", "open_own_library", "register"]
