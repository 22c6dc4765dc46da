"""A face drawn by hand, for no photograph of a person belongs in a repository."""

from PIL import Image, ImageDraw

_SKIN, _SHADE, _HAIR = (224, 172, 140), (175, 134, 109), (50, 32, 26)
# x, y, half the width, half the height, in shares of the face; what lies at the sides comes twice.
_MIDDLE = (
    (0.0, -0.12, 0.58, 0.5, _HAIR),
    (0.0, 0.0, 0.5, 0.5, _SKIN),
    (0.0, -0.42, 0.46, 0.16, _HAIR),
    (0.0, 0.06, 0.05, 0.1, (238, 182, 148)),
    (0.0, 0.13, 0.09, 0.03, _SHADE),
    (0.0, 0.27, 0.17, 0.045, (176, 82, 80)),
    (0.0, 0.265, 0.15, 0.008, (110, 45, 45)),
    (0.0, 0.4, 0.14, 0.03, _SHADE),
)
_SIDES = (
    (0.21, -0.08, 0.13, 0.055, _SHADE),
    (0.21, -0.08, 0.1, 0.035, (245, 240, 235)),
    (0.21, -0.08, 0.045, 0.034, (35, 25, 20)),
    (0.21, -0.17, 0.13, 0.02, _HAIR),
    (0.06, 0.13, 0.03, 0.015, (120, 70, 55)),
)


def drawn_face(picture: Image.Image, x: float, y: float, height_px: float) -> None:
    """Draw a face about (x, y), fractions of the picture; its eyes lie 0.08 heights above."""
    draw = ImageDraw.Draw(picture)
    mirrored = [(-part[0], *part[1:]) for part in _SIDES]
    for dx, dy, wide, high, color in (*_MIDDLE, *_SIDES, *mirrored):
        center_x = x * picture.width + 0.74 * height_px * dx
        center_y = y * picture.height + height_px * dy
        across, down = 0.74 * height_px * wide, height_px * high
        box = (center_x - across, center_y - down, center_x + across, center_y + down)
        draw.ellipse(box, fill=color)
