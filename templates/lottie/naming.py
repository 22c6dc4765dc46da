"""A layer's name → the slot that it stands for.

`headline` and `copy.headline` are words of the template; `catalog.name` and `content.tagline` come
from the catalogue and the content table. A picture is lifted only when its name says where
another one comes from: `catalog.artwork`, `artwork`, `content.cover`.
"""

import re
import unicodedata
from dataclasses import dataclass

_BOUND = re.compile(r"^(catalog|content|copy)\.([a-z][a-z0-9_]{0,39})$")
_FOREIGN = re.compile(r"[^a-z0-9]+")
MAX_NAME = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotName:
    """A slot's name and where its value comes from."""

    name: str
    bind: str

    @property
    def source(self) -> str:
        """`catalog`, `content` or `copy`."""
        return self.bind.partition(".")[0]


def text_slot(layer_name: str) -> SlotName:
    """The slot of a text layer; what is no name of a slot becomes one (`Listen free!`)."""
    bound = _BOUND.match(layer_name.strip().lower())
    if bound:
        return SlotName(name=bound[2], bind=bound[0])
    name = identifier(layer_name, otherwise="text")
    return SlotName(name=name, bind=f"copy.{name}")


def picture_slot(layer_name: str) -> SlotName | None:
    """The slot of an image layer; None when its picture belongs to the design."""
    name = layer_name.strip().lower()
    bound = _BOUND.match(f"catalog.{name}" if name == "artwork" else name)
    if bound is None or bound[1] == "copy":
        return None
    return SlotName(name=bound[2], bind=bound[0])


def identifier(text: str, *, otherwise: str) -> str:
    """A name as template.yaml takes it: small Latin letters, digits, underscores."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    found = _FOREIGN.sub("_", plain).strip("_").lstrip("0123456789_")[:MAX_NAME].strip("_")
    return found or otherwise


def unused(name: str, taken: set[str], *, joint: str) -> str:
    """The name, numbered if it is taken; it is taken from now on."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}{joint}{number}"
    taken.add(found)
    return found
