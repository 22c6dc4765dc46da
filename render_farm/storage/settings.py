"""Where the store is and how to be let in."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class S3Settings:
    """A bucket of an S3-compatible store. Plain and picklable: workers are built from it.

    endpoint_url: None for Amazon's own. access_key, secret_key: None for the usual chain of AWS
    credentials (environment, instance profile); never part of the repr.
    """

    endpoint_url: str | None
    bucket: str
    access_key: str | None = field(default=None, repr=False)
    secret_key: str | None = field(default=None, repr=False)
    region: str = "us-east-1"
