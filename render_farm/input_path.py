"""Where inputs lie in the bucket; apart, since the queue needs it and none of what makes files."""


def input_path(sha256: str) -> str:
    """Where a checked input lies in the bucket."""
    return f"inputs/{sha256}"
