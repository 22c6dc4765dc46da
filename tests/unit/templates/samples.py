"""A small template and small pictures for tests, made in place."""

import io
import json
from typing import Any

import yaml
from PIL import Image

from templates.format.loader import parse_template
from templates.pictures.facts import THUMB_SIDE, PictureFacts, Swatch
from templates.scene import Color
from templates.template import Template

SHA = "ab" * 32


def plain_template(**changes: Any) -> dict[str, Any]:
    """A template with an artwork on the start side, a name and a button; keys as in YAML."""
    plain: dict[str, Any] = {
        "schema": 1,
        "id": "sample",
        "version": "1.0.0",
        "title": "Sample",
        "theme": "test",
        "kind": "static",
        "cost_s": 0.1,
        "ratios": ["1:1", "9:16"],
        "slots": {
            "name": {"type": "text", "bind": "catalog.name", "max_chars": 60},
            "artwork": {"type": "image", "bind": "catalog.artwork"},
            "cta": {"type": "text", "bind": "copy.cta"},
            "tagline": {"type": "text", "bind": "content.tagline", "required": False},
        },
        "copy": {"en": {"signed_off": True, "cta": "Listen"}, "ar": {"cta": "استمع"}},
        "colors": {"scheme": "dark", "slot": "artwork"},
        "type": {
            "name": {"families": ["Archivo", "Cairo"], "weight": 800, "size": 10, "min": 4},
            "small": {"families": ["Archivo", "Cairo"], "size": 4, "lines": 1},
        },
        "layout": {
            "id": "page",
            "kind": "box",
            "padding": 6,
            "gap": 4,
            "children": [
                {
                    "id": "art",
                    "kind": "picture",
                    "slot": "artwork",
                    "width": 40,
                    "height": 40,
                    "at": {"tall": {"height": 60}},
                },
                {"id": "name", "kind": "text", "slot": "name", "style": "name"},
                {"id": "tagline", "kind": "text", "slot": "tagline", "style": "small"},
                {
                    "id": "pill",
                    "kind": "box",
                    "align_self": "start",
                    "fill": "accent",
                    "radius": "50%",
                    "padding": [2, 4],
                    "children": [
                        {
                            "id": "cta",
                            "kind": "text",
                            "slot": "cta",
                            "style": "small",
                            "color": "on_accent",
                        }
                    ],
                },
            ],
        },
    }
    return {**plain, **changes}


def template_bytes(plain: dict[str, Any]) -> bytes:
    """The YAML of a plain template."""
    # Through JSON, so that values used twice are written twice and not as aliases.
    return yaml.safe_dump(
        json.loads(json.dumps(plain)), allow_unicode=True, sort_keys=False
    ).encode()


def make_template(**changes: Any) -> Template:
    """The sample template, with top-level keys changed."""
    return parse_template({"template.yaml": template_bytes(plain_template(**changes))}, name="t")


def facts(
    rgb: tuple[int, int, int] = (180, 60, 40),
    *,
    size: tuple[int, int] = (1200, 1200),
    focal: tuple[float, float] = (0.5, 0.4),
) -> PictureFacts:
    """Facts of a picture of one colour."""
    red, green, blue = rgb
    return PictureFacts(
        sha256=SHA,
        width=size[0],
        height=size[1],
        focal=focal,
        palette=(Swatch(color=Color(red=red, green=green, blue=blue), share=1.0),),
        thumb=bytes(rgb) * THUMB_SIDE**2,
    )


def picture_bytes(
    mode: str = "RGB",
    *,
    size: tuple[int, int] = (64, 48),
    color: Any = (200, 40, 30),
    format: str = "PNG",
    **save: Any,
) -> bytes:
    """A picture file of one colour."""
    file = io.BytesIO()
    Image.new(mode, size, color).save(file, format=format, **save)
    return file.getvalue()
