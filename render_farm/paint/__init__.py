"""Scene → pixels: one RGB picture, or the frames of a video in planar BT.709."""

from render_farm.paint.clip import ClipFrames, ClipSource, ClipView
from render_farm.paint.content import PictureSource
from render_farm.paint.epoch import PAINT_EPOCH
from render_farm.paint.ground import RasterShelf
from render_farm.paint.i420 import I420
from render_farm.paint.lottie import AnimationSource
from render_farm.paint.still import still, warm_still
from render_farm.paint.video import VideoPainter

__all__ = [
    "I420",
    "PAINT_EPOCH",
    "AnimationSource",
    "ClipFrames",
    "ClipSource",
    "ClipView",
    "PictureSource",
    "RasterShelf",
    "VideoPainter",
    "still",
    "warm_still",
]
