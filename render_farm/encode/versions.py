"""Which versions of which libraries shape the pixels and the sound of a finished file."""

from importlib.metadata import version

# Each of them draws, resamples or encodes; another version may give other pixels.
_PACKAGES = (
    "av",
    "numba",
    "numpy",
    "opencv-python-headless",
    "pillow",
    "thorvg-python",
    "uharfbuzz",
)
# MoviePy reads and mixes; imageio-ffmpeg carries the ffmpeg that decodes for it.
_SOUND_PACKAGES = ("imageio-ffmpeg", "moviepy")


def pixel_versions() -> dict[str, str]:
    """Name → version, for asset keys. PyAV's wheel carries FFmpeg and x264: it names them both."""
    return {name: version(name) for name in _PACKAGES}


def sound_versions() -> dict[str, str]:
    """Name → version of what shapes sound besides; PyAV encodes it."""
    return {name: version(name) for name in _SOUND_PACKAGES}
