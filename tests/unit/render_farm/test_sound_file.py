import pytest

from render_farm.errors import InvalidInput
from render_farm.sound_file import MAX_SOUND_BYTES, sound_format, study_sound

ID3 = b"ID3\x04\x00\x00\x00\x00\x01\x00" + bytes(128)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"RIFF\0\0\0\0WAVEfmt ", "wav"),
        (b"OggS\0\0", "ogg"),
        (b"fLaC\0\0", "flac"),
        (b"\0\0\0\x20ftypM4A ", "mp4"),
        (b"\xff\xfb\x90\x00", "mp3"),
        (ID3 + b"\xff\xf3\x90\x00", "mp3"),
    ],
)
def test_the_first_bytes_tell_the_format(data: bytes, kind: str) -> None:
    assert sound_format(data) == kind


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a text, not a sound",
        b"#EXTM3U\n#EXTINF:9,\nhttp://169.254.169.254/latest\n",
        ID3 + b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n",
        ID3[:60],
        b"ID3",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"RIFF\0\0\0\0AVI LIST",
        b"\xff\xf1\x50\x80",  # AAC without a container
        b"\x1aE\xdf\xa3",
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput, match="WAV, MP3"):
        study_sound(data)


def test_a_huge_file_is_refused_before_it_is_opened() -> None:
    with pytest.raises(InvalidInput, match=f"at most {MAX_SOUND_BYTES}"):
        study_sound(b"RIFF" + bytes(MAX_SOUND_BYTES))
