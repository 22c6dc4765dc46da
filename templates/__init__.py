"""Template + content + ratio + locale → Scene."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from templates.errors import (
    BundleRefused,
    ContentError,
    InvalidLocale,
    InvalidRatio,
    InvalidValue,
    MissingPicture,
    MissingSlot,
    MissingSound,
    MissingVideo,
    PictureRefused,
    TemplateError,
    TemplatesError,
    TextAuditFailed,
    UnknownPlacement,
    UnknownSlot,
    UnknownTemplate,
)

if TYPE_CHECKING:
    from templates.build.make import SceneReport, TextBox, make_scene
    from templates.bundle import pack_template, unpack_template
    from templates.catalogue import Library, load_template, open_library, template_card
    from templates.check import CheckFinding, CheckReport, check_template
    from templates.content import (
        PictureRef,
        SlotItem,
        SlotValue,
        SoundRef,
        VideoRef,
        bind_content,
    )
    from templates.format.model import template_schema
    from templates.locales import Locale, parse_locale
    from templates.pictures.facts import PictureFacts, facts_from_json, facts_to_json
    from templates.pictures.opening import open_picture
    from templates.pictures.pointed import split_focal
    from templates.pictures.study import study_picture
    from templates.placement import channel_placement, placement_cards, placement_names
    from templates.ratio import RATIOS, pixel_size
    from templates.resolved import ResolvedTemplate, resolve
    from templates.sounds.facts import SoundFacts
    from templates.template import Slot, Template
    from templates.videos.facts import VideoFacts

# What is costly to import (pydantic, HarfBuzz, Pillow, numpy) is imported when it is first used.
_HOMES = {
    "templates.build.make": ("SceneReport", "TextBox", "make_scene"),
    "templates.bundle": ("pack_template", "unpack_template"),
    "templates.catalogue": ("Library", "load_template", "open_library", "template_card"),
    "templates.check": ("CheckFinding", "CheckReport", "check_template"),
    "templates.content": (
        "PictureRef",
        "SlotItem",
        "SlotValue",
        "SoundRef",
        "VideoRef",
        "bind_content",
    ),
    "templates.format.model": ("template_schema",),
    "templates.locales": ("Locale", "parse_locale"),
    "templates.pictures.facts": ("PictureFacts", "facts_from_json", "facts_to_json"),
    "templates.pictures.opening": ("open_picture",),
    "templates.pictures.pointed": ("split_focal",),
    "templates.pictures.study": ("study_picture",),
    "templates.placement": ("channel_placement", "placement_cards", "placement_names"),
    "templates.ratio": ("RATIOS", "pixel_size"),
    "templates.resolved": ("ResolvedTemplate", "resolve"),
    "templates.sounds.facts": ("SoundFacts",),
    "templates.template": ("Slot", "Template"),
    "templates.videos.facts": ("VideoFacts",),
}

__all__ = [
    "RATIOS",
    "BundleRefused",
    "CheckFinding",
    "CheckReport",
    "ContentError",
    "InvalidLocale",
    "InvalidRatio",
    "InvalidValue",
    "Library",
    "Locale",
    "MissingPicture",
    "MissingSlot",
    "MissingSound",
    "MissingVideo",
    "PictureFacts",
    "PictureRef",
    "PictureRefused",
    "ResolvedTemplate",
    "SceneReport",
    "Slot",
    "SlotItem",
    "SlotValue",
    "SoundFacts",
    "SoundRef",
    "Template",
    "TemplateError",
    "TemplatesError",
    "TextAuditFailed",
    "TextBox",
    "UnknownPlacement",
    "UnknownSlot",
    "UnknownTemplate",
    "VideoFacts",
    "VideoRef",
    "bind_content",
    "channel_placement",
    "check_template",
    "facts_from_json",
    "facts_to_json",
    "load_template",
    "make_scene",
    "open_library",
    "open_picture",
    "pack_template",
    "parse_locale",
    "pixel_size",
    "placement_cards",
    "placement_names",
    "resolve",
    "split_focal",
    "study_picture",
    "template_card",
    "template_schema",
    "unpack_template",
]


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'templates' has no attribute {name!r}")
