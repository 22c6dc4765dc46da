"""A guide in Markdown → its blocks, and a template put together from them as a reader would."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(\w+)(?: title=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NODE = re.compile(r"- \{?id: ([a-z0-9_-]+)")
_KEY = re.compile(r"^(\w+):", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A fenced block: its language, the file that it is to be saved as ("" = none), its text."""

    language: str
    file: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A line to type, and the lines of output that the guide shows below it ("…" = anything)."""

    line: str
    shown: tuple[str, ...]


def blocks(guide: Path) -> Iterator[Block]:
    """All fenced blocks, in order."""
    for language, file, text in _FENCE.findall(guide.read_text(encoding="utf-8")):
        yield Block(language=language, file=file, text=text)


def commands(console: str) -> Iterator[Command]:
    """What a console block lets the reader type."""
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        line, *shown = part.rstrip("\n").split("\n")
        yield Command(line=line, shown=tuple(shown))


def edited(template: str, block: str) -> str:
    """The template after a block: a node takes the place of the one with its id, keys of theirs.

    Raises ValueError for a node that is not there.
    """
    node = _NODE.match(block)
    if node is not None:
        return _with_node(template, block, node.group(1))
    first = _KEY.search(block)
    if first is None:
        raise ValueError(block)
    if not template:
        return block
    for key, text in _parts(block).items():
        parts = _parts(template)
        old = parts.get(key)
        template = template + text if old is None else template.replace(old, text, 1)
    return template


def _parts(text: str) -> dict[str, str]:
    """The text of each key at the top, by key."""
    starts = [(found.group(1), found.start()) for found in _KEY.finditer(text)]
    ends = [start for _, start in starts[1:]] + [len(text)]
    return {key: text[start:end] for (key, start), end in zip(starts, ends, strict=True)}


def _with_node(template: str, block: str, name: str) -> str:
    found = re.search(
        rf"^( *)- \{{?id: {re.escape(name)}\b.*\n(?:\1 +.*\n)*", template, re.MULTILINE
    )
    if found is None:
        raise ValueError(f"no node {name!r}")
    indent = found.group(1)
    new = "".join(indent + line for line in block.splitlines(keepends=True))
    return template[: found.start()] + new + template[found.end() :]
