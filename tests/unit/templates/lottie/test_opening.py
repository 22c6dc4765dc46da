"""Files as designers hand them in: exports with pictures beside them, and .lottie packages."""

import base64
import io
import json
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from templates import TemplateError
from templates.lottie.cleaning import cleaned
from templates.lottie.opening import open_export
from tests.unit.templates.lottie.samples import animation, layer, square, transform

ASSET = {"id": "image_0", "w": 4, "h": 4, "u": "images/", "p": "img_0.png", "e": 0}
EXPORT = animation(layer(2, nm="logo", refId="image_0"), assets=[ASSET])


def png(kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 4), (9, 99, 199)).save(file, kind)
    return file.getvalue()


def written(folder: Path, plain: object, name: str = "a.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(plain), encoding="utf-8")
    return path


def test_pictures_beside_an_export_are_read_and_embedded(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "img_0.png").write_bytes(png())
    opened = open_export(written(tmp_path, EXPORT))
    assert opened.pictures == {"images/img_0.png": png()}
    found, _ = cleaned(EXPORT, file="a", pictures=opened.pictures)
    (asset,) = found["assets"]
    kind, _, encoded = asset["p"].partition(",")
    assert (kind, asset["e"], asset["u"]) == ("data:image/png;base64", 1, "")
    assert base64.b64decode(encoded) == png()


@pytest.mark.parametrize("path", ["../secret.png", "/etc/passwd", "missing.png"])
def test_nothing_is_read_from_elsewhere(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.png").write_bytes(png())
    inside = tmp_path / "inside"
    inside.mkdir()
    plain = {**EXPORT, "assets": [{**ASSET, "u": "", "p": path}]}
    with pytest.raises(TemplateError, match="a file beside the export"):
        open_export(written(inside, plain))


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(png())
    inside = tmp_path / "inside"
    (inside / "images").mkdir(parents=True)
    (inside / "images" / "img_0.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(TemplateError, match="a file beside the export"):
        open_export(written(inside, EXPORT))


@pytest.mark.parametrize("folders", [("animations", "images"), ("a", "i")])
def test_both_kinds_of_packages_are_opened(tmp_path: Path, folders: tuple[str, str]) -> None:
    path = tmp_path / "a.lottie"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("manifest.json", json.dumps({"animations": [{"id": "main"}]}))
        package.writestr(f"{folders[0]}/main.json", json.dumps(EXPORT))
        package.writestr(f"{folders[1]}/img_0.png", png())
    opened = open_export(path)
    assert json.loads(opened.data) == EXPORT
    assert opened.pictures == {"images/img_0.png": png()}


def test_broken_packages_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.lottie"
    path.write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(TemplateError, match=r"a whole \.lottie file"):
        open_export(path)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("manifest.json", json.dumps({"animations": []}))
    with pytest.raises(TemplateError, match="no animation"):
        open_export(path)


def test_a_small_package_may_not_become_a_large_one(tmp_path: Path) -> None:
    path = tmp_path / "bomb.lottie"
    assets = [{**ASSET, "id": f"image_{n}", "p": f"img_{n}.png"} for n in range(3)]
    export = animation(layer(2, nm="logo", refId="image_0"), assets=assets)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("manifest.json", json.dumps({"animations": [{"id": "a"}]}))
        package.writestr("animations/a.json", json.dumps(export))
        for asset in assets:
            package.writestr(f"images/{asset['p']}", bytes(9_000_000))
    assert path.stat().st_size < 100_000
    with pytest.raises(TemplateError, match="27,000,000 bytes of pictures"):
        open_export(path)


def test_programs_go_and_are_named() -> None:
    program = {"a": 0, "k": 5, "x": "var $bm_rt = wiggle(2, 30);"}
    plain = animation(square(nm="shaky", ks=transform(r=program)))
    found, findings = cleaned(plain, file="a", pictures={})
    assert found["layers"][0]["ks"]["r"] == {"a": 0, "k": 5}
    assert [(item.layer, item.outcome) for item in findings] == [("shaky", "changed")]
    assert "expression" in findings[0].detail
    assert plain["layers"][0]["ks"]["r"] == program


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"GIF89a", "begins with"), (png("WEBP"), "a WebP picture"), (png()[:20], "ends within")],
)
def test_pictures_are_png_or_jpeg(data: bytes, said: str) -> None:
    with pytest.raises(TemplateError, match=r"assets\[0\]\.p: .*" + said):
        cleaned(EXPORT, file="a", pictures={"images/img_0.png": data})


@pytest.mark.parametrize("listed", [{"a": 1}, 5, "abc", [5], [{"id": ["x"]}], [], None])
def test_a_manifest_that_lists_no_animation_is_refused(tmp_path: Path, listed: object) -> None:
    path = tmp_path / "a.lottie"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("manifest.json", json.dumps({"animations": listed}))
    with pytest.raises(TemplateError, match="no animation"):
        open_export(path)


@pytest.mark.parametrize("name", ["a\0.png", "x" * 300, "\ud800.png", "loop"])
def test_what_no_picture_can_be_called_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    plain = {**EXPORT, "assets": [{**ASSET, "u": "", "p": name}]}
    with pytest.raises(TemplateError, match="a file beside the export"):
        open_export(written(tmp_path, plain))


def test_a_device_is_no_export() -> None:
    with pytest.raises(TemplateError, match="/dev/zero: no plain file"):
        open_export(Path("/dev/zero"))
