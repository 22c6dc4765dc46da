"""A sound in storage → the bars of a scene, on the way that a worker and a dry run take."""

import numpy as np
import pytest

from render_farm.inputs import store_picture, store_sound, store_template
from render_farm.job import RenderTask
from render_farm.scenes import SceneMaker
from render_farm.storage import MemoryStore
from templates.scene import ShapeLayer
from templates.text import FontLibrary
from tests.integration.sounds import tone, wav
from tests.unit.templates.samples import make_template, picture_bytes, plain_template


def test_a_task_with_a_waveform_shows_the_loudness_of_its_sound() -> None:
    store = MemoryStore()
    plain = plain_template()
    plain["layout"]["children"].append(
        {"id": "wave", "kind": "waveform", "slot": "sound", "height": 12, "bars": 10, "min": 0}
    )
    template = make_template(
        kind="animated",
        duration_s=4,
        fps=30,
        layout=plain["layout"],
        slots={**plain["slots"], "sound": {"type": "audio", "bind": "content.sound"}},
        sound={"slot": "sound"},
    )
    # Two seconds, the first loud, looped to four.
    sound, _ = store_sound(wav(np.concatenate([tone(1), tone(1, level=0.02)])), store=store)
    artwork, _ = store_picture(picture_bytes(), store=store)
    task = RenderTask(
        request_key="r",
        template=store_template(template, store=store),
        template_id=template.id,
        template_version=template.version,
        ratio="1:1",
        locale="ar",
        content={"name": "Nour", "artwork": artwork, "sound": sound},
        format="mp4",
        cost_s=1.0,
        uses=(),
    )
    scenes = SceneMaker(store=store, fonts=FontLibrary.packaged())
    scene = scenes.scene(task).scene
    (wave,) = [layer for layer in scene.layers if layer.name == "wave"]
    assert isinstance(wave, ShapeLayer)
    assert wave.bars is not None
    heights = wave.bars.heights[::-1]
    assert heights[0] == pytest.approx(1, abs=0.02)
    assert heights[3] < 0.2
    assert heights[:5] == pytest.approx(heights[5:], abs=0.02)
    assert scenes.scene(task).scene == scene
