"""Mixed samples → the AAC stream beside a video."""

import av
import numpy as np
from numpy.typing import NDArray

from render_farm.encode.settings import SoundSettings


class SoundTrack:
    """Encodes samples (n, 2) into a stream of the container, a piece at a time.

    The encoder's delay (1024 samples before the first) is written as an edit list, which players
    skip: sample 0 is heard with frame 0.
    """

    def __init__(
        self,
        container: av.container.OutputContainer,
        samples: NDArray[np.float32],
        settings: SoundSettings,
    ) -> None:
        self._container = container
        self._samples = samples
        self._rate_hz = settings.rate_hz
        options = {"aac_coder": settings.coder}
        self._stream = container.add_stream(
            "aac", rate=settings.rate_hz, options=options, layout="stereo"
        )
        self._stream.bit_rate = settings.bit_rate
        self._stream.codec_context.thread_count = 1
        self._written = 0

    def write_until(self, seconds: float) -> None:
        """Encode what is heard before this moment of the video, so that both lie side by side."""
        end = min(round(seconds * self._rate_hz), len(self._samples))
        if end <= self._written:
            return
        # The encoder wants its channels one after the other.
        planes = np.ascontiguousarray(self._samples[self._written : end].T)
        frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = self._rate_hz, self._written
        self._container.mux(self._stream.encode(frame))
        self._written = end

    def finish(self) -> None:
        """Encode the rest."""
        self.write_until(len(self._samples) / self._rate_hz)
        self._container.mux(self._stream.encode(None))
