"""The errors of the peers' room.

PeerFailed        a peer's program ended, hung, or made something else than was asked for
"""


class PeerFailed(Exception):
    """A peer has no figure this time; the text says why, in one line."""
