"""A finished file → what it is, or everything that is wrong with it."""

from render_farm.gate.check import check_file
from render_farm.gate.expectation import Expectation
from render_farm.gate.facts import FileFacts

__all__ = ["Expectation", "FileFacts", "check_file"]
