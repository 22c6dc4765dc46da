"""The author's guide does what it says: its blocks make the template, its commands are run."""

import json
import os
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import av
import pytest
from PIL import Image, ImageChops, ImageStat

from tests.acceptance.guide import Block, Command, blocks, commands, edited
from tests.acceptance.program import PROGRAM, handbill

GUIDE = Path(__file__).parents[2] / "docs" / "template-guide.md"
PICTURE = GUIDE.parent / "pictures" / "encore.jpg"
_MANIFEST = Path("templates/encore/template.yaml")
_TRIES = 600


class Reader:
    """Someone who follows the guide in `folder`, block by block."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env: dict[str, str] = {}
        self.ran: list[str] = []
        self.watching: subprocess.Popen[bytes] | None = None

    def follow(self, block: Block) -> None:
        """Save what is to be saved, type what is to be typed, compare what is to be seen."""
        if block.file:
            (self.folder / block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "yaml":
            file = self.folder / _MANIFEST
            before = file.read_text(encoding="utf-8") if file.exists() else ""
            file.write_text(edited(before, block.text), encoding="utf-8")
        elif block.language == "text":
            self._see_fault(block.text.strip())
        else:
            assert block.language == "console"
            for command in commands(block.text):
                self._type(command)

    def close(self) -> None:
        """Ctrl-C in the terminal that watches."""
        if self.watching is not None:
            self.watching.send_signal(signal.SIGINT)
            assert self.watching.wait(timeout=60) == 0

    def _type(self, command: Command) -> None:
        words = shlex.split(command.line.replace("$PWD", str(self.folder)))
        self.ran.append(command.line)
        match words:
            case ["handbill", *arguments] if "--watch" in arguments:
                self._watch(arguments)
            case ["handbill", *arguments]:
                self._run(arguments, command)
            case ["mkdir", *_, _] | ["cp", *_, _]:
                subprocess.run(words, cwd=self.folder, check=True)
            case ["export", setting]:
                name, _, value = setting.partition("=")
                self.env[name] = value
            case _:
                pytest.fail(f"no command of the guide: {command.line}")

    def _run(self, arguments: list[str], command: Command) -> None:
        done = handbill(*arguments, cwd=self.folder, env=self.env)
        output = done.stdout + done.stderr
        amiss = any(re.search(r"^error:|  (?:warning|error)  ", line) for line in command.shown)
        assert done.returncode == int(amiss), f"{command.line}\n{output}"
        lines = iter(output.splitlines())
        for shown in command.shown:
            pattern = ".*".join(re.escape(part) for part in shown.rstrip().split("…"))
            assert any(re.fullmatch(pattern, line.rstrip()) for line in lines), (shown, output)

    def _watch(self, arguments: list[str]) -> None:
        home = {"XDG_CONFIG_HOME": str(self.folder), "XDG_STATE_HOME": str(self.folder)}
        clean = {name: value for name, value in os.environ.items() if "HANDBILL_" not in name}
        with (self.folder / "terminal.txt").open("wb") as terminal:
            self.watching = subprocess.Popen(
                [str(PROGRAM), *arguments], cwd=self.folder, stderr=terminal, env={**clean, **home}
            )
        self._wait_for("terminal.txt", "pictures painted")

    def _see_fault(self, fault: str) -> None:
        self._wait_for("terminal.txt", f"{fault}\n")
        self._wait_for("encore-preview.html", fault.removeprefix("error: "))

    def _wait_for(self, name: str, words: str) -> None:
        file = self.folder / name
        for _ in range(_TRIES):
            if file.exists() and words in unescape(file.read_text(encoding="utf-8")):
                return
            time.sleep(0.1)
        said = (self.folder / "terminal.txt").read_text(encoding="utf-8")
        pytest.fail(f"{name} never said {words!r}; the terminal: {said}")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Someone who has followed the guide to its end."""
    someone = Reader(tmp_path_factory.mktemp("studio"))
    try:
        for block in blocks(GUIDE):
            someone.follow(block)
        yield someone
    finally:
        someone.close()


def test_every_tool_of_an_author_was_used(reader: Reader) -> None:
    used = {" ".join(line.split()[:3]) for line in reader.ran}
    verbs = ("schema", "preview", "check", "diff", "show")
    assert used >= {f"handbill templates {verb}" for verb in verbs} | {"handbill campaign run"}


def test_the_video_and_the_still_are_as_large_and_long_as_asked(reader: Reader) -> None:
    with av.open(str(reader.folder / "encore.mp4")) as file:
        stream = file.streams.video[0]
        assert (stream.codec_context.width, stream.codec_context.height) == (1080, 1920)
        assert sum(1 for _ in file.decode(stream)) == 180
    with Image.open(reader.folder / "encore.png") as still:
        assert still.size == (1080, 1080)


def test_the_sheets_show_three_moments_in_english_and_in_arabic(reader: Reader) -> None:
    with Image.open(reader.folder / "encore-sheet.png") as sheet:
        assert sheet.width > 1000
    page = (reader.folder / "encore-preview.html").read_text(encoding="utf-8")
    assert "<h1>Encore</h1>" in page
    shown = re.findall(r'alt="[^"]*, (en|ar), (1:1|9:16), (\w+)"', page)
    assert len(shown) == len(set(shown)) == 2 * 2 * 3


def test_the_campaign_delivers_the_template_in_both_languages(reader: Reader) -> None:
    manifest = json.loads((reader.folder / "spring" / "manifest.json").read_text(encoding="utf-8"))
    rows = manifest["assets"]
    assert manifest["failures"] == []
    assert {(row["template_id"], row["locale"], row["ratio"]) for row in rows} == {
        ("encore", "en", "1:1"),
        ("encore", "ar-EG", "1:1"),
    }
    assert all(row["warnings"] == [] for row in rows)


def test_the_picture_of_the_guide_is_what_it_makes(reader: Reader) -> None:
    """HANDBILL_BLESS=1 writes it anew, and fails."""
    made = _picture(reader)
    if os.environ.get("HANDBILL_BLESS"):
        made.save(PICTURE, quality=88)
        pytest.fail("blessed: look at the picture, then run again")
    with Image.open(PICTURE) as shown:
        assert shown.size == made.size
        difference = ImageStat.Stat(ImageChops.difference(shown.convert("RGB"), made))
    assert max(difference.mean) < 3


def _picture(reader: Reader) -> Image.Image:
    """Square and tall beside each other, in English and in Arabic, as on the guide's page."""
    content = reader.folder / "en.json"
    words = {"name": "Mira Sol", "artwork": "data/artwork/mira.jpg"}
    tracks = ["City at Night", "Paper Lanterns", "By the River"]
    content.write_text(json.dumps({**words, "tracks": tracks}), encoding="utf-8")
    cells = (("1:1", "en"), ("1:1", "ar-EG"), ("9:16", "en"), ("9:16", "ar-EG"))
    height, gap = 480, 12
    shots: list[Image.Image] = []
    for ratio, locale in cells:
        file = reader.folder / f"shot-{len(shots)}.png"
        source = content if locale == "en" else reader.folder / "content.json"
        done = handbill(
            "render", "./live/encore", "--content", source, "--ratio", ratio, "--locale", locale,
            "--at", "3", "--out", file, cwd=reader.folder,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        with Image.open(file) as painted:
            width = painted.width * height // painted.height
            shots.append(painted.convert("RGB").resize((width, height)))
    width = sum(shot.width + gap for shot in shots) - gap
    picture, left = Image.new("RGB", (width, height), "white"), 0
    for shot in shots:
        picture.paste(shot, (left, 0))
        left += shot.width + gap
    return picture
