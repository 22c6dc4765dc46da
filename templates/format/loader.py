"""The files of a template → a checked Template."""

import hashlib
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from templates.errors import InvalidLocale, TemplateError
from templates.format.document import Document, Path, read_document
from templates.format.looks import make_looks
from templates.format.model import TemplateModel
from templates.format.rules import faults, walk_nodes
from templates.format.slots import read_slot
from templates.format.values import color
from templates.locales import parse_locale
from templates.lottie.facts import AnimationFacts, read_animation
from templates.template import Canvas, ColorPlan, Copy, SoundPlan, Template

MANIFEST = "template.yaml"


def parse_template(files: Mapping[str, bytes], *, name: str) -> Template:
    """The template that `files` (by name, `template.yaml` among them) describe.

    name: of the folder or bundle, for messages. TemplateError names file, line and key path.
    """
    if MANIFEST not in files:
        raise TemplateError("no template.yaml", where=name, allowed="a folder or bundle with one")
    document = read_document(files[MANIFEST], file=f"{name}/{MANIFEST}")
    model = _validated(document)
    for fault in faults(model):
        raise TemplateError(fault.what, where=document.where(fault.path), allowed=fault.allowed)
    return _template(model, document, files)


def bundle_sha256(files: Mapping[str, bytes]) -> str:
    """A hash over names and contents, in order of name."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(hashlib.sha256(name.encode()).digest())
        digest.update(hashlib.sha256(files[name]).digest())
    return digest.hexdigest()


def _validated(document: Document) -> TemplateModel:
    if not isinstance(document.values, dict):
        raise TemplateError("not a mapping", where=document.file, allowed="keys and values")
    try:
        return TemplateModel.model_validate(document.values)
    except ValidationError as error:
        raise _explained(error, document) from error


def _explained(error: ValidationError, document: Document) -> TemplateError:
    found = [
        (_real_path(fault["loc"], document.values), fault)
        for fault in error.errors(include_url=False)
    ]
    path, first = found[0]
    where = document.where(path)
    if first["type"] == "extra_forbidden":
        return TemplateError("unknown key", where=where, allowed="known keys only")
    if first["type"] == "missing":
        return TemplateError("missing", where=where, allowed="a value")
    # A value that may have several types has a fault for each of them.
    ways = dict.fromkeys(_allowed(fault) for other, fault in found if other == path)
    value = repr(first["input"])
    shown = value if len(value) <= 60 else f"{value[:57]}..."
    return TemplateError(f"{shown}: {first['msg']}", where=where, allowed=" or ".join(ways))


def _allowed(fault: Any) -> str:
    context: Mapping[str, Any] = fault.get("ctx", {})
    if "expected" in context:
        return str(context["expected"])
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "pattern": "the pattern"}
    limits = ", ".join(f"{sign} {context[name]}" for name, sign in signs.items() if name in context)
    message: str = fault["msg"]
    return limits or message.removeprefix("Input should be ").partition(",")[0]


def _real_path(location: tuple[int | str, ...], values: Any) -> Path:
    """Pydantic's location without the names of the union branches that it adds."""
    path: list[int | str] = []
    for index, part in enumerate(location):
        inside = isinstance(values, dict) and part in values
        if inside or (isinstance(values, list) and isinstance(part, int) and part < len(values)):
            values = values[part]
            path.append(part)
        elif index == len(location) - 1 and isinstance(values, dict):
            path.append(part)
    return tuple(path)


def _template(model: TemplateModel, document: Document, files: Mapping[str, bytes]) -> Template:
    return Template(
        id=model.id,
        version=model.version,
        title=model.title,
        theme=model.theme,
        kind=model.kind,
        duration_s=model.duration_s,
        fps=model.fps,
        poster_s=model.poster_s,
        cuts_s=tuple(model.cuts_s),
        cost_s=model.cost_s,
        slots={name: read_slot(name, said, document) for name, said in model.slots.items()},
        ratios=tuple(model.ratios),
        default_locale=model.default_locale,
        copy=_copy(model, document),
        colors=ColorPlan(
            scheme=model.colors.scheme, slot=model.colors.slot, brand=model.colors.brand
        ),
        background=color(model.background),
        looks=make_looks(model),
        sha256=bundle_sha256(files),
        files=dict(files),
        canvas=None if model.canvas is None else Canvas(**model.canvas.model_dump()),
        animations=_animations(model, document, files, name=document.file.removesuffix(MANIFEST)),
        loop=model.loop,
        sound=None if model.sound is None else SoundPlan(**model.sound.model_dump()),
    )


def _animations(
    model: TemplateModel, document: Document, files: Mapping[str, bytes], *, name: str
) -> dict[str, AnimationFacts]:
    """Facts of the animations that nodes show, each checked once."""
    found: dict[str, AnimationFacts] = {}
    for path, node in walk_nodes(model):
        if node.file is None or node.file in found:
            continue
        if node.file not in files:
            known = ", ".join(sorted(file for file in files if file.endswith(".json")))
            raise TemplateError(
                f"no file {node.file!r}",
                where=document.where((*path, "file")),
                allowed=known or "a .json file beside template.yaml",
            )
        found[node.file] = read_animation(files[node.file], file=f"{name}{node.file}")
    return found


def _copy(model: TemplateModel, document: Document) -> dict[str, Copy]:
    found = {}
    for tag, words in model.copy_.items():
        try:
            locale = parse_locale(tag)
        except InvalidLocale as error:
            where = document.where(("copy", tag))
            raise TemplateError(error.what, where=where, allowed=error.allowed) from error
        found[locale.tag] = Copy(
            texts=dict(words.__pydantic_extra__ or {}), signed_off=words.signed_off
        )
    return found
