"""A YAML file → plain values, with the line of every key; refuses what a template never needs."""

from dataclasses import dataclass
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

from templates.errors import TemplateError

# libyaml reads eight times as fast; where PyYAML was built without it, its own parser does.
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_BYTES = 256_000
MAX_DEPTH = 40
Path = tuple[str | int, ...]
_OPENING = (
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
)
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """The values of a YAML file and the line (from 1) at which each key path stands."""

    file: str
    values: Any
    lines: dict[Path, int]

    def where(self, path: Path) -> str:
        """`file:line: key.path` for messages; the nearest known parent gives the line."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        line = self.lines.get(known, 1)
        return f"{self.file}:{line}: {spell(path)}" if path else f"{self.file}:{line}"


def read_document(data: bytes, *, file: str) -> Document:
    """The YAML's values; TemplateError for broken YAML, aliases, doubled keys, too much of it."""
    if len(data) > MAX_BYTES:
        raise TemplateError(
            f"{len(data):,} bytes", where=file, allowed=f"at most {MAX_BYTES:,} bytes"
        )
    try:
        text = data.decode("utf-8")
        _check_tokens(text, file)
        root = yaml.compose(text, Loader=_LOADER)
    except UnicodeDecodeError as error:
        raise TemplateError(f"not UTF-8: {error}", where=file, allowed="UTF-8 text") from error
    except yaml.YAMLError as error:
        raise _broken(error, file) from error
    if root is None:
        raise TemplateError("an empty file", where=file, allowed="a mapping of keys")
    lines: dict[Path, int] = {}
    values = _values(root, (), lines, file)
    return Document(file=file, values=values, lines=lines)


def _check_tokens(text: str, file: str) -> None:
    """Refuse what would cost much more to read than it has bytes, as soon as it is seen."""
    depth = 0
    for token in yaml.scan(text, Loader=_LOADER):
        where = f"{file}:{token.start_mark.line + 1}"
        if isinstance(token, yaml.AliasToken):
            raise TemplateError("a YAML alias (*name)", where=where, allowed="values written out")
        if isinstance(token, yaml.TagToken):
            raise TemplateError("a YAML tag (!name)", where=where, allowed="values without tags")
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        if depth > MAX_DEPTH:
            raise TemplateError("nested too deeply", where=where, allowed=f"{MAX_DEPTH} levels")


def spell(path: Path) -> str:
    """("layout", "children", 2, "size") → layout.children[2].size."""
    spelled = ""
    for part in path:
        name = f"{part:.60}" if isinstance(part, str) else f"[{part}]"
        spelled += f".{name}" if spelled and isinstance(part, str) else name
    return spelled


def _broken(error: yaml.YAMLError, file: str) -> TemplateError:
    mark = getattr(error, "problem_mark", None)
    line = f":{mark.line + 1}" if mark is not None else ""
    what = getattr(error, "problem", None) or str(error)
    return TemplateError(f"broken YAML: {what}", where=f"{file}{line}", allowed="YAML 1.1")


def _values(node: yaml.Node, path: Path, lines: dict[Path, int], file: str) -> Any:
    lines[path] = node.start_mark.line + 1
    where = f"{file}:{lines[path]}: {spell(path)}"
    if len(path) > MAX_DEPTH:
        raise TemplateError("nested too deeply", where=where, allowed=f"{MAX_DEPTH} levels")
    if isinstance(node, yaml.SequenceNode):
        return [_values(item, (*path, index), lines, file) for index, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines, file)
    # 2026-02-30 is no date, nine thousand nines are too many for a number, 1:59:59: … no time.
    try:
        return SafeConstructor().construct_object(node)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise TemplateError(
            f"a value that cannot be read: {node.value!r:.60}", where=where, allowed="plain values"
        ) from error


def _mapping(node: yaml.MappingNode, path: Path, lines: dict[Path, int], file: str) -> Any:
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise TemplateError(
                "a key that is no text", where=f"{file}:{line}", allowed="names as keys"
            )
        name = str(key.value)
        if name in found:
            raise TemplateError(
                "the key stands twice",
                where=f"{file}:{line}: {spell((*path, name))}",
                allowed="each key once",
            )
        found[name] = _values(value, (*path, name), lines, file)
        lines[(*path, name)] = line
    return found
