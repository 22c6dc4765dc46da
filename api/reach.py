"""May Ray's workers reach the storage? A cluster elsewhere cannot reach a server on loopback."""

import socket
from urllib.parse import urlsplit

from api.errors import SettingsError
from api.settings import Settings, is_loopback

_ALLOWED = "host:port of a Ray cluster, or local for an embedded one"


def ray_cluster(settings: Settings) -> str | None:
    """The address of the Ray cluster to join; None = start one here.

    Raises SettingsError for an address that is none, or that is another machine's while the
    storage is the embedded one, which listens on this machine only.
    """
    address = settings.ray_address
    if address is None or address == "local":
        return None
    host = _host(address)
    if settings.s3_endpoint is None and not _is_here(host):
        raise SettingsError(
            f"the Ray cluster {address} is not on this machine, and its workers could not reach "
            "the embedded storage",
            where="RAY_ADDRESS",
            allowed="a cluster on this machine, or HANDBILL_S3_ENDPOINT with a store for all",
        )
    return address


def _host(address: str) -> str:
    try:
        parts = urlsplit(f"//{address}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or not port or "/" in address:
        raise SettingsError(f"{address!r} is no address", where="RAY_ADDRESS", allowed=_ALLOWED)
    return host


def _is_here(host: str) -> bool:
    """Whether an address is one of this machine's: only those can be bound."""
    if is_loopback(host):
        return True
    try:
        found = socket.getaddrinfo(host, 0, type=socket.SOCK_DGRAM)
    except OSError:
        return False
    return all(_can_bind(family, place) for family, _, _, _, place in found)


def _can_bind(family: int, place: tuple[object, ...]) -> bool:
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((place[0], 0))
        except OSError:
            return False
    return True
