"""Every setting, read once and passed on: defaults, then the configuration file, then ``QUOTEWIRE_…`` variables."""

import logging
import os
from collections import Counter
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError
from typing_extensions import override

from quotewire.errors import ConfigurationError
from quotewire.model.source import Source, SourceKind


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SourceSettings(_Section):
    """One source to collect from."""

    id: str = Field(description="Name of the source in metrics, traces and watches.")
    kind: SourceKind = Field(description="feed, folder or page.")
    location: str = Field(description="Address, or path relative to the configuration file.")
    outlet: str | None = Field(None, description="Name of the outlet, if the articles do not say it.")
    country: str | None = Field(None, description="Country of the outlet, ISO 3166-1 alpha-2.")


class ChannelSettings(_Section):
    """One place where alerts are delivered."""

    id: str = Field(description="Name by which watches refer to the channel.")
    kind: Literal["apprise", "webhook"] = Field(description="apprise reaches e-mail, Slack, Teams and many more.")
    url: SecretStr = Field(description="Apprise URL, or the webhook's address.")
    secrets: tuple[SecretStr, ...] = Field(
        (), description="Signing secrets of a webhook, one at least, the newest first."
    )


class KafkaSettings(_Section):
    """How the log on Kafka is reached."""

    servers: str = Field("127.0.0.1:9092", description="Brokers to ask first, host:port, separated by commas.")
    prefix: str = Field("", description="What the names of topics and groups begin with on a shared cluster.")
    replication: int = Field(1, ge=1, description="Copies of each topic, when init creates it; 3 in production.")
    partitions: int | None = Field(
        None, ge=1, description="Partitions of each topic that workers share, when init creates it; none: as declared."
    )
    tls: bool = Field(False, description="Encrypt the connection.")
    ca_file: Path | None = Field(None, description="Certificate authority of the brokers (PEM).")
    certificate_file: Path | None = Field(None, description="Certificate that this client shows (PEM).")
    key_file: Path | None = Field(None, description="Key of that certificate (PEM).")
    sasl: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] | None = Field(None, description="Kind of login, if any.")
    user: str | None = Field(None, description="Name to log in with.")
    password: SecretStr | None = Field(None, description="Password to log in with.")
    password_file: Path | None = Field(None, description="File that holds the password, instead of password.")


class ElasticsearchSettings(_Section):
    """How the search index on Elasticsearch is reached."""

    url: str = Field("http://127.0.0.1:9200", description="Address of the cluster; several are separated by commas.")

    @field_validator("url")
    @classmethod
    def _check_url(cls, url: str) -> str:
        """An address is shown and logged; a password must not be."""
        if any(urlsplit(one).username for one in url.split(",")):
            raise ValueError("name the user under user and the password under password_file, not in the address")
        return url

    prefix: str = Field("quotewire-", description="What the names of indices and aliases begin with.")
    replicas: int = Field(0, ge=0, description="Copies of each index; 1 where there is more than one node.")
    ca_file: Path | None = Field(None, description="Certificate authority of the cluster (PEM).")
    user: str | None = Field(None, description="Name to log in with.")
    password: SecretStr | None = Field(None, description="Password to log in with.")
    password_file: Path | None = Field(None, description="File that holds the password, instead of password.")
    api_key: SecretStr | None = Field(None, description="Encoded API key, instead of user and password.")
    api_key_file: Path | None = Field(None, description="File that holds the API key.")
    timeout_seconds: float = Field(30.0, gt=0, description="Longest wait for one answer, in seconds.")


class StateSettings(_Section):
    """How the state on PostgreSQL is reached."""

    url: SecretStr = Field(
        SecretStr("postgresql://quotewire@127.0.0.1/quotewire"), description="Address of the database."
    )
    password_file: Path | None = Field(None, description="File that holds the password, instead of one in the url.")


class StreamingSettings(_Section):
    """Production shape: services joined by Kafka, with their state in PostgreSQL and the index in Elasticsearch."""

    kafka: KafkaSettings = KafkaSettings.model_validate({})
    elasticsearch: ElasticsearchSettings = ElasticsearchSettings.model_validate({})
    state: StateSettings = StateSettings.model_validate({})
    metrics_host: str = Field("127.0.0.1", description="Address on which each service shows metrics and health.")
    metrics_port: int = Field(9100, ge=0, le=65535, description="Port for metrics and health; 0 takes a free one.")
    analysis_workers: int = Field(1, ge=1, description="Processes that read articles, in each process service.")
    stall_seconds: float = Field(
        300.0, gt=0, description="A worker with records waiting and no progress for so long ends itself."
    )
    spool_bytes: int = Field(1 << 30, ge=0, description="What the collector keeps on disk while Kafka is absent.")


