import stat
from dataclasses import asdict
from pathlib import Path

from render_farm.storage.seaweed_command import (
    Ports,
    free_ports,
    load_credentials,
    server_command,
    server_environment,
    shell_command,
    write_private,
)

PORTS = Ports(
    s3=1,
    s3_grpc=2,
    master=3,
    master_grpc=4,
    volume=5,
    volume_grpc=6,
    filer=7,
    filer_grpc=8,
    admin=9,
    admin_grpc=10,
)


def test_the_server_listens_on_loopback_alone_and_opens_nothing_that_is_not_used() -> None:
    command = server_command(Path("/bin/weed"), Path("/data"), PORTS)
    assert command[:3] == ["/bin/weed", "-logtostderr=true", "mini"]
    for flag in (
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-dir=/data",
        "-s3.port=1",
        "-admin.port.grpc=10",
        "-admin.ui=false",
        "-webdav=false",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-master.telemetry=false",
        "-s3.autoCreateBucket=false",
        "-s3.localSocket=s3.sock",
    ):
        assert flag in command


def test_the_shell_finds_master_and_filer() -> None:
    assert shell_command(Path("/bin/weed"), PORTS) == [
        "/bin/weed",
        "shell",
        "-master=127.0.0.1:3.4",
        "-filer=127.0.0.1:7.8",
    ]


def test_ports_are_free_distinct_and_outside_the_range_of_outgoing_connections() -> None:
    chosen = free_ports()
    ports = list(asdict(chosen).values())
    assert len(set(ports)) == 10
    assert all(20_000 <= port < 32_768 for port in ports)
    assert chosen.admin_grpc == chosen.admin + 10_000


def test_credentials_are_made_once_and_differ_between_folders(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    first = load_credentials(tmp_path / "a")
    assert load_credentials(tmp_path / "a") == first
    assert load_credentials(tmp_path / "b").secret_key != first.secret_key
    assert first.secret_key not in repr(first)


def test_nothing_of_the_users_environment_reaches_the_server(tmp_path: Path) -> None:
    environment = server_environment(tmp_path, load_credentials(tmp_path))
    assert environment["HOME"] == str(tmp_path)
    assert not [name for name in environment if name.startswith("AWS_")]
    assert len({value for name, value in environment.items() if "JWT" in name}) == 4


def test_private_files_are_whole_and_the_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    for text in ("first", "second"):
        write_private(file, text)
        assert file.read_text(encoding="utf-8") == text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]
