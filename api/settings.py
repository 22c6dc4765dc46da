"""Environment variables HANDBILL_* and a TOML file → settings, checked, with a default for all."""

import os
import tomllib
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from api.errors import SettingsError
from render_farm.log_lines import LogSettings

PREFIX = "HANDBILL_"
Folders = Annotated[tuple[Path, ...], NoDecode]
Words = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """Everything that can be set; built once by `read_settings` and passed in.

    Each description says what is allowed; errors and `docs/command-line.md` repeat it.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True, populate_by_name=True
    )

    data_home: Path = Field(
        default_factory=lambda: _xdg("XDG_STATE_HOME", ".local/state") / "handbill",
        description="a folder of this user: store, database, state of the running farm",
    )
    host: str = Field(
        default="127.0.0.1",
        description="a loopback address (127.0.0.1, ::1, localhost), until API keys exist",
    )
    port: int = Field(default=8600, ge=0, le=65535, description="0 to 65535; 0 takes a free one")
    api_url: str | None = Field(
        default=None, description="http(s)://host[:port] of a running farm's API, for clients"
    )
    allowed_hosts: Words = Field(
        default=(), description="further names in a request's Host header, separated by commas"
    )
    workers: int = Field(
        default_factory=lambda: len(os.sched_getaffinity(0)),
        ge=1,
        le=4096,
        description="1 to 4096 renderers",
    )
    worker_memory: int = Field(
        default=2000, ge=300, le=1_000_000, description="300 to 1000000 megabytes for a task"
    )
    dashboard: bool = Field(default=True, description="true or false: start Ray's dashboard")
    ray_address: str | None = Field(
        default=None,
        validation_alias=AliasChoices("HANDBILL_RAY_ADDRESS", "RAY_ADDRESS", "ray_address"),
        description="host:port of a running cluster, or local (the default)",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="postgresql://user:password@host/database, or sqlite:///file; by default a file"
        " in the data home",
    )
    s3_endpoint: str | None = Field(
        default=None,
        description="http(s)://host[:port] of an S3 server; by default one is started",
    )
    s3_bucket: str = Field(
        default="handbill",
        pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
        description="3 to 63 lower-case letters, digits, dots and hyphens",
    )
    s3_region: str = Field(default="us-east-1", min_length=1, description="a region's name")
    s3_access_key: SecretStr | None = Field(default=None, description="an access key id")
    s3_secret_key: SecretStr | None = Field(default=None, description="a secret access key")
    presign_s: int = Field(
        default=3600, ge=1, le=604_800, description="1 to 604800 seconds that a link is good for"
    )
    max_input_bytes: int = Field(
        default=110_000_000, ge=1, le=5_000_000_000, description="1 to 5000000000 bytes"
    )
    template_folders: Folders = Field(
        default=(), description="folders of template folders, separated by colons"
    )
    font_folders: Folders = Field(default=(), description="folders of fonts, separated by colons")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="debug, info, warning or error"
    )

    log_format: Literal["text", "json"] = Field(default="text", description="text or json")
    core_hour_cost: float = Field(
        default=0.0446, ge=0, description="what one core costs for an hour, in your currency"
    )

    @field_validator("template_folders", "font_folders", mode="before")
    @classmethod
    def _split_folders(cls, value: Any) -> Any:
        return [part for part in value.split(os.pathsep) if part] if _text(value) else value

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split_words(cls, value: Any) -> Any:
        return [part.strip().lower() for part in value.split(",")] if _text(value) else value

    @field_validator("data_home", "template_folders", "font_folders")
    @classmethod
    def _make_absolute(cls, value: Path | tuple[Path, ...]) -> Path | tuple[Path, ...]:
        # The program changes into a state folder around the start of Ray.
        if isinstance(value, tuple):
            return tuple(_absolute(path) for path in value)
        return _absolute(value)

    @field_validator("s3_endpoint", "api_url")
    @classmethod
    def _check_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            raise ValueError(f"{value!r} is no http(s) address")
        return value.rstrip("/")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then the TOML file."""
        del dotenv_settings, file_secret_settings
        return (
            init_settings,
            env_settings,
            TomlConfigSettingsSource(settings_cls, toml_file=config_file()),
        )

    @property
    def log(self) -> LogSettings:
        """What is logged, here and in workers."""
        return LogSettings(level=self.log_level, format=self.log_format)

    @property
    def database(self) -> str:
        """The SQLAlchemy URL to use."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_home / 'handbill.db'}"


def read_settings(**overrides: Any) -> Settings:
    """The settings of this process; `overrides` (None = not given) win.

    Raises SettingsError, which names the variable or key and what is allowed.
    """
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})
    except ValidationError as error:
        raise _explain(error, overrides) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"no valid TOML: {error}", where=str(config_file()), allowed="TOML 1.0, key = value"
        ) from None


def config_file() -> Path:
    """The TOML file: HANDBILL_CONFIG, else handbill.toml in the user's configuration folder."""
    named = os.environ.get(f"{PREFIX}CONFIG")
    return Path(named) if named else _xdg("XDG_CONFIG_HOME", ".config") / "handbill.toml"


def check_loopback(host: str) -> None:
    """Refuse an address that other machines could reach: there are no API keys yet.

    Raises SettingsError.
    """
    if not is_loopback(host):
        raise SettingsError(
            f"{host!r} would let other machines in, and the API has no keys yet",
            where=f"{PREFIX}HOST",
            allowed=describe("host"),
        )


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address is this machine only."""
    if host is None:
        return False
    bare = host.strip("[]").lower()
    if bare == "localhost":
        return True
    try:
        return ip_address(bare).is_loopback
    except ValueError:
        return False


def describe(name: str) -> str:
    """What is allowed for a setting, in words."""
    return Settings.model_fields[name].description or ""


def _explain(error: ValidationError, overrides: Mapping[str, Any]) -> SettingsError:
    first = error.errors(include_url=False)[0]
    key = str(first["loc"][0]) if first["loc"] else ""
    name = next((n for n in Settings.model_fields if n == _field_name(key)), "")
    if not name:
        known = ", ".join(sorted(Settings.model_fields))
        return SettingsError(f"unknown setting {key!r}", where=str(config_file()), allowed=known)
    problem = first["msg"].removeprefix("Value error, ")
    secret = "Secret" in str(Settings.model_fields[name].annotation)
    shown = "" if secret else f"{first['input']!r}: "
    where = _source(name, overrides)
    return SettingsError(f"{shown}{problem}", where=where, allowed=describe(name))


def _field_name(key: str) -> str:
    lowered = key.lower()
    return "ray_address" if lowered.endswith("ray_address") else lowered


def _source(name: str, overrides: Mapping[str, Any]) -> str:
    if overrides.get(name) is not None:
        return f"--{name.replace('_', '-')}"
    variable = f"{PREFIX}{name.upper()}"
    if name == "ray_address" and variable not in os.environ:
        variable = "RAY_ADDRESS"
    if variable in os.environ or not config_file().is_file():
        return variable
    return f"{config_file()}: {name}"


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _xdg(variable: str, default: str) -> Path:
    named = os.environ.get(variable, "")
    return Path(named) if named.startswith("/") else Path.home() / default
