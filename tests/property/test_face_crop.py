"""A crop lies inside its picture, and the largest face inside the crop, wherever that can be."""

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from templates.build.crop import cover_crop, cut_faces
from templates.pictures.facts import PictureFacts
from templates.scene import Box
from tests.unit.templates.samples import facts

_SIDES = st.integers(60, 4000)
_ASPECTS = st.floats(0.2, 5)


@st.composite
def faces(draw: st.DrawFn) -> Box:
    width, height = draw(st.floats(0.01, 1)), draw(st.floats(0.01, 1))
    return Box(
        x=draw(st.floats(0, 1 - width)),
        y=draw(st.floats(0, 1 - height)),
        width=width,
        height=height,
    )


@st.composite
def portraits(draw: st.DrawFn) -> PictureFacts:
    group = draw(st.lists(faces(), min_size=1, max_size=4))
    group.sort(key=lambda face: -face.height)
    focal = (draw(st.floats(0, 1)), draw(st.floats(0, 1)))
    return replace(facts(size=(draw(_SIDES), draw(_SIDES)), focal=focal), faces=tuple(group))


@given(portraits(), _ASPECTS)
def test_a_crop_lies_inside_its_picture_and_has_its_shape(
    picture: PictureFacts, aspect: float
) -> None:
    crop = cover_crop(picture, aspect)
    assert abs(crop.width / crop.height / aspect - 1) < 1e-6
    assert crop.x >= 0
    assert crop.y >= 0
    assert crop.x + crop.width <= picture.width + 1e-6
    assert crop.y + crop.height <= picture.height + 1e-6


# As wide as the crop to the last bit, and none left over.
_EXACT = replace(
    facts(size=(203, 203), focal=(1.0, 0.0)),
    faces=(Box(x=0.3144625265884737, y=0.0, width=0.6699265885726395, height=1.0),),
)


@given(portraits(), _ASPECTS)
@example(_EXACT, 0.6699265885726395)
def test_the_largest_face_is_whole_on_each_side_that_has_room(
    picture: PictureFacts, aspect: float
) -> None:
    crop, face = cover_crop(picture, aspect), picture.faces[0]
    if face.width * picture.width <= crop.width:
        assert crop.x <= face.x * picture.width + 1e-6
        assert crop.x + crop.width >= (face.x + face.width) * picture.width - 1e-6
    if face.height * picture.height <= crop.height:
        assert crop.y <= face.y * picture.height + 1e-6
        assert crop.y + crop.height >= (face.y + face.height) * picture.height - 1e-6


@given(portraits())
def test_a_whole_picture_cuts_nobody(picture: PictureFacts) -> None:
    whole = cover_crop(picture, picture.width / picture.height)
    assert cut_faces(picture, whole) == 0
