import io
import zipfile

import pytest

from templates.bundle import MAX_FILES, pack_template, unpack_template
from templates.errors import BundleRefused, TemplateError
from tests.unit.templates.samples import make_template, plain_template, template_bytes


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in files.items():
            bundle.writestr(name, data)
    return packed.getvalue()


MANIFEST = template_bytes(plain_template())


def test_there_and_back_is_the_same_template() -> None:
    template = make_template()
    packed = pack_template(template)
    assert unpack_template(packed).sha256 == template.sha256
    assert pack_template(unpack_template(packed)) == packed


@pytest.mark.parametrize(
    "name", ["../evil.yaml", "/etc/passwd.md", "a/../../b.md", "run.py", "C:\\x.md", ".hidden.md"]
)
def test_foreign_names_are_refused(name: str) -> None:
    with pytest.raises(BundleRefused, match="name"):
        unpack_template(zipped({"template.yaml": MANIFEST, name: b"x"}))


def test_a_zip_bomb_is_refused_by_its_headers() -> None:
    with pytest.raises(BundleRefused, match="bytes"):
        unpack_template(zipped({"template.yaml": MANIFEST, "big.md": bytes(11_000_000)}))


def test_too_many_files() -> None:
    files = {f"{number}.md": b"" for number in range(MAX_FILES + 1)}
    with pytest.raises(BundleRefused, match="files"):
        unpack_template(zipped(files))


@pytest.mark.parametrize("data", [b"", b"not a zip", zipped({"template.yaml": MANIFEST})[:-30]])
def test_what_is_no_zip(data: bytes) -> None:
    with pytest.raises(BundleRefused, match="not a template bundle"):
        unpack_template(data)


def test_a_bundle_without_a_template() -> None:
    with pytest.raises(TemplateError, match=r"no template\.yaml"):
        unpack_template(zipped({"readme.md": b"x"}))
