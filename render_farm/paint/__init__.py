"""Scene → pixels: one RGB picture, or the frames of a video in planar BT.709."""

from render_farm.paint.content import PictureSource
from render_farm.paint.epoch import PAINT_EPOCH
from render_farm.paint.still import still

__all__ = ["PAINT_EPOCH", "PictureSource", "still"]
