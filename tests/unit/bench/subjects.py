"""Small subjects of the packaged library, filled as the bench fills them."""

from dataclasses import replace

from api.workbench.content import invented
from bench import Run, Subject
from templates import open_library
from templates.reduced import reduced
from templates.text import FontLibrary

FONTS = FontLibrary.packaged()


def run_of(*names: str, seconds: float | None = None) -> Run:
    """A run over these templates."""
    library = open_library()
    wanted = [library.get(name) for name in names]
    return Run(templates=wanted, contents=invented, fonts=FONTS, seconds=seconds)


def small(name: str, *, factor: float = 0.2) -> Subject:
    """A template in a fraction of its width and height."""
    run = run_of(name)
    subject = run.subject(run.templates[0])
    return replace(subject, scene=reduced(subject.scene, factor))
