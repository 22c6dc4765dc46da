"""What a campaign's job asks to be written once it has ended: its manifest.

It travels with the job, so that the manifest is written also when whoever submitted the job is
gone. Written twice it is the same document under the same number.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol, Self

from render_farm.errors import RenderFarmError
from render_farm.housekeeping.findings import withdrawn
from render_farm.housekeeping.tombstones import TombstoneStore, taken_down
from render_farm.manifest import ManifestStore, build_manifest, store_manifest
from render_farm.queue import Closing, TaskRecord


class UnknownClosing(RenderFarmError):
    """A job asks for something to be written that this version does not know."""

    code = "unknown_closing"


class EndedTasks(Protocol):
    """What tells how a job's tasks ended."""

    def tasks(self, job_id: str) -> Sequence[TaskRecord]:
        """All tasks of a job."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignClosing:
    """A manifest to be. campaign: what it says of the campaign, with its `id`; problems: rows of
    its failures that are known before anything is rendered. All plain JSON values.
    """

    campaign: Mapping[str, Any]
    bucket: str
    problems: Sequence[Mapping[str, Any]] = ()

    def document(self) -> str:
        """As it travels with the job."""
        return json.dumps({"kind": "campaign", **asdict(self)}, ensure_ascii=False)

    @classmethod
    def read(cls, closing: Closing) -> Self:
        """What `document` wrote. Raises UnknownClosing."""
        try:
            plain = json.loads(closing.document)
            if plain.pop("kind") != "campaign":
                raise KeyError("kind")
            return cls(**plain)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnknownClosing(
                f"cannot be read: {error!r}", where=f"closing of {closing.job.id}"
            ) from error

    def manifest(self, job_id: str, *, jobs: EndedTasks) -> dict[str, Any]:
        """The manifest of a job that has ended."""
        return build_manifest(
            campaign={**self.campaign, "job": job_id},
            bucket=self.bucket,
            ended=jobs.tasks(job_id),
            problems=[dict(problem) for problem in self.problems],
        )


class ClosingStore(TombstoneStore, ManifestStore, Protocol):
    """What writing needs of the object store."""


def write_closing(closing: Closing, *, jobs: EndedTasks, store: ClosingStore) -> None:
    """Write what an ended job asks for. Raises UnknownClosing, StorageError, QueueError."""
    asked = CampaignClosing.read(closing)
    manifest = asked.manifest(closing.job.id, jobs=jobs)
    # What was taken down between its render and this moment is shown no more.
    manifest = withdrawn(manifest, keys=taken_down(store))
    store_manifest(manifest, campaign_id=asked.campaign["id"], store=store)
