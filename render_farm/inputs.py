"""User files → checked copies under inputs/<sha256>: all that a worker ever reads."""

import hashlib
from collections.abc import Mapping
from typing import Protocol

from render_farm.errors import InvalidInput
from render_farm.input_path import input_path
from render_farm.sound_file import study_sound
from render_farm.storage import ObjectCorrupt, StoredObject
from render_farm.video_file import check_video
from templates import (
    PictureFacts,
    PictureRef,
    SoundFacts,
    SoundRef,
    Template,
    VideoFacts,
    VideoRef,
    pack_template,
    study_picture,
)

# A picture file past this is refused before it is read; platforms take 30 MB at most.
MAX_PICTURE_BYTES = 30 * 1024 * 1024


class InputStore(Protocol):
    """What inputs need of the object store."""

    def put_new(self, key: str, body: bytes, *, sha256: str, content_type: str) -> StoredObject:
        """Create the object, or say what is there already."""

    def head(self, key: str) -> StoredObject | None:
        """The object's facts, None when it is absent."""


class InputReader(Protocol):
    """What reading inputs needs of the object store."""

    def get(self, key: str) -> bytes:
        """The object's bytes. Raises ObjectMissing."""


def store_picture(data: bytes, *, store: InputStore) -> tuple[PictureRef, PictureFacts]:
    """Check a picture and copy it. Raises PictureRefused, InvalidInput, StoreUnreachable."""
    if len(data) > MAX_PICTURE_BYTES:
        raise InvalidInput(
            f"a picture of {len(data)} bytes", allowed=f"at most {MAX_PICTURE_BYTES} bytes"
        )
    facts = study_picture(data)
    store.put_new(
        input_path(facts.sha256), data, sha256=facts.sha256, content_type="application/octet-stream"
    )
    return PictureRef(sha256=facts.sha256), facts


def store_sound(data: bytes, *, store: InputStore) -> tuple[SoundRef, SoundFacts]:
    """Check a sound and copy it. Raises InvalidInput, StoreUnreachable."""
    facts = study_sound(data)
    store.put_new(
        input_path(facts.sha256), data, sha256=facts.sha256, content_type="application/octet-stream"
    )
    return SoundRef(sha256=facts.sha256), facts


def store_video(data: bytes, *, store: InputStore) -> tuple[VideoRef, VideoFacts]:
    """Check a clip and copy it. Raises InvalidInput, StoreUnreachable."""
    facts = check_video(data)
    store.put_new(
        input_path(facts.sha256), data, sha256=facts.sha256, content_type="application/octet-stream"
    )
    return VideoRef(sha256=facts.sha256), facts


def store_template(template: Template, *, store: InputStore) -> str:
    """Copy a template's bundle; its sha256. The template was checked when it was loaded."""
    bundle = pack_template(template)
    sha256 = hashlib.sha256(bundle).hexdigest()
    if store.head(input_path(sha256)) is None:
        store.put_new(input_path(sha256), bundle, sha256=sha256, content_type="application/zip")
    return sha256


def read_input(sha256: str, *, store: InputReader) -> bytes:
    """An input's bytes, proven by their hash. Raises ObjectMissing, ObjectCorrupt."""
    data = store.get(input_path(sha256))
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ObjectCorrupt("the stored bytes have another hash", where=input_path(sha256))
    return data


def input_hashes(content: Mapping[str, object]) -> frozenset[str]:
    """The sha256 of every picture that a content names, by itself or in a list."""
    items = [
        item
        for value in content.values()
        for item in (value if isinstance(value, tuple) else (value,))
    ]
    return frozenset(item.sha256 for item in items if isinstance(item, PictureRef))
