"""The first bytes of a user's file → picture, sound, video or none of them; told by nobody else."""

import re
from enum import StrEnum
from typing import Protocol

from render_farm.errors import InvalidInput
from render_farm.housekeeping.tombstones import TombstoneReader, Tombstones
from render_farm.input_path import input_path
from render_farm.sound_file import SOUND_KINDS, sound_format
from render_farm.storage import ObjectMissing
from render_farm.video_file import VIDEO_KINDS, is_video, video_format
from templates import InvalidValue, PictureRef, SoundRef, VideoRef, split_focal

PICTURE_KINDS = "JPEG, PNG or WebP"
_REFERENCE = re.compile(r"inputs/([0-9a-f]{64})\Z")
# Photographs in the container that M4A has too: ISO/IEC 23008-12 (HEIF) and AVIF.
_PHOTO_BRANDS = re.compile(rb"....ftyp(he[a-z]{2}|mif[12]|msf1|avi[fs])", re.DOTALL)


class InputKind(StrEnum):
    """What a slot may be filled with from a file."""

    PICTURE = "picture"
    SOUND = "sound"
    VIDEO = "video"

    @property
    def allowed(self) -> str:
        """The kinds of files that are taken, in words."""
        kinds = {InputKind.PICTURE: PICTURE_KINDS, InputKind.SOUND: SOUND_KINDS}
        return kinds.get(self, VIDEO_KINDS)


class KindStore(TombstoneReader, Protocol):
    """What telling the kind of a stored input needs of the object store."""

    def get(self, key: str) -> bytes:
        """The object's bytes. Raises ObjectMissing."""


def input_kind(data: bytes) -> InputKind | None:
    """What a file is by its first bytes; whether it is whole, only its check can say."""
    if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return InputKind.PICTURE
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return InputKind.PICTURE
    if _PHOTO_BRANDS.match(data):
        return None
    # MP4 holds both: what is shown in it says which it is.
    for known, kind in ((video_format, InputKind.VIDEO), (sound_format, InputKind.SOUND)):
        try:
            known(data)
        except InvalidInput:
            continue
        if kind is InputKind.SOUND or is_video(data):
            return kind
    return None


def known_kind(data: bytes) -> InputKind:
    """What a file is. Raises InvalidInput, which names all kinds, when it is neither."""
    kind = input_kind(data)
    if kind is None:
        raise InvalidInput(
            f"a file that begins with {data[:8].hex(' ')} is no picture, sound or video",
            allowed="; ".join(f"{kind}s: {kind.allowed}" for kind in InputKind),
        )
    return kind


class StoredInputs:
    """Stored inputs as slots name them; each is read once, however many locales name it.

    They were checked when they came: here only what they are is looked at.
    """

    def __init__(self, store: KindStore) -> None:
        self._store = store
        self._kinds: dict[str, InputKind | None] = {}

    def picture(self, value: str) -> PictureRef:
        """`inputs/<sha256>`, and maybe `#focal=x,y`, as a picture slot names it.

        Raises InvalidInput, StoreUnreachable; TakenDown for one that was deleted for that.
        """
        key, focal = _pointed(value)
        return PictureRef(sha256=self._sha256(key, InputKind.PICTURE), focal=focal)

    def video(self, value: str) -> VideoRef:
        """The same, as a video slot names it. Raises InvalidInput, StoreUnreachable."""
        key, focal = _pointed(value)
        return VideoRef(sha256=self._sha256(key, InputKind.VIDEO), focal=focal)

    def sound(self, value: str) -> SoundRef:
        """`inputs/<sha256>` as an audio slot names it. Raises InvalidInput, StoreUnreachable."""
        return SoundRef(sha256=self._sha256(value, InputKind.SOUND))

    def _sha256(self, value: str, wanted: InputKind) -> str:
        match = _REFERENCE.match(value)
        if match is None:
            raise InvalidInput(
                f"{value[:80]!r} is no input", allowed="inputs/<sha256>, from POST /v1/inputs"
            )
        kind = self._kind(match.group(1))
        if kind is not wanted:
            is_what = f"a {kind}" if kind else "no picture, sound or video"
            raise InvalidInput(f"{value} is {is_what}", allowed=f"a {wanted}: {wanted.allowed}")
        return match.group(1)

    def _kind(self, sha256: str) -> InputKind | None:
        if sha256 not in self._kinds:
            key = input_path(sha256)
            try:
                self._kinds[sha256] = input_kind(self._store.get(key))
            except ObjectMissing as error:
                Tombstones(self._store).check(inputs=[sha256])
                raise InvalidInput(
                    f"{key} is not in storage", allowed="an input uploaded by POST /v1/inputs"
                ) from error
        return self._kinds[sha256]


def _pointed(value: str) -> tuple[str, tuple[float, float] | None]:
    try:
        return split_focal(value)
    except InvalidValue as error:
        raise InvalidInput(error.what, allowed=error.allowed) from error
