"""RenderTask → Scene: everything decided, nothing drawn; reads only inputs/<sha256>."""

from functools import partial

from render_farm.inputs import InputReader, input_hashes, read_input
from render_farm.job import RenderTask
from render_farm.sound_file import study_sound
from render_farm.video_file import study_video
from render_farm.warm import WarmShelf
from templates import (
    PictureFacts,
    SceneReport,
    SoundFacts,
    Template,
    VideoFacts,
    VideoRef,
    make_scene,
    resolve,
    study_picture,
    unpack_template,
)
from templates.text import FontLibrary

# Templates and facts of pictures, sounds and clips are small; a campaign uses some dozens of each.
_KEPT = 256


class SceneMaker:
    """Makes Scenes, with templates and facts of inputs kept warm. One thread at a time."""

    def __init__(self, *, store: InputReader, fonts: FontLibrary) -> None:
        self._store = store
        self._fonts = fonts
        self._templates: WarmShelf[Template] = WarmShelf(capacity=_KEPT)
        self._facts: WarmShelf[PictureFacts] = WarmShelf(capacity=_KEPT)
        self._sounds: WarmShelf[SoundFacts] = WarmShelf(capacity=_KEPT)
        self._videos: WarmShelf[VideoFacts] = WarmShelf(capacity=_KEPT)

    def scene(self, task: RenderTask) -> SceneReport:
        """Raises TemplatesError, InputMissing, and what the store raises."""
        template = self._templates.get(task.template, partial(self._unpack, task.template))
        resolved = resolve(
            template,
            content=task.content,
            locale=task.locale,
            ratio=task.ratio,
            placement=task.placement,
        )
        pictures = {
            sha256: self._facts.get(sha256, partial(self._study, sha256))
            for sha256 in input_hashes(task.content)
        }
        sounds = {
            sha256: self._sounds.get(sha256, partial(self._listen, sha256))
            for sha256 in resolved.drawn_sounds
        }
        clips = {value.sha256 for value in task.content.values() if isinstance(value, VideoRef)}
        videos = {
            sha256: self._videos.get(sha256, partial(self._watch, sha256)) for sha256 in clips
        }
        return make_scene(
            resolved, pictures=pictures, sounds=sounds, videos=videos, fonts=self._fonts
        )

    def _unpack(self, sha256: str) -> Template:
        return unpack_template(read_input(sha256, store=self._store))

    def _study(self, sha256: str) -> PictureFacts:
        return study_picture(read_input(sha256, store=self._store))

    def _listen(self, sha256: str) -> SoundFacts:
        return study_sound(read_input(sha256, store=self._store))

    def _watch(self, sha256: str) -> VideoFacts:
        return study_video(read_input(sha256, store=self._store))
