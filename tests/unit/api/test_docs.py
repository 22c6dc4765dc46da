"""The pages on settings, commands and routes say what the program does."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from api.cli.main import build
from api.rest import create_app
from api.settings import Settings
from tests.unit.api.rest.farm import memory_house

_DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_described_in_its_own_words(name: str) -> None:
    page = (_DOCS / "command-line.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    (row,) = [row for row in rows if f"HANDBILL_{name.upper()}`" in row.split(" | ")[0]]
    assert (Settings.model_fields[name].description or "-") in row


def test_every_command_is_named() -> None:
    page = (_DOCS / "command-line.md").read_text(encoding="utf-8")
    commands = getattr(get_command(build()), "commands", {})
    assert len(commands) > 5
    for name, command in commands.items():
        assert f"`{name}" in page
        for part in getattr(command, "commands", {}):
            assert f"{name} {part}" in page or f"`{part}" in page, (name, part)


def test_every_option_of_a_template_tool_is_told_in_its_section() -> None:
    page = (_DOCS / "command-line.md").read_text(encoding="utf-8")
    sections = {part.split("`")[1].split()[1]: part for part in page.split("\n### ")[1:]}
    commands = getattr(get_command(build()), "commands", {})
    tools = getattr(commands["templates"], "commands", {})
    assert set(sections) == set(tools)
    for name, tool in tools.items():
        told = set(re.findall(r"--[a-z]+", sections[name].partition("\n## ")[0]))
        options = {option for parameter in tool.params for option in parameter.opts}
        real = {option for option in options if option.startswith("--")} - {"--help"}
        assert real <= told, name


def test_every_route_is_named(tmp_path: Path) -> None:
    page = (_DOCS / "rest.md").read_text(encoding="utf-8")
    for path, operations in create_app(memory_house(tmp_path)).openapi()["paths"].items():
        shown = path.replace("{job_id}", "{id}").replace("{template_id}", "{id}")
        for method in operations:
            assert f"`{method.upper()} {shown}`" in page
