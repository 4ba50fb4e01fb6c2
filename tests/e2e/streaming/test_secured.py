"""TLS and logins to all three servers; the secrets lie in files and appear in no log and in no error."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.streaming.installation import Installation
from tests.servers.kafka import Login, running
from tests.servers.postgres import PostgresServer
from tests.servers.tls import Authority, HttpsProxy, PostgresProxy
from tests.unit.processor.builders import say, write_article

from quotewire.errors import IndexUnavailable, LogUnavailable, StateUnavailable
from quotewire.model.journey import AnalysedArticle
from quotewire.model.statement import Stance
from quotewire.ports.search import Kind
from quotewire.query.parse import parse_query
from quotewire.runtime.messages import to_messages
from quotewire.runtime.streaming.ports import open_streaming
from quotewire.settings import StreamingSettings
from quotewire.topics import ANALYSED

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(900)]

SECRETS = {"kafka": "kafka-S3cret-7d1f", "postgres": "postgres-S3cret-9a2c", "elastic": "ZWxhc3RpYy1TM2NyZXQtNGIwZQ=="}


@dataclass(frozen=True)
class Secured:
    """How the three servers are reached."""

    streaming: dict[str, Any]
    folder: Path

    def with_wrong_secrets(self) -> StreamingSettings:
        wrong = self.folder / "wrong"
        wrong.write_text("not-the-S3cret")
        kafka = {**self.streaming["kafka"], "password_file": wrong}
        elastic = {**self.streaming["elasticsearch"], "api_key_file": wrong}
        state = {**self.streaming["state"], "password_file": wrong}
        return StreamingSettings.model_validate({"kafka": kafka, "elasticsearch": elastic, "state": state})


@pytest.fixture
def secured(tmp_path: Path, elasticsearch_url: str, postgres: PostgresServer) -> Iterator[Secured]:
    (tmp_path / "tls").mkdir()
    authority = Authority(tmp_path / "tls")
    files = {name: tmp_path / f"{name}.secret" for name in SECRETS}
    for name, file in files.items():
        file.write_text(f"{SECRETS[name]}\n")
    database = postgres.create_database()
    postgres.create_user(f"owner_of_{database}", SECRETS["postgres"], database)
    login = Login("quotewire", SECRETS["kafka"], authority.server, authority.ca)
    with (
        closing(HttpsProxy(authority, elasticsearch_url, f"ApiKey {SECRETS['elastic']}")) as elastic,
        closing(PostgresProxy(authority, postgres.socket)) as database_proxy,
        closing(running(login)) as brokers,
    ):
        place = f"owner_of_{database}@127.0.0.1:{database_proxy.port}/{database}"
        ca = str(authority.ca)
        kafka = {
            "servers": next(brokers).servers,
            "partitions": 1,
            "tls": True,
            "ca_file": ca,
            "sasl": "SCRAM-SHA-512",
            "user": "quotewire",
            "password_file": str(files["kafka"]),
        }
        streaming = {
            "kafka": kafka,
            "elasticsearch": {"url": elastic.url, "ca_file": ca, "api_key_file": str(files["elastic"])},
            "state": {
                "url": f"postgresql://{place}?sslmode=verify-full&sslrootcert={ca}",
                "password_file": str(files["postgres"]),
            },
        }
        yield Secured(streaming, tmp_path)


def test_an_article_goes_all_the_way_and_no_secret_is_told(secured: Secured, tmp_path: Path) -> None:
    (tmp_path / "watches.yaml").write_text("- id: ferry\n  about: ferry\n", "utf-8")
    installation = Installation(tmp_path, "secured", {"watches": str(tmp_path / "watches.yaml")}, secured.streaming)
    with closing(installation):
        said = installation.run("init")
        article = write_article("Ferry stops", "The ferry stops for the winter, Ada Lindqvist said.")
        statement = say(article, "Ada Lindqvist", Stance.ASSERTS, "said", "The ferry stops for the winter")
        installation.ports.log.append(ANALYSED.name, to_messages([AnalysedArticle(article, (), (statement,))]))
        installation.start_as("record", "--verbose", {}, "process", "--stage", "record")
        for service in ("index", "alert"):
            installation.start_as(service, "--verbose", {}, service)
        installation.wait_until(lambda: _is_alerted(installation) and _is_found(installation))
        installation.stop()
        logs = [installation.output(service, whole=True) for service in ("record", "index", "alert")]
    _nothing_is_told([said, *logs])


def _is_alerted(installation: Installation) -> bool:
    with installation.ports.state.reading() as tx:
        return bool(tx.alerts.list())


def _is_found(installation: Installation) -> bool:
    installation.ports.index.refresh()
    return installation.ports.index.search(parse_query("ferry"), Kind.STATEMENTS).total == 1


def test_a_refused_login_says_what_to_do_and_no_secret(secured: Secured, tmp_path: Path) -> None:
    installation = Installation(tmp_path, "secured", {}, secured.streaming)
    with closing(installation):
        installation.run("init")
        wrong = installation.settings.model_copy(update={"streaming": secured.with_wrong_secrets()})
        with closing(open_streaming(wrong)) as ports:
            with pytest.raises(LogUnavailable, match="check ca_file, user and password") as kafka:
                ports.log.end(ANALYSED.name)
            with pytest.raises(IndexUnavailable, match="refused this login") as elastic:
                ports.index.search(parse_query("ferry"), Kind.ARTICLES)
            with pytest.raises(StateUnavailable, match="check user and password") as state, ports.state.reading():
                pass
    _nothing_is_told([str(kafka.value), str(elastic.value), str(state.value), repr(wrong)])


def _nothing_is_told(texts: list[str]) -> None:
    for text in texts:
        assert text
        for secret in (*SECRETS.values(), "not-the-S3cret"):
            assert secret not in text
