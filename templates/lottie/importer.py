"""A Bodymovin export → the files of a template, and what became of each layer."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from templates.errors import TemplateError
from templates.lottie.cleaning import cleaned
from templates.lottie.document import Plain, read_document
from templates.lottie.grammar import check_grammar
from templates.lottie.liftable import blend_of, losses, window_of
from templates.lottie.movement import Mover, Rect, Resting, Timing
from templates.lottie.naming import SlotName, identifier, picture_slot, text_slot, unused
from templates.lottie.nodes import (
    Node,
    Scale,
    lottie_node,
    picture_node,
    text_node,
    window_node,
)
from templates.lottie.plain_shape import PlainShape, plain_shape
from templates.lottie.report import Finding, kind_of
from templates.lottie.slices import slice_of
from templates.lottie.stack import Kept, Lifted, full_name, stack
from templates.lottie.structure import assets_of, check_structure
from templates.lottie.texts import point_room, style_of, text_design
from templates.ratio import RATIOS, pixel_size
from templates.text import FontLibrary, TextStyle, fit_text

_RATES = (24, 25, 30, 50, 60)
_TEXT = 5
# What a frame costs to paint and encode, roughly, for planning.
_FRAME_S = 0.04


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportOptions:
    """What the export cannot say.

    fonts: those that can be had here. fit: of the comp in pictures of another ratio.
    background: #rrggbb around and behind the comp, None = its own ground. poster_s: the moment
    that stands for the whole, None = one at which the lifted layers rest.
    """

    id: str
    fonts: FontLibrary
    title: str = ""
    theme: str = "lottie"
    locale: str = "en"
    fit: str = "contain"
    background: str | None = None
    poster_s: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """The template's files by name, and a finding for each layer and loss."""

    files: dict[str, bytes]
    findings: tuple[Finding, ...]


def import_lottie(
    data: bytes, *, file: str, options: ImportOptions, pictures: dict[str, bytes] | None = None
) -> Imported:
    """The template of an export.

    file: its name, for messages. pictures: those that lie beside it, by the path that the export
    names. Raises TemplateError with the key path, also when there is nothing to lift.
    """
    animation, findings = cleaned(
        read_document(data, file=file), file=file, pictures=pictures or {}
    )
    check_structure(animation, file=file)
    check_grammar(animation, file=file)
    sorted_out = stack(animation)
    maker = _Maker(animation, options)
    nodes = [node for group in _groups(sorted_out.items) for node in maker.nodes(group)]
    if not maker.slots:
        raise TemplateError(
            "no text or picture layer to lift",
            where=f"{file}: layers",
            allowed="a text layer, or an image layer named after its source (catalog.artwork)",
        )
    files = {**maker.files, "template.yaml": _yaml(maker.template(nodes))}
    said = (*findings, *sorted_out.findings, *maker.findings)
    return Imported(files=files, findings=said)


def _groups(items: tuple[Kept | Lifted, ...]) -> Iterator[Lifted | list[Kept]]:
    """From back to front: lifted layers, and between them all that ThorVG draws at once."""
    run: list[Kept] = []
    for item in items:
        if isinstance(item, Kept):
            run.append(item)
            continue
        if run:
            yield run
        run = []
        yield item
    if run:
        yield run


@dataclass(kw_only=True, slots=True)
class _Draft:
    """What grows while layers are gone through."""

    slots: dict[str, Any] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    styles: dict[str, Any] = field(default_factory=dict)
    rests: list[tuple[float, Resting]] = field(default_factory=list)


