"""The house as its ways in see it: every part built once, by composition, and passed in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from api.metrics import PrometheusMeter
from api.settings import Settings
from render_farm.queue import JobRecord, JobStore
from render_farm.storage import ObjectStore
from render_farm.submission import Submission
from templates import Library
from templates.text import FontLibrary


class Farm(Protocol):
    """Whoever works on the queue: started when first needed, closed with the house."""

    @property
    def dashboard_url(self) -> str | None:
        """Of Ray; None before the start, or where none runs."""

    @property
    def failed(self) -> bool:
        """Whether the farm has ended by an error."""

    def start(self) -> None:
        """Begin to work on the queue; no error when it works already."""

    def nudge(self) -> None:
        """Tell that there is work, which is seen in a moment without."""

    def check(self) -> None:
        """Raise what ended the farm, if something did."""

    def wait(self, job_id: str, *, progress: Callable[[JobRecord], None]) -> JobRecord:
        """Look until a job has ended. Raises what ended the farm."""

    def metrics_targets(self) -> tuple[str, ...]:
        """HOST:PORT of each node that exports what its workers count."""


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    """What serves a request: storage, job store, templates, fonts, and the doors of the farm.

    storage_url, bucket: where the store is, for people and for manifests. meter: what this process
    counts.
    """

    settings: Settings
    store: ObjectStore
    storage_url: str
    bucket: str
    jobs: JobStore
    library: Library
    fonts: FontLibrary
    submission: Submission
    farm: Farm
    meter: PrometheusMeter = field(default_factory=PrometheusMeter)

    def start(self) -> None:
        """Begin to work on the queue."""
        self.farm.start()

    def render(self, job_id: str, progress: Callable[[JobRecord], None]) -> JobRecord:
        """Work until a job has ended, telling how it stands now and then."""
        self.farm.start()
        return self.farm.wait(job_id, progress=progress)
