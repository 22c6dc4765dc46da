from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from render_farm.errors import PaintError
from render_farm.paint.picture import blurred, crop_pixels, zoomed
from render_farm.paint.raster import Pixels
from templates.scene import PictureLayer, Treatment
from tests.unit.render_farm.paint.scenes import WHITE, box, photo, picture

OVER = box(0, 0, 30, 40)
LAYER = picture(box(0, 0, 30, 40))


def crop(layer: PictureLayer, image: Image.Image, zoom: float = 1.0) -> Pixels:
    return crop_pixels(layer, image, over=OVER, zoom=zoom, size=(30, 40))


def treated(treatment: Treatment) -> Pixels:
    return crop(replace(LAYER, treatment=treatment), photo())


def test_a_crop_is_the_part_of_the_picture() -> None:
    halves = Image.new("RGB", (300, 400), "red")
    halves.paste("blue", (150, 0, 300, 400))
    left = crop(replace(LAYER, crop=box(0, 0, 150, 200)), halves)
    right = crop(replace(LAYER, crop=box(150, 0, 150, 200)), halves)
    assert left[20, 15].tolist() == [255, 0, 0, 255]
    assert right[20, 15].tolist() == [0, 0, 255, 255]


def test_zoom_narrows_about_its_centre() -> None:
    assert zoomed(box(100, 0, 200, 100), 2.0, (0.5, 0.5)) == box(150, 25, 100, 50)
    assert zoomed(box(100, 0, 200, 100), 2.0, (1.0, 0.0)) == box(200, 0, 100, 50)


def test_a_box_between_pixels_takes_a_little_more_of_the_crop() -> None:
    layer = replace(LAYER, box=box(0.5, 0.5, 29, 39), crop=box(50, 50, 145, 195))
    grown = replace(LAYER, crop=box(47.5, 47.5, 150, 200))
    assert (crop(layer, photo()) == crop(grown, photo())).all()


def test_transparency_is_premultiplied() -> None:
    glass = Image.new("RGBA", (300, 400), (200, 100, 50, 128))
    assert crop(LAYER, glass)[5, 5].tolist() == [100, 50, 25, 128]


def test_gray_pictures_are_made_rgb() -> None:
    assert crop(LAYER, Image.new("L", (300, 400), 90))[5, 5].tolist() == [90, 90, 90, 255]


def test_a_crop_that_misses_its_picture_is_refused() -> None:
    with pytest.raises(PaintError, match="300×400"):
        crop(replace(LAYER, crop=box(500, 0, 10, 10)), photo())


def test_brightness_and_saturation() -> None:
    plain = treated(Treatment()).astype(int)
    dark = treated(Treatment(brightness=0.5)).astype(int)
    gray = treated(Treatment(saturation=0.0)).astype(int)
    assert np.abs(dark[:, :, :3] - plain[:, :, :3] / 2).max() <= 1
    assert np.ptp(gray[:, :, :3], axis=2).max() <= 1
    luma = plain[:, :, :3] @ np.array([0.2126, 0.7152, 0.0722])
    assert np.abs(gray[:, :, 0] - luma).max() <= 1.5
    assert dark[:, :, 3].min() == 255


def test_tint_is_laid_over() -> None:
    plain = treated(Treatment()).astype(float)
    tinted = treated(Treatment(tint=replace(WHITE, alpha=0.25)))
    assert np.abs(tinted[:, :, :3] - (0.75 * plain[:, :, :3] + 0.25 * 255)).max() <= 1


def test_grain_is_the_same_every_time_and_without_colour() -> None:
    first, second = (treated(Treatment(grain=12)) for _ in range(2))
    assert (first == second).all()
    noise = first.astype(int) - treated(Treatment())
    inside = (first[:, :, :3].min(axis=2) > 0) & (first[:, :, :3].max(axis=2) < 255)
    assert np.ptp(noise[:, :, :3], axis=2)[inside].max() == 0
    assert 3 < noise[:, :, 0].std() < 12


@pytest.mark.parametrize("sigma", [1.5, 6.0, 40.0])
def test_blur_spreads_a_dot_by_its_sigma(sigma: float) -> None:
    dot = np.zeros((401, 401), dtype=np.uint8)
    dot[180:221, 180:221] = 255
    soft = blurred(dot, sigma).astype(float)
    columns = soft.sum(axis=0)
    places = np.arange(401) - 200
    spread = float(np.sqrt((columns * places**2).sum() / columns.sum()))
    assert spread == pytest.approx(np.hypot(sigma, 41 / np.sqrt(12)), rel=0.06)
