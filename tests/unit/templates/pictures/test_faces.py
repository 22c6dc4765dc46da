import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from templates.pictures.faces import find_faces
from templates.pictures.study import study_picture
from tests.unit.templates.pictures.drawn_face import drawn_face


def crowd(*faces: tuple[float, float, float], size: tuple[int, int] = (900, 900)) -> Image.Image:
    picture = Image.new("RGB", size, (70, 110, 140))
    for x, y, height in faces:
        drawn_face(picture, x, y, height)
    return picture


@pytest.mark.parametrize("size", [(900, 900), (1200, 600), (500, 1000)])
@pytest.mark.parametrize("height_px", [180, 300])
def test_a_face_is_found_where_it_is(size: tuple[int, int], height_px: float) -> None:
    (face,) = find_faces(crowd((0.6, 0.4, height_px), size=size))
    assert face.box.x + face.box.width / 2 == pytest.approx(0.6, abs=0.03)
    assert face.eyes == pytest.approx((0.6, 0.4 - 0.08 * height_px / size[1]), abs=0.03)
    assert face.box.height * size[1] == pytest.approx(height_px, rel=0.3)


def test_a_group_runs_from_the_largest_and_leaves_out_who_stands_far_behind() -> None:
    faces = find_faces(crowd((0.75, 0.5, 240), (0.3, 0.5, 300), (0.52, 0.2, 80)))
    assert [round(face.eyes[0], 1) for face in faces] == [0.3, 0.8]


def test_what_is_no_face_is_none() -> None:
    assert find_faces(Image.new("RGB", (40, 900), (200, 10, 10))) == ()
    assert find_faces(Image.new("L", (1, 1))) == ()
    assert find_faces(Image.linear_gradient("L").convert("RGBA")) == ()


def test_several_threads_may_look_at_once() -> None:
    pictures = [crowd((0.3 + 0.05 * i, 0.5, 200), size=(900, 500 + 50 * i)) for i in range(8)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(find_faces, pictures)) == [find_faces(each) for each in pictures]


def test_a_study_looks_at_the_faces_first(capfd: pytest.CaptureFixture[str]) -> None:
    picture = crowd((0.2, 0.3, 260))
    # Louder than the face by far.
    picture.paste((255, 230, 0), (600, 500, 800, 700))
    file = io.BytesIO()
    picture.save(file, format="JPEG")
    facts = study_picture(file.getvalue())
    assert len(facts.faces) == 1
    assert facts.focal == pytest.approx((0.2, 0.28), abs=0.03)
    assert capfd.readouterr() == ("", "")
