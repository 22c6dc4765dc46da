"""A clip's file → the frames of a part of its picture, ready to be painted."""

from render_farm.clip.source import Clips

__all__ = ["Clips"]
