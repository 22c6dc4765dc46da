"""True or false, frame by frame → the longest run of true, also over parts joined later."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """How many frames there are, and how many in a row hold: first, last, and at most."""

    frames: int = 0
    head: int = 0
    tail: int = 0
    longest: int = 0

    def add(self, holds: bool) -> "Run":
        """With one frame more."""
        one = int(holds)
        return self.then(Run(frames=1, head=one, tail=one, longest=one))

    def then(self, other: "Run") -> "Run":
        """With those of another part behind."""
        return Run(
            frames=self.frames + other.frames,
            head=self.head + (other.head if self.head == self.frames else 0),
            tail=other.tail + (self.tail if other.tail == other.frames else 0),
            longest=max(self.longest, other.longest, self.tail + other.head),
        )
