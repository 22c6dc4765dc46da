"""An artist or a picture → gone from the bucket, refused from now on, and told where it was shown.

First the tombstones, so that nothing new is made of it; with them what was found, so that a
takedown that died goes on where it was. Then files, inputs and pieces, then the manifests.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Protocol

from render_farm.housekeeping.collector import GcJobs, GcStore
from render_farm.housekeeping.findings import Findings, Made, find, withdrawn
from render_farm.housekeeping.references import every_task, manifests
from render_farm.housekeeping.sweeper import Sweeper
from render_farm.housekeeping.tombstones import (
    Target,
    TargetKind,
    Tombstone,
    TombstoneStore,
    read_tombstones,
    remove_tombstones,
    write_tombstones,
)
from render_farm.input_path import input_path
from render_farm.manifest import ManifestStore, store_manifest


class TakedownStore(GcStore, TombstoneStore, ManifestStore, Protocol):
    """What a takedown needs of the object store."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Takedown:
    """Takes things down. clock: seconds since 1970. Calls raise a StorageError or a QueueError;
    the same call again goes on.
    """

    store: TakedownStore
    jobs: GcJobs
    clock: Callable[[], float] = time.time

    def find(self, target: Target) -> Findings:
        """Say what it would hit; touches nothing."""
        made = (Made.of(record) for _, record in every_task(self.jobs))
        found = find(target, made=made, manifests=manifests(self.store))
        return found.also(self._earlier(target))

    def take_down(self, target: Target) -> Findings:
        """Refuse it from now on, and delete all that was made of it."""
        self._refuse(target, self.find(target))
        # Again: what ended in between was not refused yet.
        found = self.find(target)
        self._refuse(target, found)
        inputs = {input_path(sha256) for sha256 in found.pictures}
        Sweeper(store=self.store, jobs=self.jobs, clock=self.clock).remove(
            found.assets | inputs, requests=found.requests
        )
        for listed in self.store.list_objects("segments/"):
            # Which picture is in which piece is written nowhere; pieces are made again.
            self.store.delete(listed.key)
        self._withdraw(found)
        return found

    def lift(self, target: Target) -> bool:
        """Let it be used again; what was deleted stays so. False when it was not taken down."""
        known = read_tombstones(self.store)
        lifted = [one.target for one in known if target in (one.target, one.because)]
        remove_tombstones(lifted, store=self.store)
        return target in lifted

    def all(self) -> tuple[Tombstone, ...]:
        """All takedowns in force, the oldest first."""
        return read_tombstones(self.store)

    def _earlier(self, target: Target) -> Findings:
        known = (one.found for one in read_tombstones(self.store) if one.target == target)
        return Findings.read(next(known, {}))

    def _refuse(self, target: Target, found: Findings) -> None:
        known = {one.target: one for one in read_tombstones(self.store)}
        stone = known.get(target, Tombstone(target=target, at=self.clock()))
        stones = [replace(stone, found=found.document())]
        for sha256 in sorted(found.pictures):
            picture = Target(kind=TargetKind.PICTURE, id=sha256)
            if picture != target and picture not in known:
                stones.append(Tombstone(target=picture, at=self.clock(), because=target))
        write_tombstones(stones, store=self.store)

    def _withdraw(self, found: Findings) -> None:
        """Take the files out of current manifests, and the sheets away that show them."""
        for manifest in manifests(self.store):
            if manifest.current and _names(manifest.document["assets"], found.assets):
                document = withdrawn(manifest.document, keys=found.assets)
                store_manifest(document, campaign_id=manifest.campaign, store=self.store)
        for campaign in sorted(found.campaigns):
            self.store.delete(f"campaigns/{campaign}/contact-sheet.html")


def _names(rows: Collection[dict[str, str]], keys: frozenset[str]) -> bool:
    return any(row["key"] in keys for row in rows)
