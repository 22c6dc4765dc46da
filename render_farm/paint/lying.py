"""A Pillow picture → its pixels where they lie, not copied.

Pillow keeps RGB, RGBA and RGBa as four bytes a pixel, and tells where through the Arrow C data
interface (https://arrow.apache.org/docs/format/CDataInterface.html).
"""

import ctypes

import numpy as np
from PIL import Image

from render_farm.paint.raster import Pixels


class _Array(ctypes.Structure):
    """`struct ArrowArray`, as far as it is read."""

    _fields_ = (
        ("length", ctypes.c_int64),
        ("null_count", ctypes.c_int64),
        ("offset", ctypes.c_int64),
        ("n_buffers", ctypes.c_int64),
        ("n_children", ctypes.c_int64),
        ("buffers", ctypes.POINTER(ctypes.c_void_p)),
        ("children", ctypes.POINTER(ctypes.c_void_p)),
    )


class _Held:
    """Memory as NumPy takes it over, with the capsule that holds the picture."""

    def __init__(self, capsule: object, address: int, shape: tuple[int, int, int]) -> None:
        self.capsule = capsule
        self.__array_interface__ = {
            "version": 3,
            "shape": shape,
            "typestr": "|u1",
            "data": (address, False),
        }


def lying(image: Image.Image) -> Pixels | None:
    """(height, width, 4) of an RGB, RGBA or RGBa picture, to be read only; it holds the memory.

    The fourth byte of RGB means nothing. None where the picture lies in several pieces, as Pillow
    keeps large ones.
    """
    try:
        _, capsule = image.__arrow_c_array__()
    except ValueError:
        return None
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = ctypes.c_void_p, (ctypes.py_object, ctypes.c_char_p)
    pixels = _Array.from_address(pointer(capsule, b"arrow_array"))
    # One item a pixel, of four bytes each: they are the only child's second buffer.
    samples = _Array.from_address(pixels.children[0])
    held = _Held(capsule, samples.buffers[1], (image.height, image.width, 4))
    return np.asarray(held, dtype=np.uint8)