class Settings(BaseSettings):
    """What quotewire can be told. ``quotewire run --config FILE`` reads a YAML file with these names."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_prefix="QUOTEWIRE_", env_nested_delimiter="__")

    data: Path = Field(Path("data"), description="Folder that holds log, state and index.")
    host: str = Field("127.0.0.1", description="Address that the service listens on.")
    port: int = Field(8420, ge=0, le=65535, description="Port that the service listens on; 0 takes a free one.")
    sources: tuple[SourceSettings, ...] = Field((), description="What is collected.")
    watches: Path | None = Field(None, description="Watchlist file (YAML).")
    entities: tuple[Path, ...] = Field((), description="Files of further people and institutions (YAML).")
    channels: tuple[ChannelSettings, ...] = Field((), description="Where alerts are delivered.")
    operations_channel: str | None = Field(
        None, description="Channel that hears of silent sources, of less than usual and of stalled stages."
    )
    heartbeat_minutes: int | None = Field(
        None, ge=1, description="How often operations_channel hears that the way to it works."
    )
    poll_seconds: float = Field(300.0, gt=0, description="Pause between two polls of a source, in seconds.")
    user_agent: str = Field(
        "quotewire/0.1 (+https://github.com/quotewire/quotewire)", description="How the collector names itself."
    )
    max_article_bytes: int = Field(10 << 20, gt=0, description="Largest page that is read, in decoded bytes.")
    fetch_seconds: float = Field(30.0, gt=0, description="Longest time for one fetch, in seconds.")
    allow_private_addresses: bool = Field(False, description="Let the collector fetch from private networks.")
    retention_months: int | None = Field(
        None, ge=1, description="Months kept in the search index, this one included; none keeps all."
    )
    novelty_days: int = Field(
        90, ge=61, description="How long it is remembered what was said, so that it counts as new only once, in days."
    )
    log_days: float = Field(
        30.0, gt=0, description="How long the embedded log keeps records that all stages have read, in days."
    )
    analysis_seconds: float = Field(30.0, gt=0, description="Longest time for reading one article, in seconds.")
    streaming: StreamingSettings = Field(
        StreamingSettings.model_validate({}), description="Servers of the streaming services."
    )

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Variables of the environment win over the file, whose values come in as arguments."""
        return env_settings, init_settings

    @field_validator("sources", "channels")
    @classmethod
    def _check_ids(cls, named: tuple[Any, ...]) -> tuple[Any, ...]:
        twice = sorted(name for name, count in Counter(one.id for one in named).items() if count > 1)
        if twice:
            raise ValueError(f"each id may be used once, unlike {', '.join(twice)}")
        return named

    def source_models(self) -> tuple[Source, ...]:
        return tuple(Source(**source.model_dump()) for source in self.sources)


_logger = logging.getLogger(__name__)
_PREFIX = "QUOTEWIRE_"
_OTHERS = ("QUOTEWIRE_TEST_", "QUOTEWIRE_CHAOS_")
"""Variables of the tests."""

_PATHS = ("data", "watches")
_PATH_LISTS = ("entities",)


def read_settings(file: Path | None = None, **overrides: Any) -> Settings:
    """Settings from a YAML file, the environment and arguments that are not None, which win over both.

    Raises ConfigurationError that names the file, the setting and what was expected.
    """
    values = _read_file(file) if file else {}
    for told in unknown_variables(os.environ):
        _logger.warning("%s", told)
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise ConfigurationError(_explain(error, file)) from error
    except SettingsError as error:  # a variable of the environment that should hold JSON
        raise ConfigurationError(f"settings: {error}: {error.__cause__}") from error
    return settings.model_copy(update={key: value for key, value in overrides.items() if value is not None})


def unknown_variables(environment: Mapping[str, str]) -> list[str]:
    """A line for each variable that looks like a setting and is none. Values are not told: they may be secrets."""
    known = {f"{_PREFIX}{name.upper()}" for name in Settings.model_fields}
    strange = [
        name for name in environment if name.upper().startswith(_PREFIX) and not name.upper().startswith(_OTHERS)
    ]
    lines = []
    for name in sorted(strange):
        if name.upper().partition("__")[0] not in known:
            near = get_close_matches(name.upper(), known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            lines.append(f"the variable {name} is no setting and is passed over{hint}")
    return lines


def read_secret(value: SecretStr | None, file: Path | None) -> str | None:
    """The secret itself, from the setting or the file it names. Raises ConfigurationError for a file that is not there."""
    if file is None:
        return value.get_secret_value() if value else None
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"cannot read the secret in {file}: {error}") from error


def _read_file(file: Path) -> dict[str, Any]:
    try:
        values = yaml.safe_load(file.read_text("utf-8")) or {}
    except OSError as error:
        raise ConfigurationError(f"cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{file}: not UTF-8 text (byte {error.start})") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise ConfigurationError(f"{file}{place}: {error.problem}") from error
    except (yaml.YAMLError, ValueError) as error:  # control characters, and dates such as 2023-13-45
        raise ConfigurationError(f"{file}: {error}") from error
    if not isinstance(values, dict):
        raise ConfigurationError(f"{file}: expected settings as `name: value`, one a line")
    return _anchor(values, file.parent)


def _anchor(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Paths in a file are relative to the file, wherever the service is started."""
    for name in _PATHS:
        if isinstance(values.get(name), str):
            values[name] = folder / values[name]
    for name in _PATH_LISTS:
        if isinstance(values.get(name), list):
            values[name] = [folder / str(path) for path in values[name]]
    sources = values.get("sources")
    for source in sources if isinstance(sources, list) else []:
        if isinstance(source, dict) and "://" not in str(source.get("location", "://")):
            source["location"] = str(folder / str(source["location"]))
    return values


def _explain(error: ValidationError, file: Path | None) -> str:
    known = ", ".join(sorted(Settings.model_fields))
    lines = []
    for problem in error.errors(include_url=False, include_input=False):
        name = ".".join(str(part) for part in problem["loc"])
        inside = len(problem["loc"]) > 1
        hint = f" (settings are: {known})" if problem["type"] == "extra_forbidden" and not inside else ""
        message = "unknown setting" if problem["type"] == "extra_forbidden" else problem["msg"]
        lines.append(f"{file or 'settings'}: {name}: {message}{hint}")
    return "\n".join(lines)
