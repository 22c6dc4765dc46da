"""What the packaged templates look like, at phone size: the eye's counterpart of their scenes."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from render_farm.paint import I420, VideoPainter, still
from render_farm.segments.piece import pieces_of
from templates import PictureRef, make_scene, open_library, resolve, study_picture
from templates.pictures.facts import PictureFacts
from templates.reduced import reduced
from templates.scene import Scene
from templates.text import FontLibrary
from tests.golden.compare import Tolerance, check_golden, stray_share
from tests.golden.drawn_clip import DrawnClips
from tests.golden.library_content import CLIP, SOUND, content_for

TEMPLATES = open_library().ids()
ANIMATED = [name for name in TEMPLATES if open_library().get(name).kind == "animated"]
CELLS = (
    ("en", "1:1"),
    ("en", "4:5"),
    ("en", "9:16"),
    ("en", "16:9"),
    ("en", "1.91:1"),
    ("ar", "1:1"),
    ("ar", "9:16"),
    ("fa", "4:5"),
    ("he", "16:9"),
    ("ja", "4:5"),
    ("ur", "1.91:1"),
    ("hi", "1:1"),
)
# Resampled pictures differ in their last bits between processors; a short text that moved by one
# pixel of the large picture (a third of one here) must be found all the same, see below.
LIBRARY = Tolerance(name="library", level=8, share=0.0005)
PHONE_PX = 360
SIDE_PX = 1080


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return FontLibrary.packaged()


@pytest.fixture(scope="module")
def artwork() -> Image.Image:
    """A sun over hills: a focal point, two hues, soft and sharp parts, no decoder's rounding."""
    height = np.arange(SIDE_PX, dtype=np.int64)[:, None].repeat(SIDE_PX, axis=1)
    sky = [
        top + (foot - top) * height // SIDE_PX for top, foot in ((26, 250), (58, 176), (120, 96))
    ]
    picture = Image.fromarray(np.stack(sky, axis=2).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((380, 250, 760, 630), fill=(255, 226, 150))
    draw.polygon(
        [(0, 760), (330, 520), (700, 800), (1080, 600), (1080, 1080), (0, 1080)], "#1f6a78"
    )
    draw.polygon([(0, 960), (480, 760), (1080, 900), (1080, 1080), (0, 1080)], "#0d2f45")
    return picture


@pytest.fixture(scope="module")
def facts(artwork: Image.Image) -> PictureFacts:
    file = io.BytesIO()
    artwork.save(file, "PNG")
    return study_picture(file.getvalue())


def scene_of(
    template_id: str, locale: str, ratio: str, *, facts: PictureFacts, fonts: FontLibrary
) -> Scene:
    template = open_library().get(template_id)
    content = content_for(template, locale, artwork=PictureRef(sha256=facts.sha256))
    resolved = resolve(template, content=content, locale=locale, ratio=ratio)
    report = make_scene(
        resolved,
        pictures={facts.sha256: facts},
        sounds={SOUND.sha256: SOUND},
        videos={CLIP.sha256: CLIP},
        fonts=fonts,
    )
    assert report.warnings == ()
    return report.scene


def at_phone_size(picture: Image.Image) -> Image.Image:
    size = (PHONE_PX, round(picture.height * PHONE_PX / picture.width))
    return picture.resize(size, Image.Resampling.BOX)


@pytest.mark.parametrize(("locale", "ratio"), CELLS)
@pytest.mark.parametrize("template_id", TEMPLATES)
def test_picture(
    template_id: str,
    locale: str,
    ratio: str,
    artwork: Image.Image,
    facts: PictureFacts,
    fonts: FontLibrary,
) -> None:
    scene = scene_of(template_id, locale, ratio, facts=facts, fonts=fonts)
    painted = still(
        scene,
        pictures=lambda _: artwork,
        fonts=fonts,
        at_s=scene.poster_s,
        clips=DrawnClips(artwork),
    )
    name = f"library/{template_id}/{ratio.replace(':', 'x')}-{locale}"
    check_golden(at_phone_size(painted), name, tolerance=LIBRARY)


@pytest.mark.parametrize("at_s", [0.0, 0.5, 1.5, 3.0, 5.5])
def test_frame_before_encoding(
    at_s: float, artwork: Image.Image, facts: PictureFacts, fonts: FontLibrary
) -> None:
    """The poster, the entrance, the resting player, the cut and the end card, as planes."""
    scene = scene_of("pulse", "ar", "9:16", facts=facts, fonts=fonts)
    film = VideoPainter(scene, pictures=lambda _: artwork, fonts=fonts)
    number = round(at_s * film.fps)
    (painted,) = [in_rgb(frame) for frame in film.frames(first=number, stop=number + 1)]
    name = f"library/pulse/9x16-ar-{at_s:.1f}s"
    check_golden(at_phone_size(painted), name, tolerance=LIBRARY)


@pytest.mark.parametrize("template_id", TEMPLATES)
def test_a_reduced_scene_looks_like_the_whole_one(
    template_id: str, artwork: Image.Image, facts: PictureFacts, fonts: FontLibrary
) -> None:
    """What previews show is what will be made: every place and pivot shrinks alike."""
    scene = scene_of(template_id, "ar", "9:16", facts=facts, fonts=fonts)
    small, whole = (
        at_phone_size(
            still(
                each,
                pictures=lambda _: artwork,
                fonts=fonts,
                at_s=1.0,
                clips=DrawnClips(artwork),
            )
        )
        for each in (reduced(scene, 0.5), scene)
    )
    strayed = np.abs(np.asarray(small, dtype=np.int16) - np.asarray(whole, dtype=np.int16))
    assert strayed.mean() < 1.5


def test_the_smallest_text_moved_by_one_pixel_would_be_found(
    artwork: Image.Image, facts: PictureFacts, fonts: FontLibrary
) -> None:
    scene = scene_of("pulse", "en", "9:16", facts=facts, fonts=fonts)
    nudged = replace(
        scene,
        layers=tuple(
            replace(layer, box=replace(layer.box, x=layer.box.x + 1))
            if layer.name == "word"
            else layer
            for layer in scene.layers
        ),
    )
    before, after = (
        at_phone_size(still(each, pictures=lambda _: artwork, fonts=fonts, at_s=2.0))
        for each in (scene, nudged)
    )
    assert stray_share(before, after, level=LIBRARY.level) > 2 * LIBRARY.share


@pytest.mark.parametrize("template_id", ANIMATED)
def test_a_piece_has_the_frames_of_the_whole(
    template_id: str, artwork: Image.Image, facts: PictureFacts, fonts: FontLibrary
) -> None:
    """Wherever painting begins: what the painter keeps from frame to frame changes no pixel."""
    scene = reduced(scene_of(template_id, "en", "9:16", facts=facts, fonts=fonts), 0.1)
    cuts_s = open_library().get(template_id).cuts_s or (scene.frames / 60,)

    def film() -> VideoPainter:
        clips = DrawnClips(artwork)
        return VideoPainter(scene, pictures=lambda _: artwork, fonts=fonts, clips=clips)

    whole = [frame.buffer.copy() for frame in film().frames()]
    for piece in pieces_of(cuts_s, frames=scene.frames, fps=film().fps):
        painted = film().frames(first=piece.first, stop=piece.stop)
        for number, frame in enumerate(painted, start=piece.first):
            assert np.array_equal(frame.buffer, whole[number]), number


def in_rgb(frame: I420) -> Image.Image:
    """The planes at the size of the chroma, by BT.709 in limited range."""
    height, width = frame.cb.shape
    luma = frame.luma.reshape(height, 2, width, 2).mean(axis=(1, 3))
    light = (luma - 16) * 255 / 219
    blue, red = ((plane.astype(np.float64) - 128) * 255 / 224 for plane in (frame.cb, frame.cr))
    channels = (light + 1.5748 * red, light - 0.1873 * blue - 0.4681 * red, light + 1.8556 * blue)
    pixels = np.stack(channels, axis=2).round().clip(0, 255)
    return Image.fromarray(pixels.astype(np.uint8))