class _Maker:
    def __init__(self, animation: Plain, options: ImportOptions) -> None:
        self._animation = animation
        self._options = options
        self._scale = Scale(width=float(animation["w"]), height=float(animation["h"]))
        self._timing = Timing(
            start=float(animation["ip"]),
            end=float(animation["op"]),
            fps=float(animation["fr"]),
            width=self._scale.width,
            height=self._scale.height,
        )
        listed = (animation.get("fonts") or {}).get("list") or []
        self._fonts = {str(font.get("fName")): font for font in listed}
        self._assets = assets_of(animation)
        self._draft = _Draft()
        self._ids = {"page", "stage"}
        self.files: dict[str, bytes] = {}
        self.findings: list[Finding] = []

    @property
    def slots(self) -> dict[str, Any]:
        """What was found to fill."""
        return self._draft.slots

    def nodes(self, group: Lifted | list[Kept]) -> Iterator[Node]:
        """The nodes of a lifted layer, or of a slice."""
        if isinstance(group, Lifted):
            yield from self._lifted(group)
            return
        number = len(self.files) + 1
        name = "animation.json" if number == 1 else f"animation-{number}.json"
        part = slice_of(self._animation, group)
        self.files[name] = json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode()
        yield lottie_node(unused("animation", self._ids, joint="-"), name)

    def _lifted(self, item: Lifted) -> Iterator[Node]:
        mover = Mover(item.place, self._timing)
        if not mover.seen:
            self._say(item, "dropped", "it is never there")
        elif item.place.layer["ty"] == _TEXT:
            yield self._text(item, mover)
        else:
            yield self._picture(item, mover)

    def _text(self, item: Lifted, mover: Mover) -> Node:
        layer, matrix = item.place.layer, mover.matrix
        own = item.place.local_matrix(mover.rest_frame)
        width = self._scale.width
        if item.place.holder is not None:
            width = float(item.place.holder.layer.get("w") or width)
        design = text_design(
            layer,
            self._fonts,
            families=self._options.fonts.families(),
            width_em=self._width_em,
            room=point_room(own.dx, max(own.scales[0], 1e-3), width),
        )
        resting = mover.resting(design.rect)
        slot = self._text_slot(text_slot(item.place.name), design.words)
        name = unused(identifier(item.place.name, otherwise="text"), self._ids, joint="-")
        factor = (matrix.scales[0] * matrix.scales[1]) ** 0.5 * self._scale.per_px
        self._draft.styles[name] = style_of(design, scale=factor)
        self._rested(item, resting, f"slot {slot}", design.notes)
        node = text_node(name, slot, design, resting, style=name, scale=self._scale)
        node |= _blended(layer)
        if item.matte is None:
            return node
        shape = window_of(item.place, item.matte)
        return self._windowed(node, item, shape) if shape is not None else node

    def _width_em(self, words: str, family: str, weight: int) -> float:
        style = TextStyle(families=(family,), weight=weight, size_px=100, max_lines=1)
        locale = self._options.locale
        block = fit_text(words, style=style, locale=locale, width_px=1e5, fonts=self._options.fonts)
        return block.width_px / 100

    def _windowed(self, node: Node, item: Lifted, shape: PlainShape) -> Node:
        assert item.matte is not None  # noqa: S101 - its shape was found
        matrix = item.matte.matrix(self._timing.start)
        x, y, width, height = shape.rect
        left, top = matrix.apply(x, y)
        across, down = matrix.scales
        rect: Rect = (left, top, width * across, height * down)
        name = unused(f"{node['id']}-window", self._ids, joint="-")
        return window_node(name, rect, node, scale=self._scale)

    def _picture(self, item: Lifted, mover: Mover) -> Node:
        layer = item.place.layer
        found = picture_slot(item.place.name)
        slot = self._picture_slot(found or SlotName(name="artwork", bind="catalog.artwork"))
        name = unused(identifier(item.place.name, otherwise="picture"), self._ids, joint="-")
        window = None if item.matte is None else window_of(item.place, item.matte)
        notes: tuple[str, ...] = ()
        if item.matte is not None and window is not None:
            own = mover.resting((0.0, 0.0, 1.0, 1.0))
            behind = Mover(item.matte, self._timing)
            notes = () if mover.rides(behind) else ("without its own movement inside its matte",)
            seen = behind.resting(window.rect)
            resting = _faded(seen, own)
        else:
            asset = self._assets.get(str(layer.get("refId")), {})
            resting = mover.resting((0.0, 0.0, _side(asset, "w"), _side(asset, "h")))
        self._rested(item, resting, f"slot {slot}", notes)
        node = picture_node(name, slot, resting, window=window, scale=self._scale)
        return node | _blended(layer)

    def _text_slot(self, found: SlotName, words: str) -> str:
        taken = self._draft.slots
        name = found.name
        number = 1
        while name in taken and not self._shares(name, found, words):
            number += 1
            name = f"{found.name}_{number}"
        if name in taken:
            return name
        bind = f"copy.{name}" if found.source == "copy" else found.bind
        taken[name] = {"type": "text", "bind": bind}
        if found.source == "copy":
            # A single brace would quote another slot.
            self._draft.words[name] = words.replace("{", "{{").replace("}", "}}")
        elif found.source == "content":
            taken[name]["required"] = False
        return name

    def _shares(self, name: str, found: SlotName, words: str) -> bool:
        """Whether a slot that is there already means the same."""
        if self._draft.slots[name]["type"] != "text":
            return False
        if found.source != "copy":
            return bool(self._draft.slots[name]["bind"] == found.bind)
        return self._draft.words.get(name) == words.replace("{", "{{").replace("}", "}}")

    def _picture_slot(self, found: SlotName) -> str:
        taken = self._draft.slots
        for name, slot in taken.items():
            if slot["type"] == "image" and slot["bind"] == found.bind:
                return name
        name = unused(found.name, set(taken), joint="_")
        taken[name] = {"type": "image", "bind": found.bind}
        if found.source == "content":
            taken[name]["required"] = False
        return name

    def _rested(self, item: Lifted, resting: Resting, said: str, notes: tuple[str, ...]) -> None:
        self._draft.rests.append((resting.rest_s, resting))
        self._say(item, "lifted", said)
        for note in (*losses(item.place), *resting.notes, *notes):
            self._say(item, "changed", note)

    def _say(self, item: Lifted, outcome: str, detail: str) -> None:
        kind = kind_of(item.place.layer["ty"])
        name = full_name(item.place)
        self.findings.append(Finding(layer=name, kind=kind, outcome=outcome, detail=detail))

    def template(self, nodes: list[Node]) -> dict[str, Any]:
        """All of template.yaml."""
        options, timing = self._options, self._timing
        duration = round(timing.duration_s, 4)
        return {
            "schema": 1,
            "id": options.id,
            "version": "1.0.0",
            "title": options.title or str(self._animation.get("nm") or options.id)[:80],
            "theme": options.theme,
            "kind": "animated",
            "duration_s": duration,
            "fps": min(_RATES, key=lambda rate: abs(rate - timing.fps)),
            "poster_s": self._poster(),
            "cost_s": max(round(duration * timing.fps * _FRAME_S, 1), 0.1),
            "ratios": [_ratio(self._scale)],
            "default_locale": options.locale,
            "canvas": {
                "width": self._scale.width,
                "height": self._scale.height,
                "fit": options.fit,
            },
            "slots": self._draft.slots,
            "copy": {options.locale: self._draft.words},
            "background": options.background or self._ground(),
            "type": self._draft.styles,
            "layout": _layout(nodes, self._scale),
        }

    def _poster(self) -> float:
        if self._options.poster_s is not None:
            return self._options.poster_s
        rests = sorted(moment for moment, _ in self._draft.rests)
        # Whoever rests last of those that are there together finds the others at rest.
        seen = [sum(_there(resting, t) for _, resting in self._draft.rests) for t in rests]
        return max(zip(seen, (round(t, 2) for t in rests), strict=True))[1]

    def _ground(self) -> str:
        """The colour of a still shape at the very back that fills the comp; black without one."""
        layers = [layer for layer in self._animation["layers"] if not layer.get("hd")]
        shape = plain_shape(layers[-1]) if layers else None
        if shape is None or shape.ellipse:
            return "#000000"
        fills = shape.rect[2] >= self._scale.width and shape.rect[3] >= self._scale.height
        return shape.color if fills else "#000000"


