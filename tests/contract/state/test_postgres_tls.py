"""The state over PostgreSQL's own TLS: an installed server, because the one from PyPI is built without."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import make_url
from tests.servers.java import free_port
from tests.servers.tls import Authority

from quotewire.adapters.state import SqlState, migrate
from quotewire.errors import StateUnavailable
from quotewire.runtime.streaming.ports import database_url
from quotewire.settings import StateSettings

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]

SECRET = "S3cret-of-the-database"
_NOBODY = 65534


@dataclass(frozen=True)
class Secured:
    """A server that takes nobody without TLS and password."""

    port: int
    authority: Authority
    folder: Path

    def url(self, ca: Path, secret: str = SECRET, mode: str = "verify-full") -> str:
        file = self.folder / "password"
        file.write_text(f"{secret}\n")
        place = f"postgresql://owner@127.0.0.1:{self.port}/postgres?sslmode={mode}&sslrootcert={ca}"
        return database_url(StateSettings.model_validate({"url": place, "password_file": file}))


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("needs a PostgreSQL with TLS; on Debian: apt install postgresql")
    return found[-1].parent


@pytest.fixture(scope="module")
def secured() -> Iterator[Secured]:
    binaries = _binaries()
    with tempfile.TemporaryDirectory(prefix="qw-tls-") as scratch:
        folder = Path(scratch)
        authority, port, data = Authority(folder), free_port(), folder / "data"
        (folder / "first").write_text(SECRET)
        user = _NOBODY if os.geteuid() == 0 else None
        if user:
            for place in (folder, *folder.iterdir()):
                os.chown(place, user, user)
        (folder / "server.key").chmod(0o600)

        def run(program: str, *arguments: str) -> None:
            command = [str(binaries / program), *arguments]
            subprocess.run(command, check=True, user=user, group=user, cwd=folder, stdout=subprocess.DEVNULL)

        asked = ["-U", "owner", "--auth", "scram-sha-256", "--pwfile", str(folder / "first"), "--no-sync"]
        run("initdb", "-D", str(data), *asked)
        (data / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 scram-sha-256\n")
        tls = f"-c ssl=on -c ssl_cert_file={folder}/server.crt -c ssl_key_file={folder}/server.key"
        options = f"-h 127.0.0.1 -p {port} -k '' -c fsync=off {tls}"
        run("pg_ctl", "-w", "-D", str(data), "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield Secured(port, authority, folder)
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")


def test_the_state_works_over_tls(secured: Secured) -> None:
    url = secured.url(secured.authority.ca)
    migrate(url)
    state = SqlState(url)
    with state.transaction() as tx:
        assert tx.watches.all() == []
    state.close()


def test_a_server_that_another_authority_signed_is_not_trusted(secured: Secured, tmp_path: Path) -> None:
    with pytest.raises(StateUnavailable, match="certificate verify failed"):
        migrate(secured.url(Authority(tmp_path).ca))


def test_without_tls_nobody_is_let_in(secured: Secured) -> None:
    with pytest.raises(StateUnavailable, match="check user and password"):
        migrate(secured.url(secured.authority.ca, mode="disable"))


def test_a_wrong_password_is_told_without_it(secured: Secured) -> None:
    url = secured.url(secured.authority.ca, secret="wrong-S3cret")
    with pytest.raises(StateUnavailable, match="check user and password") as error:
        migrate(url)
    assert "S3cret" not in str(error.value)
    assert make_url(url).password == "wrong-S3cret"
