"""The package's promise: its names, and that asking for them costs little."""

import subprocess
import sys

import templates
from templates.errors import TemplatesError

NAMES = [
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


def test_public_names_are_frozen() -> None:
    assert templates.__all__ == NAMES


def test_every_name_is_there() -> None:
    for name in NAMES:
        assert getattr(templates, name) is not None


def test_error_codes_are_stable_and_unlike() -> None:
    codes = {
        error.code
        for name in NAMES
        if isinstance(error := getattr(templates, name), type) and issubclass(error, TemplatesError)
    }
    assert len(codes) == 16
    assert "unknown_template" in codes


def test_import_brings_no_heavy_library() -> None:
    program = (
        "import sys, templates;"
        "print([m for m in ('numpy', 'cv2', 'PIL', 'pydantic', 'uharfbuzz', 'stretchable')"
        " if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert found.stdout.decode().strip() == "[]"