def _blended(layer: Plain) -> Node:
    blend = blend_of(layer)
    return {} if blend is None else {"blend": blend}


def _layout(nodes: list[Node], scale: Scale) -> Node:
    stage = {
        "id": "stage",
        "kind": "box",
        "width": scale.length(scale.width),
        "height": scale.length(scale.height),
        "shrink": 0,
        "children": nodes,
    }
    page = {"id": "page", "kind": "box", "align": "center", "justify": "center"}
    return {**page, "clip": True, "mirror": False, "children": [stage]}


def _there(resting: Resting, t_s: float) -> bool:
    return resting.shown is None or resting.shown[0] <= t_s < resting.shown[1]


def _faded(seen: Resting, own: Resting) -> Resting:
    """The window's movement with the picture's own opacity and time."""
    tracks = {name: track for name, track in seen.tracks.items() if name != "opacity"}
    if "opacity" in own.tracks:
        tracks["opacity"] = own.tracks["opacity"]
    return Resting(
        rect=seen.rect,
        pivot=seen.pivot,
        scales=seen.scales,
        opacity=own.opacity,
        shown=own.shown,
        tracks=tracks,
        rest_s=seen.rest_s,
        notes=seen.notes,
    )


def _ratio(scale: Scale) -> str:
    """The ratio of the comp: a known one if it is that to a pixel."""
    aspect = scale.width / scale.height
    for name in RATIOS:
        width, height = pixel_size(name)
        if abs(width / height / aspect - 1) < 0.003:
            return name
    if aspect >= 1:
        return f"{round(aspect, 3):g}:1"
    return f"1:{round(1 / aspect, 3):g}"


def _side(asset: Plain, key: str) -> float:
    value = asset.get(key)
    found = isinstance(value, int | float) and value > 0
    return float(value) if found else 100.0  # type: ignore[arg-type]


def _yaml(template: dict[str, Any]) -> bytes:
    class Dumper(yaml.SafeDumper):
        """Without aliases, which templates may not have."""

        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's own
            return True

    text = yaml.dump(
        template,
        Dumper=Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
        width=100,
    )
    return text.encode()
