"""Facts of a picture and the shape of a box → the part of the picture that is shown."""

from collections.abc import Sequence

from templates.pictures.facts import PictureFacts
from templates.scene import Box

# A portrait's eyes stand on the upper third, a little lower where its hair wants the room.
_EYES_AT = 0.38
# What belongs to a face beyond brow and chin, in shares of its height and width.
_HAIR, _NECK, _SIDE = 0.45, 0.15, 0.2
# A face may lose this share of its width or height before it counts as cut.
_UNSEEN = 0.12
# What fits exactly may be longer by the last bits of its sums.
_LAST_BITS_PX = 1e-6


def cover_crop(facts: PictureFacts, aspect: float, focal: tuple[float, float] | None = None) -> Box:
    """The largest part of a picture with that width by height, about the focal point.

    focal: None = the picture's own; then its faces stay whole where they fit, the largest first.
    """
    width = min(facts.width, facts.height * aspect)
    height = min(facts.height, facts.width / aspect)
    at = focal or facts.focal
    faces = facts.faces if focal is None else ()
    x = _within(at[0] * facts.width - width / 2, facts.width - width)
    y = _within(at[1] * facts.height - _above(facts, height, faces) * height, facts.height - height)
    for left, top, right, bottom in _kept(facts, faces):
        x = _within(_holding(x, width, left, right), facts.width - width)
        y = _within(_holding(y, height, top, bottom), facts.height - height)
    return Box(x=x, y=y, width=width, height=height)


def cut_faces(facts: PictureFacts, crop: Box) -> int:
    """How many faces are neither whole in a crop nor outside it."""
    return sum(_UNSEEN < _lost(face, facts, crop) < 1 for face in facts.faces)


def _above(facts: PictureFacts, height: float, faces: Sequence[Box]) -> float:
    """Where the point of interest stands in the crop, from its top."""
    if faces:
        return _EYES_AT
    # It stands best a little above the middle; where most of the height is lost, what lies above
    # it is kept first: heads are there.
    lost = 1 - height / facts.height
    return 0.45 + 0.2 * min(lost, 0.5)


def _kept(facts: PictureFacts, faces: Sequence[Box]) -> list[tuple[float, float, float, float]]:
    """What a crop should hold, in pixels; what comes last wins: the largest face, bare."""
    if not faces:
        return []
    whole = [_room(face, facts, share=1.0) for face in faces]
    lefts, tops, rights, bottoms = zip(*whole, strict=True)
    group = (min(lefts), min(tops), max(rights), max(bottoms))
    return [group, whole[0], _room(faces[0], facts, share=0.0)]


def _room(face: Box, facts: PictureFacts, *, share: float) -> tuple[float, float, float, float]:
    """A face with hair and neck, as far as the picture goes; share 0 = brow to chin."""
    side = share * _SIDE * face.width
    left, right = face.x - side, face.x + face.width + side
    top = face.y - share * _HAIR * face.height
    bottom = face.y + (1 + share * _NECK) * face.height
    return (
        max(left, 0.0) * facts.width,
        max(top, 0.0) * facts.height,
        min(right, 1.0) * facts.width,
        min(bottom, 1.0) * facts.height,
    )


def _holding(start: float, length: float, low: float, high: float) -> float:
    """The nearest start of a stretch that holds low to high; the same where it cannot."""
    return min(max(start, high - length), low) if high - low <= length + _LAST_BITS_PX else start


def _within(start: float, most: float) -> float:
    return min(max(start, 0.0), most)


def _lost(face: Box, facts: PictureFacts, crop: Box) -> float:
    """The larger share of a face's width and height that lies outside a crop."""
    across = _shared(face.x * facts.width, face.width * facts.width, crop.x, crop.width)
    down = _shared(face.y * facts.height, face.height * facts.height, crop.y, crop.height)
    return 1.0 if min(across, down) <= 0 else 1 - min(across, down)


def _shared(start: float, length: float, other: float, other_length: float) -> float:
    return (min(start + length, other + other_length) - max(start, other)) / max(length, 1e-9)
