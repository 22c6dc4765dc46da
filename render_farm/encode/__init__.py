"""Painted pixels → a finished file, whole or not at all."""

from render_farm.encode.still import DEFAULT_QUALITY, encode_still
from render_farm.encode.versions import pixel_versions

__all__ = ["DEFAULT_QUALITY", "encode_still", "pixel_versions"]
