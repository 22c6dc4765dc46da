"""Settings: defaults for all, the environment over the file, errors that say what is allowed."""

import os
from pathlib import Path

import pytest

from api.errors import SettingsError
from api.settings import Settings, check_loopback, is_loopback, read_settings


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("HANDBILL_", "RAY_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def _write(tmp_path: Path, text: str) -> None:
    (tmp_path / "config").mkdir(exist_ok=True)
    (tmp_path / "config" / "handbill.toml").write_text(text, encoding="utf-8")


def test_nothing_needs_setting(tmp_path: Path) -> None:
    settings = read_settings()
    assert settings.data_home == tmp_path / "state" / "handbill"
    assert settings.workers >= 1
    assert settings.database == f"sqlite:///{tmp_path}/state/handbill/handbill.db"
    check_loopback(settings.host)


def test_arguments_win_over_environment_over_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _write(tmp_path, 'port = 1\nworkers = 1\nray_address = "a:1"\n')
    monkeypatch.setenv("HANDBILL_WORKERS", "2")
    monkeypatch.setenv("RAY_ADDRESS", "b:2")
    settings = read_settings(workers=3, port=None)
    assert (settings.port, settings.workers, settings.ray_address) == (1, 3, "b:2")


def test_lists_of_folders_and_names_are_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDBILL_FONT_FOLDERS", "/a:relative")
    monkeypatch.setenv("HANDBILL_ALLOWED_HOSTS", "Farm.example, other")
    settings = read_settings()
    assert settings.font_folders == (Path("/a"), Path.cwd() / "relative")
    assert settings.allowed_hosts == ("farm.example", "other")


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("HANDBILL_PORT", "abc", "0 to 65535"),
        ("HANDBILL_PORT", "70000", "0 to 65535"),
        ("HANDBILL_WORKERS", "0", "1 to 4096"),
        ("HANDBILL_S3_ENDPOINT", "ftp://store", "http(s)://"),
        ("HANDBILL_S3_BUCKET", "No_Bucket", "lower-case"),
        ("HANDBILL_LOG_LEVEL", "loud", "debug, info, warning or error"),
    ],
)
def test_an_error_names_the_variable_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, allowed: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert caught.value.where == variable
    assert allowed in caught.value.allowed


def test_an_unknown_key_of_the_file_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, "prot = 8600\n")
    with pytest.raises(SettingsError, match=r"unknown setting 'prot'.*port"):
        read_settings()


def test_an_error_in_the_file_names_the_file(tmp_path: Path) -> None:
    _write(tmp_path, 'port = "many"\n')
    with pytest.raises(SettingsError, match=r"handbill\.toml: port"):
        read_settings()
    _write(tmp_path, "port = \n")
    with pytest.raises(SettingsError, match="no valid TOML"):
        read_settings()


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDBILL_S3_SECRET_KEY", "hush-hush")
    monkeypatch.setenv("HANDBILL_DATABASE_URL", "postgresql://me:hush-hush@db/farm")
    settings = read_settings()
    assert "hush-hush" not in repr(settings)
    assert "hush-hush" in settings.database


def test_every_setting_says_what_is_allowed() -> None:
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost"])
def test_loopback_is_let_in(host: str) -> None:
    check_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "farm.example", "", None])  # noqa: S104 - to be refused
def test_all_else_is_not(host: str | None) -> None:
    assert not is_loopback(host)
    with pytest.raises(SettingsError, match="no keys yet"):
        check_loopback(host or "")
